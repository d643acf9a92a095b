"""One rule in the native notation of nftables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from posture.parse.netfilter import FilterRule, Narrow
from posture.parse.netfilter_draft import REJECT_FAMILIES, Draft
from posture.parse.nft_words import Word


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a statement and where it stands; with `items`, the inside of braces."""

    text: str
    word: Word
    items: bool = False

    def values(self) -> list[str]:
        """What stands between the commas."""
        return [value for item in self.text.split(",") if (value := item.strip())]


Known: TypeAlias = Callable[[str], list[str] | None]
"""The values behind a word such as `@set` or `$variable`, or None."""

_COMPARE = frozenset({"==", "!=", "eq", "ne"})
_VERDICTS = frozenset({"accept", "drop", "return"})
_TRANSPORTS = frozenset({"tcp", "udp", "udplite", "sctp", "dccp", "th"})
_LOG_OPTIONS = frozenset({"prefix", "level", "group", "snaplen", "queue-threshold", "flags"})


def read_rule(statement: list[Token], known: Known) -> FilterRule:
    """What the rule tests and where it ends. What is not understood counts as a test."""
    text = " ".join(f"{{{token.text}}}" if token.items else token.text for token in statement)
    return _RuleReader(statement, Draft(text, statement[0].word.source(text)), known).read()


class _RuleReader:
    def __init__(self, tokens: list[Token], draft: Draft, known: Known) -> None:
        self._tokens, self._next, self._draft, self._known = tokens, 0, draft, known

    def read(self) -> FilterRule:
        while self._next < len(self._tokens):
            word = self._take()
            if word in _VERDICTS:
                self._draft.verdict = word
            elif word in _STATEMENTS:
                _STATEMENTS[word](self)
            elif word in _TRANSPORTS:
                self._transport(word)
            else:
                self._draft.narrow(Narrow.OTHER)
        return self._draft.done()

    def _take(self) -> str:
        if self._next >= len(self._tokens):
            return ""
        self._next += 1
        return self._tokens[self._next - 1].text

    def _peek(self) -> str:
        return self._tokens[self._next].text if self._next < len(self._tokens) else ""

    def _value(self) -> tuple[list[str], bool]:
        """The right side of a test, and whether it is negated. A verdict map is noted; its keys are the values."""
        negated = False
        if self._peek() in _COMPARE:
            negated = self._take() in ("!=", "ne")
        mapped = self._peek() == "vmap"
        if mapped:
            self._take()
            self._draft.verdict = "map"
            self._draft.narrow(Narrow.OTHER)
        items = self._next < len(self._tokens) and self._tokens[self._next].items
        text = self._take()
        while not items and text.endswith(",") and self._peek():
            text += self._take()
        values = [item.strip() for item in text.split(",")]
        if mapped:
            values = [item.partition(":")[0].strip() for item in values]
        return [one for value in values if value for one in self._known(value) or [value]], negated

    def _ends_with(self, verdict: str) -> None:
        self._draft.verdict = verdict
        self._next = len(self._tokens)

    def _reject(self) -> None:
        """`reject with icmpv6 type ...` can only be said to IPv6; `icmpx` and `tcp reset` to both."""
        if self._peek() == "with":
            self._take()
            if self._peek() in REJECT_FAMILIES:
                self._draft.family_is(REJECT_FAMILIES[self._peek()])
        self._ends_with("reject")

    def _jump(self, verdict: str) -> None:
        self._draft.verdict, self._draft.target = verdict, self._take()

    def _counter(self) -> None:
        if self._peek() == "packets":
            self._next += 4
        elif self._peek() == "name":
            self._next += 2

    def _comment(self) -> None:
        self._take()

    def _log(self) -> None:
        self._draft.logs = True
        while self._peek() in _LOG_OPTIONS:
            self._next += 3 if self._tokens[self._next + 1 : self._next + 2] and self._flags_of_layer() else 2

    def _flags_of_layer(self) -> bool:
        return self._peek() == "flags" and self._tokens[self._next + 1].text in ("tcp", "ip")

    def _limit(self) -> None:
        kind = Narrow.LIMIT
        if self._peek() == "name":
            self._next += 2
        while self._peek() in ("rate", "over", "burst", "packets", "bytes") or "/" in self._peek():
            if self._peek() == "over":
                kind = Narrow.EXCESS
            self._next += 2 if self._peek() == "burst" else 1
        self._draft.narrow(kind)

    def _interface(self) -> None:
        values, negated = self._value()
        self._draft.interface(values[0] if len(values) == 1 else "", negated)

    def _ct(self) -> None:
        field = self._take()
        values, negated = self._value()
        if field == "state":
            self._draft.states(values, negated)
        else:
            self._draft.narrow(Narrow.OTHER)

    def _ip(self, family: str) -> None:
        self._draft.family_is(family)
        field = self._take()
        values, negated = self._value()
        if field in ("saddr", "daddr"):
            kind = Narrow.SOURCE if field == "saddr" else Narrow.DESTINATION
            self._draft.address(kind, values[0] if len(values) == 1 else "", negated)
        elif field in ("protocol", "nexthdr"):
            self._draft.protocol_in(values, negated)
        else:
            self._draft.narrow(Narrow.OTHER)

    def _transport(self, protocol: str) -> None:
        if protocol != "th":
            self._draft.protocol_is(protocol)
        field = self._take()
        values, negated = self._value()
        if field == "dport":
            self._draft.port_in(values, negated)
        else:
            self._draft.narrow(Narrow.OTHER)

    def _icmp(self) -> None:
        self._draft.protocol_is("icmp")
        self._take()
        self._value()

    def _meta(self) -> None:
        field = self._take()
        if field in ("iif", "iifname", "oif", "oifname"):
            self._interface()
            return
        values, negated = self._value()
        if field == "l4proto":
            self._draft.protocol_in(values, negated)
        elif field in ("nfproto", "protocol"):
            self._draft.family_is(values[0] if len(values) == 1 else "", negated)
        else:
            self._draft.narrow(Narrow.OTHER)


_STATEMENTS: Mapping[str, Callable[[_RuleReader], None]] = {
    "reject": _RuleReader._reject,
    "queue": lambda rule: rule._ends_with("queue"),
    "jump": lambda rule: rule._jump("jump"),
    "goto": lambda rule: rule._jump("goto"),
    "counter": _RuleReader._counter,
    "comment": _RuleReader._comment,
    "log": _RuleReader._log,
    "limit": _RuleReader._limit,
    "iif": _RuleReader._interface,
    "iifname": _RuleReader._interface,
    "oif": _RuleReader._interface,
    "oifname": _RuleReader._interface,
    "ct": _RuleReader._ct,
    "ip": lambda rule: rule._ip("ip"),
    "ip6": lambda rule: rule._ip("ip6"),
    "icmp": _RuleReader._icmp,
    "icmpv6": _RuleReader._icmp,
    "meta": _RuleReader._meta,
}
