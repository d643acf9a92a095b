"""Old services that a super-server or a socket unit would start on demand."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Inetd, Layer, NotApplicable, Pass, Startup, Verdict, check

CONFIRM = "grep -v '^#' /etc/inetd.conf; grep -L 'disable.*yes' /etc/xinetd.d/*; systemctl list-unit-files '*.socket'"


@check(
    "network.inetd.telnet",
    title="No Telnet server is enabled",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:C/I:P/A:N",
    fix="Remove the package telnetd (telnet-server), and log in over SSH.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.2.2b", "8.1.4.4b"), "attack": ("T1040",)},
)
def telnet(inetd: Inetd | None, startup: Startup | None) -> Iterator[Verdict]:
    """Telnet sends every password in clear text."""
    yield from _off(inetd, startup, ("telnet",), ("telnet.socket", "telnetd", "inetutils-telnetd"))


@check(
    "network.inetd.r_services",
    title="None of rsh, rlogin and rexec is enabled",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:C/I:C/A:P",
    fix="Remove the package rsh-server (rsh-redone-server), and use SSH with keys.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.4.1a", "8.1.4.4b"), "attack": ("T1040", "T1078.003")},
)
def r_services(inetd: Inetd | None, startup: Startup | None) -> Iterator[Verdict]:
    """They believe an address instead of a password, and encrypt nothing."""
    names = ("shell", "login", "exec", "rsh", "rlogin", "rexec", "kshell", "klogin")
    yield from _off(inetd, startup, names, ("rsh.socket", "rlogin.socket", "rexec.socket"))


@check(
    "network.inetd.tftp",
    title="No TFTP server is enabled",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:N",
    fix="Remove the TFTP server, or let it answer only the network in which machines boot.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1602.002", "T1040")},
)
def tftp(inetd: Inetd | None, startup: Startup | None) -> Iterator[Verdict]:
    """TFTP knows no login: who knows the name of a file gets it, device configurations first of all."""
    yield from _off(inetd, startup, ("tftp",), ("tftp.socket", "tftp", "tftpd-hpa", "atftpd"))


@check(
    "network.inetd.small_services",
    title="No service for tests is enabled in inetd or xinetd",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:N/I:N/A:P",
    fix="Comment them out in /etc/inetd.conf, or set `disable = yes` in /etc/xinetd.d/; reload the super-server.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1046",)},
)
def small_services(inetd: Inetd) -> Iterator[Verdict]:
    """echo, chargen and their kind serve nobody any more and help to flood others."""
    names = ("echo", "discard", "daytime", "chargen", "time", "finger", "systat", "netstat", "qotd", "talk", "ntalk")
    yield from _off(inetd, None, names, ())


def _off(
    inetd: Inetd | None, startup: Startup | None, names: tuple[str, ...], units: tuple[str, ...]
) -> Iterator[Verdict]:
    if inetd is None and startup is None:
        yield NotApplicable(because="nothing here starts services: no super-server and no init")
        return
    found = False
    for service in inetd.named(*names) if inetd else ():
        found = True
        observed = f"{service.name} by {service.program}" if service.program else service.name
        yield Fail(subject=service.name, observed=observed, expected="not enabled", at=service.at)
    for unit in units if startup else ():
        at = startup.starts(unit) if startup else None
        if at is not None:
            found = True
            yield Fail(subject=unit, observed=f"{unit} starts at boot", expected="not enabled", at=at)
    if not found:
        yield Pass(observed="not enabled")
