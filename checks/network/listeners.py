"""Sockets on which the host waits for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posture.api import Fail, Layer, Listener, Listeners, Param, Pass, Tighter, Unknown, Verdict, check

CLEAR = {
    ("tcp", 21): "FTP",
    ("tcp", 23): "Telnet",
    ("udp", 69): "TFTP",
    ("tcp", 512): "rexec",
    ("tcp", 513): "rlogin",
    ("tcp", 514): "rsh",
    ("tcp", 873): "rsync without encryption",
}
UPGRADABLE = {110: "POP3", 143: "IMAP", 389: "LDAP"}
"""Clear at first; STARTTLS may be demanded before any password, which a socket does not show."""
SMALL = {7: "echo", 9: "discard", 13: "daytime", 17: "quote of the day", 19: "chargen", 37: "time", 79: "finger"}
CONTAINER_API = {2375: "Docker without TLS", 10255: "kubelet without login", 4243: "Docker without TLS"}
REFLECTORS = {17: "quote of the day", 19: "chargen", 111: "rpcbind", 389: "LDAP", 1900: "SSDP", 11211: "memcached"}
CONFIRM = "ss -tulpn"


@check(
    "network.listeners.allow_list",
    title="Only expected services wait for connections from other hosts",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:N",
    params={"allowed_ports": Param((22, 80, 443), Tighter.SUBSET, "TCP ports that other hosts may reach")},
    fix="Stop and disable what is not needed, or bind it to 127.0.0.1; put what is needed on the list of the asset.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1046", "T1190", "T1210")},
)
def allow_list(listeners: Listeners, *, allowed_ports: tuple[int, ...]) -> Iterator[Verdict]:
    """Every open port is a program that must be patched, watched and justified; the forgotten ones are not."""
    for one in listeners.reachable("tcp"):
        kind = Pass if one.port in allowed_ports else Fail
        yield kind(
            subject=one.subject,
            observed=one.process or "a program that is not to be seen",
            expected=f"port {', '.join(map(str, allowed_ports))} or loopback only",
            at=one.at,
        )


@check(
    "network.listeners.clear_text",
    title="No service takes passwords or files in clear text",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:C/I:P/A:N",
    params={"with_tls": Param((), Tighter.SUBSET, "ports whose service is known to demand TLS before a login")},
    fix="Replace Telnet, rsh and FTP by SSH and SFTP, rsync by rsync over SSH; demand TLS for LDAP, POP3 and IMAP.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.2.2b", "8.1.4.1c", "8.1.4.4b"), "attack": ("T1040", "T1557")},
)
def clear_text(listeners: Listeners, *, with_tls: tuple[int, ...]) -> Iterator[Verdict]:
    """Whoever sits on the way reads the password, and logs in with it afterwards."""
    for one in listeners.all:
        name = CLEAR.get((one.proto, one.port), "")
        maybe = UPGRADABLE.get(one.port, "") if one.proto == "tcp" else ""
        if one.loopback or not (name or maybe):
            continue
        if one.port in with_tls:
            yield Pass(subject=one.subject, observed=f"{name or maybe}, which demands TLS", at=one.at)
        elif name:
            yield Fail(subject=one.subject, observed=_who(name, one), expected="an encrypted protocol", at=one.at)
        else:
            because = f"{maybe} may demand TLS before a login, which its port does not show"
            yield Unknown(subject=one.subject, because=because, at=one.at)


@check(
    "network.listeners.small_services",
    title="The old services for tests are off",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:N/I:N/A:P",
    fix="Disable echo, discard, daytime, chargen, time and finger in inetd or xinetd.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1046",)},
)
def small_services(listeners: Listeners) -> Iterator[Verdict]:
    """They serve nobody any more, but two of them with forged senders keep each other busy for ever."""
    yield from _on_ports(listeners.reachable("tcp") + listeners.reachable("udp"), SMALL, "off")


@check(
    "network.listeners.reflectors",
    title="No service answers strangers with more than they sent",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:N/I:N/A:P",
    fix="Bind the service to 127.0.0.1 or an inner address, switch its UDP side off, or filter its port.",
    confirm="ss -ulpn",
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1046",)},
)
def reflectors(listeners: Listeners) -> Iterator[Verdict]:
    """Over UDP the sender is easily forged: the host then floods whomever an attacker names."""
    yield from _on_ports(listeners.reachable("udp"), REFLECTORS, "loopback only")


@check(
    "network.listeners.risky_ports",
    title="The ports that worms look for are closed",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:P",
    params={
        "ports": Param((111, 135, 137, 138, 139, 445, 2049, 3389), Tighter.SUPERSET, "RPC, NetBIOS, SMB, NFS, RDP"),
    },
    fix="Stop rpcbind, Samba or NFS where they are not used; else let only the hosts in that need them.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1210", "T1135")},
)
def risky_ports(listeners: Listeners, *, ports: tuple[int, ...]) -> Iterator[Verdict]:
    """File sharing and remote procedure calls are how one infected machine reaches the rest of a network."""
    yield from _on_ports(
        listeners.reachable("tcp") + listeners.reachable("udp"),
        {port: f"port {port}" for port in ports},
        "closed or loopback only",
    )


@check(
    "network.listeners.remote_desktop",
    title="No screen of the host is shared without encryption",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:C/I:C/A:P",
    fix="Start X with `-nolisten tcp`; bind VNC to 127.0.0.1 and reach it through SSH.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.1c", "8.1.4.4b"), "attack": ("T1133", "T1040")},
)
def remote_desktop(listeners: Listeners) -> Iterator[Verdict]:
    """X11 and VNC carry key strokes in clear text, and often ask for no password at all."""
    known = {5900 + n: f"VNC display {n}" for n in range(10)} | {6000 + n: f"X11 display {n}" for n in range(10)}
    yield from _on_ports(listeners.reachable("tcp"), known, "loopback only")


@check(
    "network.listeners.container_api",
    title="The container engine takes no orders from the network without a login",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:C/I:C/A:C",
    fix="Let Docker listen on its Unix socket alone, or with TLS and client certificates; readOnlyPort: 0 for kubelet.",
    confirm="ss -tlpn 'sport = :2375 or sport = :10255'",
    maps={"mlps": ("8.1.4.4b", "8.1.4.1a"), "attack": ("T1610", "T1552.007", "T1611")},
)
def container_api(listeners: Listeners) -> Iterator[Verdict]:
    """Whoever may start a container there is root on the host with the next command."""
    yield from _on_ports(listeners.reachable("tcp"), CONTAINER_API, "loopback only or with TLS")


@check(
    "network.listeners.ipv6_twin",
    title="What is bound to the loopback in IPv4 is not open in IPv6",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Bind the service to ::1 as well as to 127.0.0.1, or to 127.0.0.1 alone.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4b",), "attack": ("T1046",)},
)
def ipv6_twin(listeners: Listeners) -> Iterator[Verdict]:
    """The administrator meant to hide it: one address family was hidden, the other forgotten."""
    hidden = {(one.proto, one.port) for one in listeners.all if one.family == "ip" and one.loopback}
    shown = {(one.proto, one.port) for one in listeners.all if one.family == "ip" and not one.loopback}
    for one in listeners.all:
        if one.family == "ip6" and not one.loopback and (one.proto, one.port) in hidden - shown:
            yield Fail(subject=one.subject, observed="reachable in IPv6 alone", expected="loopback in both", at=one.at)


def _on_ports(found: Iterable[Listener], names: dict[int, str], expected: str) -> Iterator[Verdict]:
    for one in found:
        if one.port in names:
            yield Fail(subject=one.subject, observed=_who(names[one.port], one), expected=expected, at=one.at)


def _who(name: str, one: Listener) -> str:
    return f"{name} ({one.process})" if one.process else name
