"""Rules of the Linux audit system, as auditctl(8) reads and lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from posture.model.answer import File, Output
from posture.model.evidence import Source
from posture.model.setting import Setting

UNSET = frozenset(("-1", "unset", "4294967295"))
LISTS = frozenset(("task", "exit", "user", "exclude", "filesystem", "io_uring", "entry"))
_FIELD = re.compile(r"([A-Za-z0-9_]+)(!=|>=|<=|&=|=|>|<|&)(.*)", re.S)
_NUMBERS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, watches included: a watch is a rule of the exit list on a path or folder."""

    always: bool
    filter: str
    syscalls: frozenset[str]
    fields: tuple[tuple[str, str, str], ...]
    at: Source

    def holds(self, path: str) -> bool:
        """Whether it is a rule for this file, or for a folder above it."""
        for name, sign, value in self.fields:
            if name in ("path", "dir") and sign == "=":
                place = value.rstrip("/") or "/"
                return path == place or (name == "dir" and path.startswith(f"{place.rstrip('/')}/"))
        return False

    @property
    def anywhere(self) -> bool:
        """Whether it is not bound to a file or folder."""
        return not any(name in ("path", "dir") for name, _, _ in self.fields)

    @property
    def perms(self) -> frozenset[str]:
        """The accesses it records, of r, w, x and a; all of them when it names none."""
        return frozenset(next((value for name, _, value in self.fields if name == "perm"), "rwxa"))

    @property
    def archs(self) -> frozenset[str]:
        """The architectures it names; none means all."""
        return frozenset(value for name, _, value in self.fields if name == "arch")

    def narrowed(self, allowed: Iterable[str] = ()) -> bool:
        """Whether conditions beyond `allowed` fields keep some events out. Leaving out processes that nobody
        logged in for (`auid>=1000`, `auid!=unset`) is the common form and counts as none."""
        free = {"arch", "key", "path", "dir", "perm", *allowed}
        for name, sign, value in self.fields:
            harmless = name == "auid" and ((sign == "!=" and value in UNSET) or sign == ">=")
            if name not in free and not harmless:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Ruleset:
    """Rules in the order they are tested, and the last `-e` flag: 0 off, 1 on, 2 on and locked."""

    rules: tuple[Rule, ...] = ()
    flag: Setting | None = None
    faults: tuple[Source, ...] = field(default=())

    def silenced(self) -> Rule | None:
        """A rule that takes every process out of auditing, so that no other rule ever matches."""
        return next(
            (rule for rule in self.rules if rule.filter == "task" and not rule.always and not rule.fields), None
        )

    def watching(self, path: str, perms: str) -> Rule | None:
        """The rule that records these accesses (of r, w, x, a) to a file, or to a folder above it."""
        for rule in self._recording():
            if rule.holds(path) and set(perms) <= rule.perms and not rule.narrowed():
                return rule
        return None

    def auditing(self, syscall: str, arch: str = "b64", narrowed_by: Iterable[str] = ()) -> Rule | None:
        """The rule that records a system call of 64-bit programs, whoever makes it and however it ends."""
        for rule in self._recording():
            covered = syscall in rule.syscalls or "all" in rule.syscalls
            if (
                covered
                and rule.anywhere
                and rule.archs <= {arch, "x86_64", "aarch64"}
                and not rule.narrowed(narrowed_by)
            ):
                return rule
        return None

    def _recording(self) -> Iterator[Rule]:
        return (rule for rule in self.rules if rule.always and rule.filter == "exit")


def ruleset(lines: Iterable[tuple[str, Source]], locks: bool = True) -> Ruleset:
    """Read rules from lines. With `locks`, what follows `-e 2` is refused, as the kernel does."""
    rules: list[Rule] = []
    faults: list[Source] = []
    flag: Setting | None = None
    for line, at in lines:
        words = line.split()
        if not words or words[0].startswith("#") or line.strip() == "No rules":
            continue
        if locks and flag is not None and flag.value == 2:
            break
        if words[0] == "-D":
            rules.clear()
        elif words[0] == "-e" and len(words) > 1 and words[1] in ("0", "1", "2"):
            flag = Setting(int(words[1]), at)
        elif words[0] in ("-w", "-a", "-A"):
            rule = _rule(words, at)
            if rule is None:
                faults.append(at)
            elif words[0] == "-A":
                rules.insert(0, rule)
            else:
                rules.append(rule)
        elif words[0] in ("-W", "-d"):
            removed = _rule(["-w" if words[0] == "-W" else "-a", *words[1:]], at)
            rules = [rule for rule in rules if removed is None or not _same(rule, removed)]
    return Ruleset(tuple(rules), flag, tuple(faults))


def _same(one: Rule, other: Rule) -> bool:
    return (one.filter, one.always, one.syscalls, set(one.fields)) == (
        other.filter,
        other.always,
        other.syscalls,
        set(other.fields),
    )


def _rule(words: list[str], at: Source) -> Rule | None:
    """A rule of option and value pairs; None for what auditctl would refuse or we do not know."""
    if len(words) % 2:
        return None
    syscalls: set[str] = set()
    fields: list[tuple[str, str, str]] = []
    where = (True, "exit")
    for option, value in zip(words[::2], words[1::2], strict=True):
        if option in ("-a", "-A"):
            placed = _placed(value)
            if placed is None:
                return None
            where = placed
        elif option == "-S":
            syscalls |= set(value.split(","))
        elif option in _SHORT:
            fields.append((_SHORT[option], "=", value))
        elif option in ("-F", "-C"):
            match = _FIELD.fullmatch(value)
            if match is None:
                return None
            fields.append((match[1], match[2], match[3]))
        else:
            return None
    return Rule(*where, frozenset(syscalls), tuple(fields), at)


_SHORT = {"-w": "dir", "-p": "perm", "-k": "key"}
"""A watch is written short for a rule on a folder (or file) with permissions and a key."""


def _placed(value: str) -> tuple[bool, str] | None:
    """Whether it records, and its list, from `always,exit` in either order."""
    parts = set(value.split(","))
    named = parts & LISTS
    if len(parts) != 2 or not named or not parts & {"always", "never", "possible"}:
        return None
    return "never" not in parts, named.pop()


def from_folder(files: Iterable[File]) -> Ruleset:
    """The rules of /etc/audit/rules.d as augenrules puts them together: files in version order, `-D` before
    all rules, the last `-e` after them."""
    lines = [
        (line, file.source(number, line.strip()))
        for file in sorted(files, key=lambda file: _version(file.path.rsplit("/", 1)[-1]))
        for number, line in enumerate(file.text.split("\n"), 1)
    ]
    flags = [pair for pair in lines if pair[0].split()[:1] == ["-e"]]
    rules = [pair for pair in lines if pair[0].split()[:1] not in (["-e"], ["-D"])]
    return ruleset([*rules, *flags[-1:]], locks=False)


def _version(name: str) -> tuple[tuple[int, int, str], ...]:
    """The order of `ls -v`, for names of the usual kind: runs of digits compare as numbers."""
    parts: list[tuple[int, int, str]] = []
    start = 0
    for match in _NUMBERS.finditer(name):
        parts.append((1, 0, name[start : match.start()]))
        parts.append((0, int(match[0][:18]), match[0]))
        start = match.end()
    parts.append((1, 0, name[start:]))
    return tuple(parts)


def from_file(file: File) -> Ruleset:
    """The rules of /etc/audit/audit.rules, in order."""
    return ruleset((line, file.source(number, line.strip())) for number, line in enumerate(file.text.split("\n"), 1))


def from_kernel(listed: Output, status: Output | None) -> Ruleset:
    """The rules that are loaded, from `auditctl -l`, with the flag from `auditctl -s`."""
    loaded = ruleset(
        ((line, listed.source(number, line.strip())) for number, line in enumerate(listed.text.split("\n"), 1)),
        locks=False,
    )
    return Ruleset(loaded.rules, _flag(status) if status else None, loaded.faults)


def _flag(status: Output) -> Setting | None:
    for number, line in enumerate(status.text.split("\n"), 1):
        words = line.replace("=", " ").split()
        if "enabled" in words[:-1]:
            value = words[words.index("enabled") + 1]
            if value in ("0", "1", "2"):
                return Setting(int(value), status.source(number, line.strip()))
    return None
