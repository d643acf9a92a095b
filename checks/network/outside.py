"""The host as its neighbours see it: ports that answer."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from posture.api import (
    Fail,
    Layer,
    Listeners,
    OpenPorts,
    Param,
    Pass,
    Reason,
    Source,
    Tighter,
    Unknown,
    Verdict,
    check,
)

CLEAR = {21: "FTP", 23: "Telnet", 512: "rexec", 513: "rlogin", 514: "rsh"}


@check(
    "network.outside.allow_list",
    title="Only expected ports answer from the network",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:N",
    params={"allowed_ports": Param((22, 80, 443), Tighter.SUBSET, "TCP ports that other hosts may reach")},
    fix="Stop the service, bind it to 127.0.0.1, or let the packet filter refuse its port.",
    confirm="nmap -sT -Pn HOST",
    maps={"mlps": ("8.1.4.4b", "8.1.3.2a"), "attack": ("T1046", "T1190")},
)
def allow_list(ports: OpenPorts, *, allowed_ports: tuple[int, ...]) -> Iterator[Verdict]:
    """What answers is what an attacker finds first, whatever the plans of the network say."""
    if _inner(ports):
        yield _not_outside(ports)
        return
    for one in ports.open:
        kind = Pass if one.port in allowed_ports else Fail
        yield kind(
            subject=f"tcp/{one.port}",
            observed=f"open ({one.service or 'no usual service'})",
            expected=f"only {', '.join(map(str, allowed_ports))}",
            at=_at(ports),
        )


@check(
    "network.outside.clear_text",
    title="No clear-text login answers from the network",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:C/I:P/A:N",
    fix="Replace Telnet, rsh and FTP by SSH and SFTP, and close their ports.",
    confirm="nmap -sT -Pn -p 21,23,512-514 HOST",
    maps={"mlps": ("8.1.2.2b", "8.1.4.1c"), "attack": ("T1040",)},
)
def clear_text(ports: OpenPorts) -> Iterator[Verdict]:
    """The password of whoever logs in crosses the network for everyone on the way to read."""
    if _inner(ports):
        yield _not_outside(ports)
        return
    for one in ports.open:
        if one.port in CLEAR:
            yield Fail(subject=f"tcp/{one.port}", observed=CLEAR[one.port], expected="closed", at=_at(ports))


@check(
    "network.outside.accounted_for",
    title="Every port that answers belongs to a listener of the host",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:P",
    fix="Find out who answers: a container published by rules alone, a device in front, or a hidden program.",
    confirm="ss -tlpn; nft list table ip nat",
    maps={"mlps": ("8.1.4.4b", "8.1.3.1b"), "attack": ("T1014", "T1557")},
)
def accounted_for(ports: OpenPorts, listeners: Listeners) -> Iterator[Verdict]:
    """A port that answers without a listener is somebody else's, or is hidden from the host's own tools."""
    if _inner(ports):
        yield _not_outside(ports)
        return
    known = {one.port: one for one in listeners.reachable("tcp")}
    for one in ports.open:
        subject = f"tcp/{one.port}"
        if one.port in known:
            yield Pass(subject=subject, observed=known[one.port].subject, at=known[one.port].at)
        else:
            yield Fail(subject=subject, observed="answers, with no listener", expected="a listener", at=_at(ports))


def _inner(ports: OpenPorts) -> bool:
    try:
        return ipaddress.ip_address(ports.address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _not_outside(ports: OpenPorts) -> Verdict:
    because = f"looked at over {ports.address}: that shows what the host offers itself, not what others reach"
    return Unknown(because=because, reason=Reason.UNSUPPORTED, at=_at(ports))


def _at(ports: OpenPorts) -> Source:
    return Source(f"nmap {ports.address}")
