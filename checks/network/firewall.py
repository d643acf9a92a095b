"""The host's own packet filter as a whole: is there one, what is its default, and does it outlive a reboot."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Absence,
    Absent,
    Evidence,
    Fail,
    Firewall,
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

NAMES = {"ip": "IPv4", "ip6": "IPv6"}
CONFIRM = "nft list ruleset; iptables-save; ip6tables-save"


@check(
    "network.firewall.active",
    title="A packet filter guards the host itself",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Set up nftables, ufw or firewalld with a closed default, let in what the host serves, and enable the service.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.2a",), "attack": ("T1562.004", "T1046")},
    if_absent=Absence.FAIL,
)
def active(firewall: Firewall) -> Iterator[Verdict]:
    """Without one, every service that somebody starts is open to every neighbour on the network, and one taken host
    reaches all the others."""
    if firewall.veiled:
        yield Unknown(because=firewall.veiled, reason=Reason.UNSUPPORTED)
        return
    chains = [chain for family in firewall.families for chain in firewall.now.base("input", family)]
    filtering = [chain for chain in chains if chain.rules or chain.policy != "accept"]
    if filtering:
        names = ", ".join(manager.name for manager in firewall.managers)
        where = f"{filtering[0].family} {filtering[0].table} {filtering[0].name}"
        yield Pass(observed=f"{where}{f' (loaded by {names})' if names else ''}", at=filtering[0].at)
    else:
        yield Fail(observed="no rule and no closed policy for incoming packets", expected="a packet filter")


@check(
    "network.firewall.input_default",
    title="What no rule lets in over IPv4 is refused",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Set the policy of the input chain to drop, after rules that let in SSH and what the host serves.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.2a",), "attack": ("T1562.004", "T1046")},
    if_absent=Absence.FAIL,
)
def input_default(firewall: Firewall) -> Iterator[Verdict]:
    """A list of what is forbidden is never complete: the service of tomorrow is not on it."""
    yield _default(firewall, "input", "ip", "")


@check(
    "network.firewall.input_default_ipv6",
    title="What no rule lets in over IPv6 is refused",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Write the rules in an `inet` table (nftables), or the same rules with ip6tables; IPV6=yes for ufw.",
    confirm="nft list ruleset; ip6tables-save",
    maps={"mlps": ("8.1.3.2a",), "attack": ("T1562.004", "T1046")},
    if_absent=Absence.FAIL,
)
def input_default_ipv6(firewall: Firewall, sysctl: Evidence[Sysctl]) -> Iterator[Verdict]:
    """IPv6 is on by default; a filter for IPv4 alone leaves every service open on the host's other address."""
    if not firewall.ipv6:
        yield NotApplicable(because="the running kernel does not speak IPv6")
    elif _all_equal(sysctl, "net.ipv6.conf.all.disable_ipv6", 1):
        yield NotApplicable(because="IPv6 is disabled on all interfaces")
    else:
        yield _default(firewall, "input", "ip6", "")


@check(
    "network.firewall.forward_default",
    title="A host that forwards packets refuses what no rule lets through",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:N",
    fix="Set the policy of the forward chain to drop and let through the traffic that is meant to pass.",
    confirm="nft list chain inet filter forward; iptables -S FORWARD",
    maps={"mlps": ("8.1.3.1a", "8.1.3.2a"), "attack": ("T1210",)},
    if_absent=Absence.FAIL,
)
def forward_default(firewall: Firewall, sysctl: Evidence[Sysctl]) -> Iterator[Verdict]:
    """Forwarding with an open default makes the host a bridge between networks that were meant to be apart."""
    for family, key in (("ip", "net.ipv4.ip_forward"), ("ip6", "net.ipv6.conf.all.forwarding")):
        name = NAMES[family]
        if family not in firewall.families or _all_equal(sysctl, key, 0):
            yield NotApplicable(subject=name, because=f"the host does not forward {name}")
            continue
        verdict = _default(firewall, "forward", family, name)
        if isinstance(verdict, Fail) and not _known(sysctl, key):
            yield Unknown(subject=name, because=f"{key} is not known, and the forward chain is open", at=verdict.at)
        else:
            yield verdict


@check(
    "network.firewall.survives_reboot",
    title="The filter in force is the one that boot loads",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:P",
    fix="Save the rules where the enabled service reads them (`nft list ruleset` to /etc/nftables.conf); enable it.",
    confirm="systemctl is-enabled nftables ufw firewalld netfilter-persistent",
    maps={"mlps": ("8.1.3.2a",), "attack": ("T1562.004",)},
)
def survives_reboot(firewall: Firewall) -> Iterator[Verdict]:
    """Rules typed by hand are gone after the next power cut, and nobody notices that the door stands open; rules on
    disk that are not loaded protect nothing."""
    if firewall.running is None:
        yield NotApplicable(because="no kernel runs here whose rules could differ")
        return
    for family in firewall.families:
        name = NAMES[family]
        now, later = firewall.running.default("input", family), firewall.boot.default("input", family)
        if not now.shut and not later.shut:
            yield NotApplicable(subject=name, because="no closed default, neither now nor after the next boot")
        elif now.shut and later.shut:
            yield Pass(subject=name, observed=f"{now.verdict} now, {later.verdict} after boot", at=later.at)
        elif now.shut and firewall.unforeseen:
            yield Unknown(subject=name, because=firewall.unforeseen, reason=Reason.UNSUPPORTED)
        elif now.shut:
            yield Fail(subject=name, observed=f"{now.verdict} now, open after boot", expected="the same", at=now.at)
        else:
            yield Fail(subject=name, observed=f"open now, {later.verdict} after boot", expected="the same", at=later.at)


@check(
    "network.firewall.one_manager",
    title="One program alone loads the packet filter",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:N/I:P/A:P",
    fix="Choose one of nftables, ufw, firewalld and iptables-persistent, and disable the services of the others.",
    confirm="systemctl is-enabled nftables ufw firewalld netfilter-persistent",
    maps={"mlps": ("8.1.3.2b",), "attack": ("T1562.004",)},
)
def one_manager(firewall: Firewall) -> Iterator[Verdict]:
    """Two programs overwrite each other's rules: which of them counts is decided by the order of the boot."""
    if firewall.boot_trouble is not None:
        yield Unknown(because=firewall.unforeseen, reason=firewall.boot_trouble.reason)
        return
    names = [manager.name for manager in (*firewall.managers, *firewall.unread)]
    places = [manager.at for manager in (*firewall.managers, *firewall.unread)]
    if not names:
        yield NotApplicable(because="nothing loads a packet filter at boot")
    else:
        kind = Fail if len(names) > 1 else Pass
        yield kind(observed=tuple(names), expected="one", at=places)


def _default(firewall: Firewall, hook: str, family: str, subject: str) -> Verdict:
    if firewall.veiled:
        return Unknown(subject=subject, because=firewall.veiled, reason=Reason.UNSUPPORTED)
    found = firewall.now.default(hook, family)
    expected = "drop or reject"
    if found.verdict == "queue":
        because = "a program outside the kernel decides over every packet"
        return Unknown(subject=subject, because=because, at=found.at, reason=Reason.UNSUPPORTED)
    if found.shut:
        return Pass(subject=subject, observed=found.verdict, expected=expected, at=found.at)
    observed = "no chain of this hook" if found.verdict == "none" else found.verdict
    return Fail(subject=subject, observed=observed, expected=expected, at=found.at)


def _known(sysctl: Evidence[Sysctl], key: str) -> bool:
    return isinstance(sysctl, Observed) and all(not one.undecided for one in sysctl.value.settings(key))


def _all_equal(sysctl: Observed[Sysctl] | Absent | Unavailable, key: str, value: int) -> bool:
    """Whether the key has this value now and after the next boot."""
    if not isinstance(sysctl, Observed):
        return False
    settings = sysctl.value.settings(key)
    return all(not one.undecided and (one.moot or one.value == value) for one in settings)
