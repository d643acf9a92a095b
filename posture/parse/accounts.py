"""The local accounts and groups as the C library reads /etc/passwd and /etc/group."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from posture.model.answer import File
from posture.model.evidence import Source

NO_LOGIN = frozenset({"nologin", "false", "true", "sync", "shutdown", "halt"})
"""Names of programs that, as a shell, let nobody in."""

FIRST_USER = 1000
NOBODY = (65534, 65535, 4294967294)
_NUMBER = re.compile(r"[ \t]*([+-]?)([0-9]{1,20})")
_CEILING = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Account:
    """One line of /etc/passwd. `password` is `x`, empty, a lock mark, or a redacted hash."""

    name: str
    password: str
    uid: int
    gid: int
    home: str
    shell: str
    at: Source

    @property
    def can_log_in(self) -> bool:
        """Whether the shell lets somebody work; an empty field means /bin/sh."""
        return self.shell.rsplit("/", 1)[-1] not in NO_LOGIN

    def is_person(self, first_user: int = FIRST_USER) -> bool:
        """Whether the account is root's or a user's, and has a shell to work with."""
        return self.can_log_in and (self.uid == 0 or (self.uid >= first_user and self.uid not in NOBODY))


@dataclass(frozen=True, slots=True)
class Group:
    """One line of /etc/group."""

    name: str
    password: str
    gid: int
    members: tuple[str, ...]
    at: Source


@dataclass(frozen=True, slots=True)
class Accounts:
    """Local accounts and groups in file order.

    `compat` are lines that take in NIS entries (`+...`). `sources[db]` are the services nsswitch.conf asks for a
    database, `("files",)` where it says nothing.
    """

    accounts: tuple[Account, ...]
    groups: tuple[Group, ...] = ()
    compat: tuple[Source, ...] = ()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names_by_uid(self) -> dict[int, tuple[Account, ...]]:
        """Every user id with the accounts that have it."""
        return _grouped((account.uid, account) for account in self.accounts)

    def by_name(self) -> dict[str, tuple[Account, ...]]:
        """Every account name with its lines; the C library uses the first."""
        return _grouped((account.name, account) for account in self.accounts)

    def groups_by_gid(self) -> dict[int, tuple[Group, ...]]:
        """Every group id with the groups that have it."""
        return _grouped((group.gid, group) for group in self.groups)

    def groups_by_name(self) -> dict[str, tuple[Group, ...]]:
        """Every group name with its lines."""
        return _grouped((group.name, group) for group in self.groups)

    def remote(self, database: str = "passwd") -> tuple[str, ...]:
        """The services other than local files that a database is also looked up in."""
        local = ("files", "compat", "systemd", "altfiles", "extrausers", "mymachines", "[")
        return tuple(one for one in self.sources.get(database, ()) if not one.startswith(local))

    def user_name(self, uid: int) -> str:
        """The name of a user id, or the number."""
        return next((account.name for account in self.accounts if account.uid == uid), str(uid))

    def group_name(self, gid: int) -> str:
        """The name of a group id, or the number."""
        return next((group.name for group in self.groups if group.gid == gid), str(gid))


_K = TypeVar("_K")
_V = TypeVar("_V")


def _grouped(pairs: Iterable[tuple[_K, _V]]) -> dict[_K, tuple[_V, ...]]:
    result: dict[_K, list[_V]] = defaultdict(list)
    for key, value in pairs:
        result[key].append(value)
    return {key: tuple(values) for key, values in result.items()}


def parse_passwd(file: File) -> tuple[tuple[Account, ...], tuple[Source, ...]]:
    """The accounts, and the lines that take in NIS entries. Lines the C library passes over are passed over."""
    accounts: list[Account] = []
    compat: list[Source] = []
    for fields, at in _entries(file):
        if fields[0][:1] in ("+", "-"):
            compat.append(at)
            continue
        fields += [""] * (7 - len(fields))
        uid, gid = number(fields[2]), number(fields[3])
        if fields[0] and uid is not None and gid is not None:
            accounts.append(Account(fields[0], fields[1], uid, gid, fields[5], fields[6], at))
    return tuple(accounts), tuple(compat)


def parse_group(file: File) -> tuple[tuple[Group, ...], tuple[Source, ...]]:
    """The groups, and the lines that take in NIS entries."""
    groups: list[Group] = []
    compat: list[Source] = []
    for fields, at in _entries(file):
        if fields[0][:1] in ("+", "-"):
            compat.append(at)
            continue
        fields += [""] * (4 - len(fields))
        gid = number(fields[2])
        if fields[0] and gid is not None:
            members = tuple(name.strip() for name in fields[3].split(",") if name.strip())
            groups.append(Group(fields[0], fields[1], gid, members, at))
    return tuple(groups), tuple(compat)


def parse_nsswitch(file: File) -> dict[str, tuple[str, ...]]:
    """The services of each database, actions such as [NOTFOUND=return] among them."""
    result: dict[str, tuple[str, ...]] = {}
    for line in file.text.split("\n"):
        database, colon, services = line.split("#", 1)[0].partition(":")
        if colon:
            result[database.strip()] = tuple(services.split())
    return result


def number(text: str) -> int | None:
    """An id as strtoul reads it: leading zeros and a sign count; too large or negative ends at 2**32 - 1."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    value = int(match[2])
    return min(value, _CEILING) if match[1] != "-" or value == 0 else _CEILING


def _entries(file: File) -> Iterator[tuple[list[str], Source]]:
    for line_number, line in enumerate(file.text.split("\n"), 1):
        text = line.lstrip(" \t").rstrip("\r")
        if text and not text.startswith("#"):
            yield text.split(":"), file.source(line_number, text)
