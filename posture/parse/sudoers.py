"""sudoers(5): who may run what as whom, and the settings that guard it.

Follows the grammar of sudo 1.9 (plugins/sudoers/gram.y). A line that does not parse is kept as a fault: sudo
1.9 leaves such a line out and goes on, older versions refuse the whole file, so a judge must not call the
policy sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.evidence import Source
from posture.model.setting import Setting
from posture.parse.sudoers_defaults import Default, defaults
from posture.parse.sudoers_lexer import OPTIONS, Logical, SudoersFault, Token, tokens

ALIAS_KINDS = {
    "User_Alias": "user",
    "Runas_Alias": "runas",
    "Host_Alias": "host",
    "Cmnd_Alias": "command",
    "Cmd_Alias": "command",
}
TAGS = frozenset(
    (
        *("EXEC", "NOEXEC", "FOLLOW", "NOFOLLOW", "LOG_INPUT", "NOLOG_INPUT", "LOG_OUTPUT", "NOLOG_OUTPUT"),
        *("MAIL", "NOMAIL", "INTERCEPT", "NOINTERCEPT", "PASSWD", "NOPASSWD", "SETENV", "NOSETENV"),
    )
)
DIGESTS = frozenset(("sha224", "sha256", "sha384", "sha512"))
MOST_MEMBERS = 5_000
"""Of one list, aliases resolved."""
MOST_PAIRS = 500_000
"""Of users and commands in all grants together: a hostile file could otherwise grow without bound."""


@dataclass(frozen=True, slots=True)
class Item:
    """A name of a list, negated by `!`. For a command: the path with its arguments, or ALL."""

    name: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """That users may run one command (or ALL) on hosts as others."""

    users: tuple[Item, ...]
    hosts: tuple[Item, ...]
    runas: tuple[Item, ...]
    command: Item
    tags: frozenset[str]
    at: Source


@dataclass(frozen=True, slots=True)
class Sudoers:
    """The whole policy, aliases resolved. `remote` is set where further rules may come from a directory service."""

    defaults: tuple[Default, ...] = ()
    grants: tuple[Grant, ...] = ()
    faults: tuple[Source, ...] = ()
    version: str = ""
    remote: Setting | None = None

    def setting(self, name: str) -> tuple[Default, ...]:
        """The deciding entry of a default for everybody, then those for single users, hosts or commands."""
        deciding: dict[str, Default] = {}
        for default in self.defaults:
            if default.name == name:
                deciding[default.scope] = default
        return tuple(deciding[scope] for scope in sorted(deciding))


@dataclass
class _Builder:
    defaults: list[Default] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    faults: list[Source] = field(default_factory=list)
    aliases: dict[tuple[str, str], tuple[Item, ...]] = field(default_factory=dict)


def parse_lines(lines: tuple[Logical, ...]) -> Sudoers:
    """The policy of all lines in order, with includes already put in their places."""
    built = _Builder()
    for line in lines:
        try:
            _line(line, built)
        except SudoersFault:
            built.faults.append(line.at)
    grants = tuple(_resolved(built))
    return Sudoers(tuple(built.defaults), grants, tuple(built.faults))


def _line(line: Logical, built: _Builder) -> None:
    word = line.text.split(None, 1)[0]
    if word.startswith("Defaults") and word[8:9] in ("", "@", ":", "!", ">"):
        built.defaults += defaults(line)
    elif word in ALIAS_KINDS:
        for name, items in _aliases(_Stream(tokens(line.text)[1:])):
            built.aliases[(ALIAS_KINDS[word], name)] = items
    else:
        built.grants += _grants(_Stream(tokens(line.text)), line.at)


class _Stream:
    """Tokens read one by one."""

    def __init__(self, items: tuple[Token, ...]) -> None:
        self.items = items
        self.place = 0

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.place + ahead
        return self.items[place] if place < len(self.items) else None

    def mark(self, mark: str) -> bool:
        """Whether the next token is this mark; if so it is taken."""
        token = self.peek()
        if token is not None and token.mark == mark:
            self.place += 1
            return True
        return False

    def word(self) -> Token:
        token = self.peek()
        if token is None or token.mark:
            raise SudoersFault
        self.place += 1
        return token

    def expect(self, mark: str) -> None:
        if not self.mark(mark):
            raise SudoersFault


def _items(stream: _Stream) -> tuple[Item, ...]:
    found = [_item(stream)]
    while stream.mark(","):
        found.append(_item(stream))
    return tuple(found)


def _item(stream: _Stream) -> Item:
    negated = False
    while stream.mark("!"):
        negated = not negated
    return Item(stream.word().text, negated)


def _aliases(stream: _Stream) -> Iterator[tuple[str, tuple[Item, ...]]]:
    while True:
        name = stream.word().text
        stream.expect("=")
        found = [_command(stream)]
        while stream.mark(","):
            found.append(_command(stream))
        yield name, tuple(found)
        if stream.peek() is None:
            return
        stream.expect(":")


def _command(stream: _Stream) -> Item:
    """A member of a list, perhaps after a digest list (`sha256:...`), which does not matter here."""
    token, colon = stream.peek(), stream.peek(1)
    while token and colon and token.text in DIGESTS and colon.mark == ":":
        stream.place += 3
        if not stream.mark(","):
            break
        token, colon = stream.peek(), stream.peek(1)
    return _item(stream)


def _grants(stream: _Stream, at: Source) -> Iterator[Grant]:
    users = _items(stream)
    while True:
        hosts = _items(stream)
        stream.expect("=")
        runas: tuple[Item, ...] = (Item("root"),)
        tags: frozenset[str] = frozenset()
        while True:
            if stream.mark("("):
                runas = _runas(stream)
            _options(stream)
            tags = _tags(stream, tags)
            yield Grant(users, hosts, runas, _command(stream), tags, at)
            if not stream.mark(","):
                break
        if stream.peek() is None:
            return
        stream.expect(":")


def _runas(stream: _Stream) -> tuple[Item, ...]:
    """The users of `(users : groups)`; an empty user list means the invoking user."""
    users: tuple[Item, ...] = ()
    token = stream.peek()
    if token is not None and token.mark not in (":", ")"):
        users = _items(stream)
    if stream.mark(":"):
        token = stream.peek()
        if token is not None and token.mark != ")":
            _items(stream)
    stream.expect(")")
    return users


def _options(stream: _Stream) -> None:
    while True:
        name, sign = stream.peek(), stream.peek(1)
        if name is None or sign is None or name.text not in OPTIONS or sign.mark != "=":
            return
        stream.place += 2
        stream.word()


def _tags(stream: _Stream, tags: frozenset[str]) -> frozenset[str]:
    """Tags hold for the commands that follow, until their opposite."""
    while True:
        name, colon = stream.peek(), stream.peek(1)
        if name is None or colon is None or name.text not in TAGS or colon.mark != ":":
            return tags
        stream.place += 2
        opposite = name.text[2:] if name.text.startswith("NO") else f"NO{name.text}"
        tags = (tags - {opposite}) | {name.text}


def _resolved(built: _Builder) -> Iterator[Grant]:
    """One grant per command, aliases replaced. Where a bound is hit, the rest is a fault, not left out in silence."""
    known: dict[tuple[str, tuple[Item, ...]], tuple[Item, ...]] = {}

    def expand(kind: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
        if (kind, items) not in known:
            known[(kind, items)] = _expand(kind, items, built.aliases)
        return known[(kind, items)]

    pairs = 0
    for grant in built.grants:
        users, hosts, runas = expand("user", grant.users), expand("host", grant.hosts), expand("runas", grant.runas)
        commands = expand("command", (grant.command,))
        pairs += len(users) * len(commands)
        if pairs > MOST_PAIRS or max(len(users), len(commands)) >= MOST_MEMBERS:
            built.faults.append(grant.at)
            return
        for command in commands:
            yield Grant(users, hosts, runas, command, grant.tags, grant.at)


def _expand(
    kind: str, items: tuple[Item, ...], aliases: Mapping[tuple[str, str], tuple[Item, ...]]
) -> tuple[Item, ...]:
    """The items with aliases replaced, each alias once on a way down; a name that is no alias stays."""
    found: list[Item] = []
    todo: list[tuple[Item, tuple[str, ...]]] = [(item, ()) for item in reversed(items)]
    while todo and len(found) < MOST_MEMBERS:
        item, way = todo.pop()
        members = aliases.get((kind, item.name))
        if members is None or item.name in way or len(way) > 30:
            found.append(item)
            continue
        inner = [Item(member.name, member.negated != item.negated) for member in members]
        todo += [(member, (*way, item.name)) for member in reversed(inner)]
    return tuple(found)
