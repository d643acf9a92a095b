"""The single rules of the host's packet filter: too wide, dead, or missing."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Chain,
    Evidence,
    Fail,
    FilterRule,
    Firewall,
    Layer,
    Listeners,
    Narrow,
    NotApplicable,
    Observed,
    Param,
    Pass,
    Reason,
    Startup,
    Tighter,
    Unknown,
    Verdict,
    check,
)

NAMES = {"ip": "IPv4", "ip6": "IPv6"}
CONFIRM = "nft list ruleset; iptables-save; ip6tables-save"
HARMLESS = frozenset(Narrow) - {Narrow.DESTINATION, Narrow.PROTOCOL, Narrow.PORT, Narrow.STRANGER}
"""What keeps a rule from letting in any stranger, or keeps us from saying that it does."""
PINGS = ("icmp", "igmp", "esp", "ah", "gre", "vrrp", "ospf", "2", "50", "51", "none")
"""Protocols without ports, which a rule may take as a whole."""
SHOWN = 3
SSH_SERVERS = ("ssh", "sshd", "ssh.socket", "sshd.socket", "dropbear")


@check(
    "network.firewall_rules.any_any",
    title="No rule lets in everything from everywhere",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:L/Au:N/C:P/I:P/A:P",
    fix="Replace the rule by one for each service, with its port and, where known, the addresses that need it.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.2c", "8.1.3.2b"), "attack": ("T1562.004", "T1046")},
)
def any_any(firewall: Firewall) -> Iterator[Verdict]:
    """One rule that accepts every packet, often left from a test, undoes a closed default and all rules behind it."""
    yield from _without_rules(firewall)
    for chain, rule, tested in _reached(firewall, "input", "forward"):
        if rule.verdict == "accept" and not tested - {Narrow.STRANGER}:
            yield Fail(subject=_label(chain), observed=rule.text, expected="tests of port, source or state", at=rule.at)


@check(
    "network.firewall_rules.wide",
    title="No rule opens a whole protocol or a wide range of ports to everybody",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    params={"widest": Param(100, Tighter.LOWER, "the most ports that one rule may open to every source")},
    fix="Name the ports that the host serves; give the rule the source addresses of those who need a range.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.2c",), "attack": ("T1046",)},
)
def wide(firewall: Firewall, *, widest: int) -> Iterator[Verdict]:
    """A rule for all of TCP or for thousands of ports lets in services that nobody meant to offer."""
    yield from _without_rules(firewall)
    for chain, rule, tested in _reached(firewall, "input"):
        if rule.verdict != "accept" or not tested or tested & HARMLESS or rule.protocol.startswith(PINGS):
            continue
        if Narrow.PORT not in tested and rule.protocol:
            yield Fail(subject=_label(chain), observed=rule.text, expected="named ports", at=rule.at)
        elif sum(high - low + 1 for low, high in rule.ports) > widest:
            yield Fail(subject=_label(chain), observed=rule.text, expected=f"at most {widest} ports", at=rule.at)


@check(
    "network.firewall_rules.trusted_interface",
    title="No network interface is let in as a whole",
    layer=Layer.NETWORK,
    ccss="AV:A/AC:L/Au:N/C:P/I:P/A:P",
    params={
        "internal": Param(
            ("br-", "cali", "cilium", "cni", "docker", "flannel", "lxc", "lxdbr", "podman", "tap", "veth", "virbr"),
            Tighter.SUBSET,
            "beginnings of the names of interfaces that lead to containers and virtual machines of the same host",
        )
    },
    fix="Give the interface rules of its own; with firewalld move it out of the zone `trusted`.",
    confirm="nft list ruleset; firewall-cmd --get-active-zones",
    maps={"mlps": ("8.1.3.2c",), "attack": ("T1210",)},
)
def trusted_interface(firewall: Firewall, *, internal: tuple[str, ...]) -> Iterator[Verdict]:
    """An interface that is trusted as a whole is where an intruder in that network meets no filter at all."""
    yield from _without_rules(firewall)
    seen: set[str] = set()
    for family in firewall.families:
        for chain, rule, tested in firewall.now.reached("input", family):
            name = rule.interface
            if tested != {Narrow.INTERFACE} or not name or name.startswith(internal) or name in seen:
                continue
            if firewall.now.end(chain, rule, family) == "accept":
                seen.add(name)
                yield Fail(subject=name, observed=rule.text, expected="rules for single services", at=rule.at)


@check(
    "network.firewall_rules.stateful",
    title="The packet filter follows the state of connections",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:N/I:P/A:P",
    fix="Begin the input chain with `ct state established,related accept` and `ct state invalid drop`.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.2d",), "attack": ("T1562.004",)},
)
def stateful(firewall: Firewall) -> Iterator[Verdict]:
    """Without it, answers are let in by their port number alone, which a stranger chooses as he likes."""
    yield from _blind(firewall)
    if firewall.veiled:
        return
    for family in firewall.families:
        rules = [rule for _, rule, _ in firewall.now.reached("input", family) if rule.stateful]
        if rules:
            yield Pass(subject=NAMES[family], observed=rules[0].text, at=rules[0].at)
        elif firewall.now.filters(family):
            yield Fail(subject=NAMES[family], observed="no rule for known connections", expected="such a rule")
    if not any(firewall.now.filters(family) for family in firewall.families):
        yield Fail(observed="no packet filter", expected="one that follows connections")


@check(
    "network.firewall_rules.redundant",
    title="The packet filter holds no repeated and no dead rules",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:N/I:P/A:N",
    fix="Delete the repeated rules, and those that stand behind a rule which ends the chain for every packet.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.2b",), "attack": ("T1562.004",)},
)
def redundant(firewall: Firewall) -> Iterator[Verdict]:
    """Rules without effect hide the ones that count: whoever reads the list believes in a protection, or in an
    opening, that is not there."""
    yield from _without_rules(firewall)
    for chain in firewall.now.chains:
        families = ("ip", "ip6") if chain.family == "inet" else (chain.family,)
        alive = {id(rule) for family in families for rule in chain.alive(family)}
        dead = [rule for rule in chain.rules if id(rule) not in alive]
        repeated = _repeated([rule for rule in chain.rules if id(rule) in alive])
        for kind, rules in (("repeated", repeated), ("behind the end of the chain", dead)):
            if rules:
                texts = "; ".join(rule.text for rule in rules[:SHOWN])
                yield Fail(
                    subject=f"{_label(chain)} ({kind})",
                    observed=f"{len(rules)}: {texts}",
                    expected="none",
                    at=[rule.at for rule in rules if rule.at is not None],
                )


@check(
    "network.firewall_rules.ssh_source",
    title="The packet filter limits from where SSH is reached",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:P",
    params={"port": Param(22, Tighter.ANY, "the port of the SSH server")},
    fix="Accept the SSH port only from the addresses of administrators or of the bastion host.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.4.4c",), "attack": ("T1133", "T1110.001", "T1021.004")},
)
def ssh_source(
    firewall: Firewall, listeners: Evidence[Listeners], startup: Evidence[Startup], *, port: int
) -> Iterator[Verdict]:
    """A login that only the administrators' network can reach is not guessed at by the rest of the world."""
    if isinstance(listeners, Observed):
        if port not in {one.port for one in listeners.value.reachable("tcp")}:
            yield NotApplicable(because=f"nothing listens on port {port} that other hosts could reach")
            return
    elif isinstance(startup, Observed) and startup.value.starts(*SSH_SERVERS) is None:
        yield NotApplicable(because="no SSH server starts at boot")
        return
    yield from _blind(firewall)
    if firewall.veiled:
        return
    for family in firewall.families:
        yield _ssh_over(firewall, family, port)


def _ssh_over(firewall: Firewall, family: str, port: int) -> Verdict:
    end, unsure = firewall.now.stranger("input", family, port)
    subject, observed = NAMES[family], end.at.excerpt if end.at else end.verdict
    if unsure is not None:
        because = f"whom this rule takes is not to be seen: {unsure.text}"
        return Unknown(subject=subject, because=because, at=unsure.at)
    kind = Pass if end.shut else Fail
    return kind(subject=subject, observed=observed, expected="a source address", at=end.at)


@check(
    "network.firewall_rules.logs_denied",
    title="Refused packets are logged",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:M/Au:N/C:N/I:P/A:N",
    fix="Put a rule with `log` and a limit before the last drop; `ufw logging low`; LogDenied=unicast in firewalld.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.3d", "8.1.3.5a"), "attack": ("T1046",)},
)
def logs_denied(firewall: Firewall) -> Iterator[Verdict]:
    """A port scan or a worm next door shows in refused packets first, if somebody writes them down."""
    yield from _blind(firewall)
    if firewall.veiled:
        return
    if not any(firewall.now.filters(family) for family in firewall.families):
        yield NotApplicable(because="nothing is filtered, so nothing is refused")
        return
    rules = [rule for family in firewall.families for _, rule, _ in firewall.now.reached("input", family) if rule.logs]
    if rules:
        yield Pass(observed=rules[0].text, at=rules[0].at)
    else:
        yield Fail(observed="no rule for incoming packets logs", expected="a rule that logs")


@check(
    "network.firewall_rules.egress",
    title="Outgoing connections are refused unless a rule lets them out",
    layer=Layer.NETWORK,
    ccss="AV:N/AC:H/Au:N/C:P/I:P/A:N",
    fix="Set the policy of the output chain to drop, after rules for name service, time, updates and the like.",
    confirm=CONFIRM,
    maps={"mlps": ("8.1.3.1c@4",), "attack": ("T1071.001", "T1105", "T1048.003")},
)
def egress(firewall: Firewall) -> Iterator[Verdict]:
    """What has broken in wants to fetch its tools and to carry data out; a server needs to reach few places."""
    yield from _blind(firewall)
    if firewall.veiled:
        return
    for family in firewall.families:
        found = firewall.now.default("output", family)
        kind = Pass if found.shut else Fail
        yield kind(subject=NAMES[family], observed=found.verdict, expected="drop or reject", at=found.at)


def _blind(firewall: Firewall) -> Iterator[Verdict]:
    """Unknown where it is not known what filters; otherwise nothing."""
    if firewall.veiled:
        yield Unknown(because=firewall.veiled, reason=Reason.UNSUPPORTED)


def _without_rules(firewall: Firewall) -> Iterator[Verdict]:
    """As `_blind`; and where there is no rule at all, no rule can be wrong."""
    if not firewall.veiled and not any(chain.rules for chain in firewall.now.chains):
        yield NotApplicable(because="there is no packet filter with rules")
    yield from _blind(firewall)


def _reached(firewall: Firewall, *hooks: str) -> Iterator[tuple[Chain, FilterRule, frozenset[Narrow]]]:
    """Every rule met, once, whatever the family."""
    seen: set[tuple[tuple[str, str, str], int]] = set()
    for hook in hooks:
        for family in firewall.families:
            for chain, rule, tested in firewall.now.reached(hook, family):
                if (chain.key, id(rule)) not in seen:
                    seen.add((chain.key, id(rule)))
                    yield chain, rule, tested


def _repeated(rules: list[FilterRule]) -> list[FilterRule]:
    """Rules that another one before them says word for word. A rule that only counts or marks is none."""
    seen: set[tuple[str, str, str]] = set()
    found = []
    for rule in rules:
        key = rule.text, rule.verdict, rule.target
        if rule.verdict and key in seen:
            found.append(rule)
        seen.add(key)
    return found


def _label(chain: Chain) -> str:
    return f"{chain.family} {chain.table} {chain.name}"
