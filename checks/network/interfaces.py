"""Network interfaces: what they listen to, and what they believe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from posture.api import (
    Evidence,
    Fail,
    Interfaces,
    Layer,
    NotApplicable,
    Observed,
    Pass,
    Reason,
    Sysctl,
    Unavailable,
    Unknown,
    Verdict,
    check,
)


@check(
    "network.interfaces.promiscuous",
    title="No interface listens to the traffic of others",
    layer=Layer.NETWORK,
    ccss="AV:L/AC:L/Au:S/C:C/I:N/A:N",
    fix="Find the program that captures (`ss -0pn`), and who started it; end it; `ip link set DEV promisc off`.",
    confirm="grep . /sys/class/net/*/flags",
    maps={"mlps": ("8.1.3.3b",), "attack": ("T1040",)},
)
def promiscuous(interfaces: Interfaces) -> Iterator[Verdict]:
    """A sniffer left running reads what passes by. Parts of a bridge or a bond are left out: they must listen."""
    for one in interfaces.all:
        if one.promiscuous and not one.member:
            yield Fail(subject=one.name, observed=f"flags {one.flags:#x}", expected="not promiscuous", at=one.at)


@check(
    "network.interfaces.wireless",
    title="No wireless interface is in use",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:M/Au:N/C:P/I:P/A:N",
    fix="Switch it off with `rfkill block wifi` and keep its driver from loading with a line in /etc/modprobe.d/.",
    confirm="ls -d /sys/class/net/*/wireless",
    maps={"mlps": ("8.1.3.1d",), "attack": ("T1669",)},
)
def wireless(interfaces: Interfaces) -> Iterator[Verdict]:
    """A server with a radio is a way into the inside that no boundary device sees."""
    for one in interfaces.all:
        if one.wireless:
            kind = Fail if one.up else Pass
            yield kind(subject=one.name, observed="up" if one.up else "down", expected="down or absent", at=one.at)


@check(
    "network.interfaces.rp_filter",
    title="The kernel checks that packets come from where their sender lies",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:N/I:P/A:N",
    fix="Set `net.ipv4.conf.all.rp_filter = 1` (2 on hosts with several ways out) in /etc/sysctl.d/.",
    confirm="sysctl -a --pattern 'ipv4.conf.*.rp_filter'",
    maps={"mlps": ("8.1.3.3a", "8.1.3.1a"), "attack": ("T1557",)},
)
def rp_filter(interfaces: Evidence[Interfaces], sysctl: Evidence[Sysctl]) -> Iterator[Verdict]:
    """Without it, a packet from outside may claim an inside address and pass rules that trust it."""
    names = ("net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter")
    if isinstance(interfaces, Observed):
        for one in interfaces.value.all:
            if one.up and not one.loopback and one.rp_filter is not None:
                kind = Pass if one.rp_filter in (1, 2) else Fail
                yield kind(subject=one.name, observed=f"rp_filter {one.rp_filter}", expected="1 or 2", at=one.at)
        if not any(one.rp_filter is not None for one in interfaces.value.all):
            yield Unknown(because="rp_filter of no interface could be read")
    elif interfaces_not_there(interfaces):
        yield from _any_of(sysctl, names, lambda value: value in (1, 2), "1 or 2")
    else:
        yield _unseen(interfaces)


@check(
    "network.interfaces.redirects_ipv6",
    title="IPv6 redirects do not change the routes of the host",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:M/Au:N/C:P/I:P/A:N",
    fix="Set `net.ipv6.conf.*.accept_redirects = 0` in /etc/sysctl.d/: `all` reaches no existing interface.",
    confirm="sysctl -a --pattern 'ipv6.conf.*.accept_redirects'",
    maps={"mlps": ("8.1.3.3b", "8.1.4.4b"), "attack": ("T1557",)},
)
def redirects_ipv6(interfaces: Evidence[Interfaces], sysctl: Evidence[Sysctl]) -> Iterator[Verdict]:
    """A neighbour on the same segment can otherwise bend the host's traffic through a machine of his own."""
    if isinstance(interfaces, Observed):
        seen = [one for one in interfaces.value.all if one.accept_redirects6 is not None]
        if not seen:
            yield NotApplicable(because="no interface speaks IPv6")
        for one in seen:
            if one.up and not one.loopback:
                kind = Fail if one.accept_redirects6 else Pass
                yield kind(
                    subject=one.name, observed=f"accept_redirects {one.accept_redirects6}", expected="0", at=one.at
                )
    elif interfaces_not_there(interfaces):
        yield from _any_of(sysctl, ("net.ipv6.conf.default.accept_redirects",), lambda value: value == 0, "0")
    else:
        yield _unseen(interfaces)


@check(
    "network.interfaces.router_advertisements",
    title="The host takes no routes from IPv6 router advertisements",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:M/Au:N/C:P/I:P/A:N",
    fix="Give servers a fixed IPv6 address and route; set `net.ipv6.conf.*.accept_ra = 0` in /etc/sysctl.d/.",
    confirm="sysctl -a --pattern 'ipv6.conf.*.accept_ra'",
    maps={"mlps": ("8.1.3.3b", "8.1.3.1b"), "attack": ("T1557",)},
)
def router_advertisements(interfaces: Evidence[Interfaces], sysctl: Evidence[Sysctl]) -> Iterator[Verdict]:
    """Any neighbour can call himself a router, and the host will send him what it has for the rest of the world."""
    if isinstance(interfaces, Observed):
        seen = [one for one in interfaces.value.all if one.accept_ra6 is not None]
        if not seen:
            yield NotApplicable(because="no interface speaks IPv6")
        limit = 2 if _forwards_ipv6(sysctl) else 1
        for one in seen:
            if one.up and not one.loopback:
                kind = Fail if (one.accept_ra6 or 0) >= limit else Pass
                yield kind(subject=one.name, observed=f"accept_ra {one.accept_ra6}", expected="0", at=one.at)
    elif interfaces_not_there(interfaces):
        yield from _any_of(sysctl, ("net.ipv6.conf.default.accept_ra",), lambda value: value == 0, "0")
    else:
        yield _unseen(interfaces)


def interfaces_not_there(interfaces: Evidence[Interfaces]) -> bool:
    """Whether no kernel of the target runs, so that the files are all there is to judge."""
    return isinstance(interfaces, Unavailable) and interfaces.reason is Reason.UNSUPPORTED


def _any_of(
    sysctl: Evidence[Sysctl], keys: tuple[str, ...], good: Callable[[object], bool], expected: str
) -> Iterator[Verdict]:
    """What the files will set at boot; kernel defaults are not to be seen in them."""
    if not isinstance(sysctl, Observed):
        yield _unseen(sysctl)
        return
    found = [(key, sysctl.value.configured.get(key)) for key in keys]
    said = [(key, setting) for key, setting in found if setting is not None]
    best = next((one for one in said if good(one[1].value)), said[0] if said else None)
    if best is None:
        yield Unknown(because=f"no file sets {keys[0]}, and no kernel runs here to ask", reason=Reason.UNSUPPORTED)
        return
    kind = Pass if good(best[1].value) else Fail
    yield kind(observed=f"{best[0]} {best[1].value}", expected=expected, at=best[1])


def _forwards_ipv6(sysctl: Evidence[Sysctl]) -> bool:
    """A forwarding host takes advertisements only where accept_ra is 2."""
    if not isinstance(sysctl, Observed):
        return False
    return any(setting.value == 1 for setting in sysctl.value.settings("net.ipv6.conf.all.forwarding"))


def _unseen(evidence: Evidence[Interfaces] | Evidence[Sysctl]) -> Verdict:
    if isinstance(evidence, Unavailable):
        return Unknown(because=evidence.detail or "could not be looked at", reason=evidence.reason, at=evidence.sources)
    return Unknown(because="no kernel parameter is to be seen")
