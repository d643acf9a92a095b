"""Which TCP ports answer, by an nmap connect scan: no raw packets, no privileges, no service probes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any

from posture.model.answer import OpenPort, OpenPorts
from posture.model.evidence import Evidence, Observed, Reason, Source, Unavailable

NMAP = ("nmap", "/usr/bin/nmap", "/usr/local/bin/nmap", "/opt/homebrew/bin/nmap")
GRACE = 10
"""Seconds beyond nmap's own deadline before it is ended from here."""

_PORTS = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?(?:,[0-9]{1,5}(?:-[0-9]{1,5})?){0,500}")


def scan_ports(address: str, ports: str, seconds: int, nmap_paths: tuple[str, ...] = NMAP) -> Evidence[OpenPorts]:
    """The open ports of a literal IP address. Unavailable where nmap is missing or saw no sign of a host.

    A host of which every port stays silent is no host without open ports: it may be the wrong address.
    """
    what = f"nmap {address}"
    source = (Source(what),)
    if not _PORTS.fullmatch(ports) or any(not 0 < int(port) < 65536 for port in re.split("[,-]", ports)):
        return Unavailable(Reason.UNSUPPORTED, f"not a list of ports: {ports[:100]!r}", source)
    import nmap

    arguments = f"-sT -Pn -n -T4 --unprivileged --max-retries 1 --host-timeout {int(seconds)}s"
    if ipaddress.ip_address(address).version == 6:
        arguments += " -6"
    try:
        scanner = nmap.PortScanner(nmap_search_path=nmap_paths)
    except nmap.PortScannerError:
        return Unavailable(Reason.TOOL_MISSING, "nmap is not installed: install the package nmap", source)
    try:
        result = scanner.scan(address, ports=ports, arguments=arguments, timeout=seconds + GRACE)
    except nmap.PortScannerTimeout:
        return Unavailable(Reason.TIMEOUT, f"{what} did not end within {seconds + GRACE} s", source)
    except (nmap.PortScannerError, UnicodeDecodeError) as fault:
        return Unavailable(Reason.FAILED, f"{what}: {str(fault)[:200]}", source)
    return _read(address, ports, result, bytes(scanner.get_nmap_last_output()), source)


def _read(
    address: str, ports: str, result: Mapping[str, Any], xml: bytes, source: tuple[Source, ...]
) -> Evidence[OpenPorts]:
    if b'timedout="true"' in xml:  # python-nmap drops the mark, and the host then looks like one without ports
        return Unavailable(Reason.TIMEOUT, f"nmap gave up on {address} before all ports were tried", source)
    hosts = list(result.get("scan", {}).values())
    if len(hosts) != 1:
        return Unavailable(Reason.UNREACHABLE, f"nmap did not see {address}", source)
    rows: Mapping[int, Mapping[str, str]] = hosts[0].get("tcp", {})
    found = tuple(
        OpenPort(int(port), row.get("name", ""), row.get("product", ""))
        for port, row in sorted(rows.items())
        if row.get("state") == "open"
    )
    if not found and b'state="closed"' not in xml:
        detail = f"no port of {address} answered or refused: filtered throughout, or not the right address"
        return Unavailable(Reason.UNREACHABLE, detail, source)
    return Observed(OpenPorts(address, ports, found), source)
