"""Rules as iptables-save prints them; also /etc/iptables/rules.v4, /etc/sysconfig/iptables and ufw's rule files."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from posture.model.answer import File, Output
from posture.model.evidence import Source
from posture.parse.netfilter import Chain, FilterRule, Narrow
from posture.parse.netfilter_draft import Draft

HOOKS = {"INPUT": "input", "FORWARD": "forward", "OUTPUT": "output"}
TABLES = frozenset({"filter", "mangle", "raw", "security"})
"""Tables in which a packet can be dropped; nat only rewrites."""
FINAL_TARGETS = {
    "ACCEPT": "accept", "DROP": "drop", "REJECT": "reject", "QUEUE": "queue", "NFQUEUE": "queue", "RETURN": "return",
}  # fmt: skip
LOGGING = frozenset({"LOG", "NFLOG", "ULOG"})
_EXCESS_OPTIONS = frozenset(
    {"--hashlimit-above", "--connlimit-above", "--rcheck", "--update", "--remove", "--seconds", "--hitcount"}
)
_RATE_MATCHES = frozenset({"limit", "hashlimit", "recent", "connlimit", "quota"})
_RATE_OPTIONS = frozenset({"--set", "--name", "--rsource", "--rdest", "--mask", "--quota"})
_RATE_DETAILS = ("--limit", "--hashlimit", "--connlimit")
_PLAIN_MATCHES = frozenset(
    {"tcp", "udp", "comment", "conntrack", "state", "multiport", "icmp", "icmp6", "icmpv6", "set"}
)
"""Match modules whose options say all there is to say; every other one is a test of its own."""


def read_save(text: str, family: str, where: File | Output) -> tuple[Chain, ...]:
    """The chains of the filtering tables; `where` gives the places. Lines of another form are passed over."""
    return tuple(_Reader(family, where).read(text))


class _Reader:
    def __init__(self, family: str, where: File | Output) -> None:
        self._family, self._where = family, where
        self._policies: dict[tuple[str, str], tuple[str, Source]] = {}
        self._rules: dict[tuple[str, str], list[FilterRule]] = {}

    def read(self, text: str) -> Iterator[Chain]:
        table = "filter"
        for number, line in enumerate(text.splitlines(), 1):
            line = _without_counters(line.strip())
            if line.startswith("*"):
                table = line[1:].strip()
            elif table in TABLES and line.startswith((":", "-")):
                self._line(table, line, self._where.source(number, line[:200]))
        for (table, name), (policy, at) in self._policies.items():
            hook = HOOKS.get(name, "")
            rules = tuple(self._rules.get((table, name), ()))
            yield Chain(self._family, table, name, rules, hook, policy, at)

    def _line(self, table: str, line: str, at: Source) -> None:
        words = split(line)
        if line.startswith(":"):
            self._policy(table, words[0][1:], words[1] if len(words) > 1 else "-", at)
        elif words[0] in ("-P", "--policy") and len(words) > 2:
            self._policy(table, words[1], words[2], at)
        elif words[0] in ("-A", "--append", "-I", "--insert") and len(words) > 1:
            rules = self._rules.setdefault((table, words[1]), [])
            self._policies.setdefault((table, words[1]), ("accept", at))
            options = words[2:]
            if words[0] in ("-I", "--insert"):
                place = int(options.pop(0)[:6]) - 1 if options and options[0].isdecimal() else 0
                rules.insert(max(0, place), read_rule(options, line, at))
            else:
                rules.append(read_rule(options, line, at))

    def _policy(self, table: str, name: str, policy: str, at: Source) -> None:
        self._policies[table, name] = ("drop" if policy.upper() == "DROP" else "accept", at)


def _without_counters(line: str) -> str:
    """`[12:3456] -A INPUT ...`, as `iptables-save -c` writes, without the brackets."""
    return line.partition("]")[2].strip() if line.startswith("[") else line


def split(line: str) -> list[str]:
    """The words of a line; quotes are honoured, and an open one is taken as it stands."""
    if '"' not in line and "'" not in line and "\\" not in line:
        return line.split()
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def read_rule(words: list[str], text: str, at: Source) -> FilterRule:
    """One rule from its options, the words after `-A CHAIN`."""
    draft = Draft(text, at)
    negated = False
    rest = iter(words)
    for word in rest:
        if word == "!":
            negated = True
            continue
        if not word.startswith("-"):
            continue
        _option(draft, word, rest, negated)
        negated = False
    return draft.done()


def _option(draft: Draft, word: str, rest: Iterator[str], negated: bool) -> None:
    if word in ("-j", "--jump", "-g", "--goto"):
        _target(draft, next(rest, ""), goto=word in ("-g", "--goto"))
    elif word in ("-s", "--source", "--src", "-d", "--destination", "--dst"):
        kind = Narrow.SOURCE if word.lstrip("-").startswith("s") else Narrow.DESTINATION
        draft.address(kind, next(rest, ""), negated)
    elif word in ("-i", "--in-interface", "-o", "--out-interface"):
        draft.interface(next(rest, ""), negated)
    elif word in ("-p", "--protocol"):
        draft.protocol_is(next(rest, ""), negated)
    elif word in ("--dport", "--destination-port", "--dports", "--destination-ports", "--ports"):
        draft.port_in(next(rest, "").split(","), negated)
    elif word in ("--state", "--ctstate"):
        draft.states(next(rest, "").split(","), negated)
    else:
        _matching(draft, word, rest, negated)


def _matching(draft: Draft, word: str, rest: Iterator[str], negated: bool) -> None:
    if word in ("-m", "--match"):
        _match(draft, next(rest, ""))
    elif word == "--tcp-flags":
        next(rest, "")
        _flags(draft, next(rest, ""), negated)
    elif word == "--syn":
        _flags(draft, "SYN", negated)
    elif word in _EXCESS_OPTIONS:
        draft.narrow(Narrow.EXCESS)
    elif word in _RATE_OPTIONS or word.startswith(_RATE_DETAILS):
        draft.narrow(Narrow.LIMIT)
    elif word == "--match-set":
        next(rest, "")
        draft.narrow(Narrow.SOURCE if next(rest, "").startswith("src") else Narrow.OTHER)
    elif word.startswith("--icmp"):
        draft.narrow(Narrow.PROTOCOL)
    elif word == "--comment":
        next(rest, "")
    elif not draft.verdict and not draft.logs:  # what follows a target belongs to the target
        draft.narrow(Narrow.OTHER)


def _flags(draft: Draft, wanted: str, negated: bool) -> None:
    """The first packet of a connection carries SYN alone: to take it is to take what a stranger sends."""
    if wanted != "SYN" or negated:
        draft.narrow(Narrow.OTHER)


def _match(draft: Draft, name: str) -> None:
    if name in _RATE_MATCHES:
        draft.narrow(Narrow.LIMIT)
    elif name not in _PLAIN_MATCHES:
        draft.narrow(Narrow.OTHER)


def _target(draft: Draft, name: str, goto: bool) -> None:
    if name in LOGGING:
        draft.logs = True
    elif name in FINAL_TARGETS:
        draft.verdict = FINAL_TARGETS[name]
    else:
        draft.verdict = "goto" if goto else "jump"
        draft.target = name
