"""One model of packet filters, whatever wrote the rules, and what it says about a packet no rule asks for.

A packet meets every base chain of its hook and family. A drop in any of them is final; an accept ends that chain
alone. So the default of a hook is to drop if one chain drops by default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from posture.model.evidence import Source

FAMILIES = ("ip", "ip6")
SHUT = frozenset({"drop", "reject"})
FINAL = frozenset({"accept", "drop", "reject", "queue"})
ENDS = FINAL | {"return"}
DEEPEST = 32


class Narrow(StrEnum):
    """What a rule tests: a rule that tests nothing meets every packet."""

    SOURCE = "source"
    DESTINATION = "destination"
    INTERFACE = "interface"
    LOOPBACK = "loopback"
    PROTOCOL = "protocol"
    PORT = "port"
    STATE = "state"
    """A state other than new: answers to what the host began, or invalid packets."""
    LIMIT = "limit"
    """Packets up to a rate: the first one of a stranger is among them."""
    EXCESS = "excess"
    """Packets beyond a rate, or of senders seen before: the first one of a stranger is not among them."""
    STRANGER = "stranger"
    """All sources but some, or all interfaces but the loopback: whoever is not known matches."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FilterRule:
    """One rule. `verdict` is accept, drop, reject, queue, jump, goto, return, map (a verdict map), or ""."""

    text: str
    verdict: str = ""
    target: str = ""
    narrows: frozenset[Narrow] = frozenset()
    family: str = ""
    """`ip` or `ip6` where a rule of both families tests it."""
    protocol: str = ""
    """The protocol it tests; with `!` in front where it takes all others."""
    ports: tuple[tuple[int, int], ...] = ()
    """Destination ports, first and last of each range; empty where none is tested or they are not to be seen."""
    stateful: bool = False
    """It takes packets of known connections apart."""
    logs: bool = False
    interface: str = ""
    at: Source | None = None

    def meets(self, family: str) -> bool:
        """Whether a packet of this family can match."""
        return self.family in ("", family)

    def takes_tcp(self) -> bool:
        """Whether a TCP packet can match."""
        return self.protocol in ("", "tcp") or (self.protocol.startswith("!") and self.protocol != "!tcp")

    def takes_port(self, port: int) -> bool:
        """Whether the destination port can match."""
        return not self.ports or any(low <= port <= high for low, high in self.ports)


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain; a base chain has a hook and a policy. `family` is ip, ip6 or inet (both)."""

    family: str
    table: str
    name: str
    rules: tuple[FilterRule, ...] = ()
    hook: str = ""
    policy: str = "accept"
    at: Source | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Family, table and name: what tells chains apart."""
        return self.family, self.table, self.name

    def alive(self, family: str) -> Iterator[FilterRule]:
        """The rules a packet of the family can come to: none behind one that ends the chain for all."""
        for rule in self.rules:
            if rule.meets(family):
                yield rule
                if not rule.narrows and (rule.verdict in FINAL or rule.verdict in ("return", "goto")):
                    return


@dataclass(frozen=True, slots=True)
class Default:
    """What happens to a packet no rule asks for: accept, drop, reject, queue, or none (no filter there)."""

    verdict: str
    at: Source | None = None

    @property
    def shut(self) -> bool:
        return self.verdict in SHUT


@dataclass(frozen=True, slots=True)
class _Met:
    """What a stranger's packet met in a chain: its end there, and the first rules that may have been another."""

    end: Default | None = None
    may_open: FilterRule | None = None
    may_shut: FilterRule | None = None

    def perhaps(self, rule: FilterRule) -> _Met:
        """With a rule that may have taken it. Where a map, a program or a way back leads is not followed."""
        opens, shuts = rule.verdict not in SHUT, rule.verdict != "accept"
        return _Met(self.end, self.may_open or (rule if opens else None), self.may_shut or (rule if shuts else None))

    def behind(self, inner: _Met, rule: FilterRule, sure: bool) -> _Met:
        """With what it met in the chain that `rule` leads to, surely or perhaps."""
        may_open, may_shut = self.may_open or inner.may_open, self.may_shut or inner.may_shut
        if sure:
            return _Met(inner.end, may_open, may_shut)
        # from a goto that may have been taken the packet does not come back here
        opens = rule.verdict == "goto" if inner.end is None else not inner.end.shut
        shuts = rule.verdict == "goto" if inner.end is None else inner.end.shut
        return _Met(None, may_open or (rule if opens else None), may_shut or (rule if shuts else None))


_NEVER_STRANGE = frozenset({Narrow.SOURCE, Narrow.STATE, Narrow.LOOPBACK, Narrow.INTERFACE, Narrow.EXCESS})


def _takes_stranger(rule: FilterRule, port: int) -> bool | None:
    """Whether a rule takes a stranger's first TCP packet to the port; None where its tests cannot all be seen."""
    if rule.narrows & _NEVER_STRANGE or not rule.takes_tcp() or not rule.takes_port(port):
        return False
    hidden_port = Narrow.PORT in rule.narrows and not rule.ports
    hidden_protocol = Narrow.PROTOCOL in rule.narrows and not rule.protocol
    hidden = hidden_port or hidden_protocol or Narrow.OTHER in rule.narrows or rule.verdict == "map"
    return None if hidden else True


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All chains of all tables that can see packets of a host."""

    chains: tuple[Chain, ...] = ()
    by_key: Mapping[tuple[str, str, str], Chain] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {chain.key: chain for chain in self.chains})

    def plus(self, others: Iterable[Chain]) -> Ruleset:
        """With these chains as well; of two with one name the later counts."""
        return Ruleset(tuple({chain.key: chain for chain in (*self.chains, *others)}.values()))

    def base(self, hook: str, family: str) -> tuple[Chain, ...]:
        """The base chains of a hook that see packets of a family."""
        return tuple(chain for chain in self.chains if chain.hook == hook and chain.family in (family, "inet"))

    def filters(self, family: str, hook: str = "input") -> bool:
        """Whether something filters there at all: a rule, or a policy other than to accept."""
        return any(chain.rules or chain.policy != "accept" for chain in self.base(hook, family))

    def default(self, hook: str, family: str) -> Default:
        """The fate of a packet that matches no rule with a condition."""
        found = [self._default(chain, family) for chain in self.base(hook, family)]
        for wanted in (SHUT, {"queue"}):
            for one in found:
                if one.verdict in wanted:
                    return one
        return found[0] if found else Default("none")

    def _default(self, chain: Chain, family: str) -> Default:
        end = self._fall(chain, family, {}, 0)
        return end or Default(chain.policy, chain.at)

    def _fall(
        self, chain: Chain, family: str, known: dict[tuple[str, str, str], Default | None], depth: int
    ) -> Default | None:
        """Where a packet that meets no condition ends, or None when it comes back to the caller."""
        if chain.key in known or depth > DEEPEST:
            return known.get(chain.key)
        known[chain.key] = None
        known[chain.key] = self._walk(chain, family, known, depth)
        return known[chain.key]

    def _walk(
        self, chain: Chain, family: str, known: dict[tuple[str, str, str], Default | None], depth: int
    ) -> Default | None:
        for rule in chain.alive(family):
            if rule.narrows - {Narrow.STRANGER}:
                continue
            if rule.verdict in FINAL:
                return Default(rule.verdict, rule.at)
            target = self.target(chain, rule)
            if target is not None and (end := self._fall(target, family, known, depth + 1)) is not None:
                return end
        return None

    def target(self, chain: Chain, rule: FilterRule) -> Chain | None:
        """The chain a rule of `chain` jumps or goes to."""
        if rule.verdict not in ("jump", "goto"):
            return None
        return self.by_key.get((chain.family, chain.table, rule.target))

    def end(self, chain: Chain, rule: FilterRule, family: str) -> str:
        """How a packet fares that matches this rule and no condition behind it: a final verdict, or ""."""
        if rule.verdict in FINAL:
            return rule.verdict
        target = self.target(chain, rule)
        found = self._fall(target, family, {}, 0) if target is not None else None
        return found.verdict if found is not None else ""

    def stranger(self, hook: str, family: str, port: int) -> tuple[Default, FilterRule | None]:
        """The fate of a stranger's first TCP packet to a port.

        With it, where there is one, a rule whose tests cannot all be seen and that may decide otherwise.
        """
        ends: list[tuple[Default, FilterRule | None]] = []
        for chain in self.base(hook, family):
            met = self._meet(chain, family, port, {}, 0)
            end = met.end or Default(chain.policy, chain.at)
            ends.append((end, met.may_open if end.shut else met.may_shut))
        sure = [one for one in ends if one[0].shut and one[1] is None]
        unsure = [one for one in ends if one[1] is not None]
        shut_perhaps = [one for one in unsure if one[0].shut]
        return next(iter(sure or shut_perhaps or unsure or ends), (Default("none"), None))

    def _meet(self, chain: Chain, family: str, port: int, known: dict[tuple[str, str, str], _Met], depth: int) -> _Met:
        if chain.key in known or depth > DEEPEST:
            return known.get(chain.key, _Met())
        known[chain.key] = met = _Met()
        for rule in chain.alive(family):
            match = _takes_stranger(rule, port)
            if match is False:
                continue
            target = self.target(chain, rule)
            if target is not None:
                met = met.behind(self._meet(target, family, port, known, depth + 1), rule, match is True)
            elif match and rule.verdict in FINAL and rule.verdict != "queue":
                met = replace(met, end=Default(rule.verdict, rule.at))
            elif rule.verdict in ("map", "queue") or (match is None and rule.verdict in ENDS):
                met = met.perhaps(rule)
            if met.end is not None or (match and rule.verdict in ("return", "goto")):
                break
        known[chain.key] = met
        return met

    def reached(self, hook: str, family: str) -> Iterator[tuple[Chain, FilterRule, frozenset[Narrow]]]:
        """Every rule a packet of the hook may meet, with all that was tested on the way to it and in it.

        A chain that several rules lead to is given once, with the least that was tested on any way.
        """
        for chain in self.base(hook, family):
            waiting: list[tuple[Chain, frozenset[Narrow]]] = [(chain, frozenset())]
            least: dict[tuple[str, str, str], frozenset[Narrow]] = {}
            while waiting:
                here, tested = waiting.pop(0)
                if here.key in least and not tested < least[here.key]:
                    continue
                least[here.key] = tested
                for rule in here.alive(family):
                    target = self.target(here, rule)
                    if target is not None:
                        waiting.append((target, tested | rule.narrows))
            for key, tested in least.items():
                for rule in self.by_key[key].alive(family):
                    yield self.by_key[key], rule, tested | rule.narrows
