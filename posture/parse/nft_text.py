"""Rules in the native notation of nftables: /etc/nftables.conf and what it includes."""

from __future__ import annotations

from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source
from posture.parse.netfilter import Chain, FilterRule
from posture.parse.nft_rule import Known, Token, read_rule
from posture.parse.nft_words import END, Include, Word, words

_FAMILIES = frozenset({"ip", "ip6", "inet", "arp", "bridge", "netdev"})
SEEN = frozenset({"ip", "ip6", "inet"})
_BLOCKS = frozenset({"set", "map", "flowtable", "counter", "quota", "limit", "secmark", "synproxy", "ct"})


@dataclass
class _Chain:
    hook: str = ""
    policy: str = "accept"
    rules: list[FilterRule] = field(default_factory=list)
    at: Source | None = None


def read_text(file: File, include: Include) -> tuple[Chain, ...]:
    """The chains of families ip, ip6 and inet that the file leaves behind; what it flushes on the way is gone."""
    reader = _Reader(words(file, include))
    reader.read()
    return tuple(
        Chain(*key, rules=tuple(chain.rules), hook=chain.hook, policy=chain.policy, at=chain.at)
        for key, chain in reader.chains.items()
        if key[0] in SEEN
    )


class _Reader:
    """Goes through the statements of the file, its tables and its chains."""

    def __init__(self, found: list[Word]) -> None:
        self._words, self._next = found, 0
        self.chains: dict[tuple[str, str, str], _Chain] = {}
        self._sets: dict[tuple[str, str, str], list[str]] = {}
        self._variables: dict[str, list[str]] = {}

    def read(self) -> None:
        """Statements up to the end."""
        while self._next < len(self._words):
            start = self._next
            self._top()
            self._next = max(self._next, start + 1)  # a stray brace

    def _top(self) -> None:
        statement = self._statement()
        texts = [token.text for token in statement]
        if texts and texts[0] in ("add", "create", "insert", "delete", "destroy"):
            action, texts, statement = texts[0], texts[1:], statement[1:]
        else:
            action = "flush" if texts[:1] == ["flush"] else "add"
            texts, statement = (texts[1:], statement[1:]) if action == "flush" else (texts, statement)
        if action in ("flush", "delete", "destroy"):
            self._forget(action, texts)
        elif texts[:1] == ["table"]:
            family, names = _family(texts[1:])
            if self._opens():
                self._table(family, names[0] if names else "")
        elif texts[:1] == ["chain"]:
            family, names = _family(texts[1:])
            self._chain((family, *_two(names)), statement)
        elif texts[:1] == ["rule"]:
            self._rule(statement[1:], action)
        elif texts[:1] in (["define"], ["redefine"]) and len(statement) > 3:
            self._variables[f"${texts[1]}"] = statement[3].values()
        elif self._opens():
            self._skip()

    def _forget(self, action: str, texts: list[str]) -> None:
        if texts[:1] == ["ruleset"]:
            self.chains.clear()
        elif texts[:1] in (["table"], ["chain"]):
            family, names = _family(texts[1:])
            for key in [key for key in self.chains if (key[0], *key[1 : 1 + len(names)]) == (family, *names)]:
                if action == "flush":
                    self.chains[key].rules.clear()
                else:
                    del self.chains[key]

    def _table(self, family: str, name: str) -> None:
        while self._next < len(self._words):
            start = self._next
            statement = self._statement()
            texts = [token.text for token in statement]
            if texts[:1] == ["chain"]:
                self._chain((family, name, texts[1] if len(texts) > 1 else ""), statement)
            elif texts[:1] == ["set"] and self._opens():
                self._set((family, name, texts[1] if len(texts) > 1 else ""))
            elif self._opens():
                self._skip()
            if self._closes():
                return
            self._next = max(self._next, start + 1)

    def _set(self, key: tuple[str, str, str]) -> None:
        while self._next < len(self._words):
            start = self._next
            statement = self._statement()
            if len(statement) > 2 and statement[0].text == "elements":
                self._sets[key] = statement[2].values()
            if self._closes():
                return
            self._next = max(self._next, start + 1)

    def _known(self, key: tuple[str, str, str]) -> Known:
        """The values behind `@set` and `$variable` as a rule of this chain may name them."""
        return lambda word: (
            self._sets.get((key[0], key[1], word[1:])) if word.startswith("@") else self._variables.get(word)
        )

    def _chain(self, key: tuple[str, str, str], head: list[Token]) -> None:
        chain = self.chains.setdefault(key, _Chain())
        if chain.at is None and head:
            chain.at = _source(head)
        if not self._opens():
            return
        while self._next < len(self._words):
            start = self._next
            statement = self._statement(rules=True)
            texts = [token.text for token in statement]
            if texts[:1] == ["type"] and "hook" in texts[:-1]:
                # a chain of type nat sees only the first packet of a connection and cannot be relied on to drop
                chain.hook = texts[texts.index("hook") + 1] if texts[1] != "nat" else ""
                chain.at = _source(statement)
            elif texts[:1] == ["policy"]:
                chain.policy = "drop" if texts[1:2] == ["drop"] else "accept"
            elif statement and texts[0] not in ("comment", "devices", "flags"):
                chain.rules.append(read_rule(statement, self._known(key)))
            if self._closes():
                return
            self._next = max(self._next, start + 1)

    def _rule(self, statement: list[Token], action: str) -> None:
        family, names = _family([token.text for token in statement])
        start = len(statement) - len(names)
        key = (family, *_two(names))
        chain = self.chains.setdefault(key, _Chain(at=_source(statement)))
        rest = statement[start + 2 :]
        while len(rest) > 1 and rest[0].text in ("position", "handle", "index"):
            rest = rest[2:]
        if rest:
            rule = read_rule(rest, self._known(key))
            if action == "insert":
                chain.rules.insert(0, rule)
            else:
                chain.rules.append(rule)

    def _statement(self, rules: bool = False) -> list[Token]:
        """The words up to the end of the statement. In a rule, and wherever a value stands, `{ ... }` is one word."""
        found: list[Token] = []
        while self._next < len(self._words):
            word = self._words[self._next]
            if not word.quoted and word.text == END:
                self._next += 1
                if found:
                    break
                continue
            if not word.quoted and word.text == "}":
                break
            if not word.quoted and word.text == "{":
                if not (rules and found) and not _takes_value(found):
                    break
                found.append(self._braces())
                continue
            found.append(Token(word.text, word))
            self._next += 1
        return found

    def _braces(self) -> Token:
        first = self._words[self._next]
        inner: list[str] = []
        depth = 0
        while self._next < len(self._words):
            word = self._words[self._next]
            self._next += 1
            if not word.quoted and word.text in "{}":
                depth += 1 if word.text == "{" else -1
                if depth == 0:
                    break
            elif word.text != END:
                inner.append(word.text)
        return Token(" ".join(inner), first, items=True)

    def _opens(self) -> bool:
        if self._next < len(self._words) and self._words[self._next].text == "{":
            self._next += 1
            return True
        return False

    def _closes(self) -> bool:
        while self._next < len(self._words) and self._words[self._next].text == END:
            self._next += 1
        if self._next < len(self._words) and self._words[self._next].text == "}":
            self._next += 1
            return True
        return False

    def _skip(self) -> None:
        """Past the block that was just opened."""
        depth = 1
        while depth and self._next < len(self._words):
            text = self._words[self._next].text
            depth += (text == "{") - (text == "}")
            self._next += 1


def _family(texts: list[str]) -> tuple[str, list[str]]:
    """The family in front of the names; `ip` where none is written."""
    return (texts[0], texts[1:]) if texts and texts[0] in _FAMILIES else ("ip", texts)


def _two(names: list[str]) -> tuple[str, str]:
    return (names[0] if names else "", names[1] if len(names) > 1 else "")


def _source(statement: list[Token]) -> Source | None:
    return statement[0].word.source(" ".join(token.text for token in statement)) if statement else None


def _takes_value(found: list[Token]) -> bool:
    """Whether a brace after these words begins a value: `define X = {`, `elements = {`, `devices = {`, a rule."""
    return bool(found) and (found[-1].text == "=" or any(token.text == "rule" for token in found[:2]))
