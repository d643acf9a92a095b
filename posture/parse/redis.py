"""redis.conf as the server reads it: includes in place, the last directive wins, words in quotes (sdssplitargs).

Who may do what without a password follows from requirepass, `user` lines and the ACL file: a `user default` line
starts from nothing and sets requirepass aside, and an ACL file without one leaves the default user open. Checked
against Redis 7.0. Options on the service's command line are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File, Meta
from posture.model.evidence import Source, Unavailable
from posture.model.setting import Setting, Value

Reader = Callable[[str], tuple[File, ...]]
DEPTH = 10
_WORD = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+))""")
_REPEATED = ("user", "rename-command", "save", "loadmodule")
_DEFAULTS: Mapping[str, Value] = {
    "bind": ("*", "-::*"),
    "port": "6379",
    "tls-port": "0",
    "protected-mode": "yes",
    "requirepass": "",
    "aclfile": "",
    "enable-debug-command": "no",
    "enable-module-command": "no",
    "enable-protected-configs": "no",
}
"""What an instance does when the directive is absent (`CONFIG GET` of Redis 7.0)."""
LOOPBACK = re.compile(r"-?(127\.[0-9.]+|::1|localhost)")
RISKY = ("config", "debug", "flushall", "flushdb", "module", "replicaof", "save", "shutdown", "slaveof")


@dataclass(frozen=True, slots=True)
class DefaultUser:
    """What a client is that has not logged in. `password` is a mark (`<redacted>`, `<default>`), or empty."""

    enabled: bool
    open: bool
    password: str
    rules: tuple[str, ...]
    at: Source | None = None

    def may(self, command: str) -> bool:
        """Whether it may run a dangerous command, by the last rule that speaks of it."""
        allowed = False
        for rule in self.rules:
            name = rule[1:].lower()
            if (
                name in ("@all", command)
                or (name == "@dangerous" and command in RISKY)
                or name.startswith(f"{command}|")
            ):
                allowed = rule[0] == "+" if "|" not in name or rule[0] == "+" else allowed
        return allowed


@dataclass(frozen=True, slots=True)
class RedisInstance:
    """One server: its directives, and what stat says of its configuration file."""

    name: str
    directives: Mapping[str, Setting]
    repeated: tuple[tuple[str, tuple[str, ...], Source], ...] = ()
    meta: Meta | None = None
    acl: tuple[File, ...] = ()
    acl_trouble: Unavailable | None = None

    def setting(self, name: str) -> Setting:
        """The value in force: words joined by blanks; `bind` is a list of addresses."""
        found = self.directives.get(name)
        if found is None:
            return Setting(_DEFAULTS.get(name), default=True, subject=self.name)
        return Setting(found.value, found.at, subject=self.name)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses it listens on; none when it listens on a socket file only."""
        if self.setting("port").value == "0" and self.setting("tls-port").value == "0":
            return ()
        value = self.setting("bind").value
        return tuple(str(word) for word in value) if isinstance(value, tuple) else ()

    @property
    def remote(self) -> bool:
        """Whether other machines can reach it."""
        return any(not LOOPBACK.fullmatch(address) for address in self.addresses)

    @property
    def renamed(self) -> frozenset[str]:
        """Commands that no longer answer to their name."""
        return frozenset(words[0].lower() for name, words, _ in self.repeated if name == "rename-command" and words)

    def default_user(self) -> DefaultUser:
        """The rights of a client before it logs in."""
        lines = list(_acl_users(self.acl)) or [(words, at) for name, words, at in self.repeated if name == "user"]
        mine = [(words[1:], at) for words, at in lines if words and words[0] == "default"]
        if mine:
            return _built(mine)
        password = self.setting("requirepass")
        if self.setting("aclfile").value or password.value in ("", "<empty>"):
            return DefaultUser(True, True, "", ("+@all",), password.at)
        return DefaultUser(True, False, str(password.value), ("+@all",), password.at)


@dataclass(frozen=True, slots=True)
class Redis:
    """All instances of a host."""

    instances: tuple[RedisInstance, ...] = field(default_factory=tuple)

    def settings(self, name: str) -> tuple[Setting, ...]:
        """A directive of every instance, its name written with underscores or hyphens."""
        return tuple(instance.setting(name.replace("_", "-")) for instance in self.instances)


def directives(file: File, read: Reader, depth: int = 0) -> Iterator[tuple[str, tuple[str, ...], Source]]:
    """Every directive in order, includes in their place; names in lower case."""
    for number, line in enumerate(file.text.split("\n"), 1):
        text = line.strip(" \t\r")
        if not text or text.startswith("#"):
            continue
        words = split(text)
        if not words:
            continue
        name, rest = words[0].lower(), words[1:]
        if name == "include" and rest:
            for inner in read(rest[0]) if depth < DEPTH else ():
                yield from directives(inner, read, depth + 1)
        else:
            yield name, rest, file.source(number, text)


def instance(file: File, read: Reader) -> RedisInstance:
    """The instance a configuration file describes."""
    chosen: dict[str, Setting] = {}
    repeated = []
    for name, words, at in directives(file, read):
        if name in _REPEATED:
            repeated.append((name, words, at))
        else:
            value: Value = words if name == "bind" else " ".join(words)
            chosen[name] = Setting(value, at)
    return RedisInstance(file.path, chosen, tuple(repeated), file.meta)


def split(text: str) -> tuple[str, ...]:
    """The words of a line; an unfinished quote ends the line."""
    words, at = [], 0
    while (match := _WORD.match(text, at)) is not None:
        words.append(next(group for group in match.groups() if group is not None))
        at = match.end()
    return tuple(words)


def _acl_users(files: tuple[File, ...]) -> Iterator[tuple[tuple[str, ...], Source]]:
    for file in files:
        for number, line in enumerate(file.text.split("\n"), 1):
            words = line.strip().split()
            if len(words) >= 2 and words[0].lower() == "user":
                yield tuple(words[1:]), file.source(number, line.strip())


def _built(lines: list[tuple[tuple[str, ...], Source]]) -> DefaultUser:
    """Apply ACL rules to a user that may do nothing."""
    enabled, nopass, password, rules = False, False, "", ["-@all"]
    for words, _ in lines:
        for word in words:
            low = word.lower()
            if low in ("on", "off"):
                enabled = low == "on"
            elif low == "nopass":
                nopass, password = True, ""
            elif low in ("resetpass", "reset"):
                nopass, password = False, ""
            elif word[:1] in (">", "#"):
                nopass, password = False, word[1:] if word[0] == ">" else "<encrypted>"
            elif low in ("allcommands", "nocommands"):
                rules.append("+@all" if low == "allcommands" else "-@all")
            elif word[:1] in ("+", "-"):
                rules.append(word)
    return DefaultUser(enabled, nopass, password, tuple(rules), lines[-1][1])
