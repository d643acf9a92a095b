"""The options of sshd_config(5) that are judged: how each is written, and what its values mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from posture.model.setting import Value


class Kind(StrEnum):
    """How the arguments of an option are read."""

    WORD = "word"
    """One word; letter case means nothing."""
    TEXT = "text"
    """One word kept as written: a path, a pattern."""
    NUMBER = "number"
    SECONDS = "seconds"
    WORDS = "words"
    """A list on one line; the first line wins."""
    MANY = "many"
    """A list to which every line adds."""
    ALGORITHMS = "algorithms"
    """A comma-separated list, or a change to the default list (`+`, `-`, `^`)."""


@dataclass(frozen=True, slots=True)
class Option:
    """`default` is what sshd takes when no line says otherwise, as far as it is the same in every version."""

    kind: Kind
    default: Value = None
    in_match: bool = True


def _options(kind: Kind, in_match: bool, **defaults: Value) -> dict[str, Option]:
    return {name: Option(kind, default, in_match) for name, default in defaults.items()}


OPTIONS: Mapping[str, Option] = {
    **_options(
        Kind.WORD,
        True,
        allowagentforwarding="yes",
        allowstreamlocalforwarding="yes",
        allowtcpforwarding="yes",
        disableforwarding="no",
        gatewayports="no",
        gssapiauthentication="no",
        hostbasedauthentication="no",
        kbdinteractiveauthentication="yes",
        kerberosauthentication="no",
        loglevel="INFO",
        passwordauthentication="yes",
        permitemptypasswords="no",
        permitrootlogin=None,
        permittunnel="no",
        pubkeyauthentication="yes",
        x11forwarding="no",
    ),
    **_options(Kind.WORD, False, ignorerhosts="yes", strictmodes="yes", usepam="no"),
    **_options(Kind.TEXT, True, banner="none", chrootdirectory="none", forcecommand="none"),
    **_options(Kind.TEXT, False, maxstartups="10:30:100", permituserenvironment="no"),
    **_options(Kind.NUMBER, True, clientalivecountmax=3, maxauthtries=6, maxsessions=10),
    **_options(Kind.SECONDS, True, clientaliveinterval=0),
    **_options(Kind.SECONDS, False, logingracetime=120),
    **_options(
        Kind.WORDS,
        True,
        authenticationmethods=("any",),
        authorizedkeysfile=(".ssh/authorized_keys", ".ssh/authorized_keys2"),
    ),
    **_options(Kind.MANY, True, acceptenv=(), allowgroups=(), allowusers=(), denygroups=(), denyusers=()),
    **_options(Kind.MANY, False, hostkey=(), listenaddress=(), port=(22,)),
    **_options(Kind.ALGORITHMS, False, ciphers=None, kexalgorithms=None, macs=None),
}
"""By lower-case name. A default of None depends on the version: see `default_of`."""

ALIASES: Mapping[str, str] = {
    "challengeresponseauthentication": "kbdinteractiveauthentication",
    "skeyauthentication": "kbdinteractiveauthentication",
    "dsaauthentication": "pubkeyauthentication",
    "hostdsakey": "hostkey",
}

_SAME: Mapping[str, str] = {
    "all": "yes",
    "without-password": "prohibit-password",
}
_TIME = re.compile(r"([0-9]{1,9})([smhdwSMHDW]?)")
_FACTOR = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def known(keyword: str) -> str:
    """The option a keyword means, through aliases; empty when it is none of those judged."""
    name = ALIASES.get(keyword, keyword)
    return name if name in OPTIONS else ""


def value_of(name: str, words: tuple[str, ...]) -> Value:
    """What the arguments say, in one spelling; what cannot be read stays text, so that no judge takes it for a value.

    Algorithm lists come back as written in one word; `algorithms` resolves them against the default.
    """
    kind = OPTIONS[name].kind
    if kind is Kind.MANY and name == "port":
        return tuple(_number(word) for word in words)
    if kind in (Kind.WORDS, Kind.MANY):
        return words
    first = words[0] if words else ""
    if kind is Kind.NUMBER:
        return _number(first)
    if kind is Kind.SECONDS:
        return _seconds(first)
    if name == "loglevel":
        level = first.upper()
        return {"DEBUG1": "DEBUG", "SILENT": "QUIET"}.get(level, level)
    if kind is Kind.WORD:
        return _SAME.get(first.lower(), first.lower())
    return "none" if first.lower() == "none" else first


def algorithms(written: str, default: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The list sshd offers for what is written; None when that depends on a default list which is not known."""
    sign, names = written[:1], tuple(name for name in written.lstrip("+-^").split(",") if name)
    if sign not in ("+", "-", "^"):
        return names
    if default is None:
        return None
    if sign == "+":
        return (*default, *(name for name in names if name not in default))
    if sign == "-":
        return tuple(name for name in default if not any(fits(name, pattern) for pattern in names))
    return (*names, *(name for name in default if name not in names))


def fits(name: str, pattern: str) -> bool:
    """Whether an OpenSSH pattern (`*` and `?` only) fits a name; time is at most the product of the lengths."""
    i = j = mark = 0
    star = -1
    while i < len(name):
        if pattern[j : j + 1] == "*":
            star, mark = j, i
            j += 1
        elif pattern[j : j + 1] in ("?", name[i]):
            i, j = i + 1, j + 1
        elif star >= 0:
            mark += 1
            i, j = mark, star + 1
        else:
            return False
    return not pattern[j:].strip("*")


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def _seconds(text: str) -> int | str:
    """`90`, `2m` or `1h30m` in seconds, as sshd reads times."""
    total, at = 0, 0
    while at < len(text):
        match = _TIME.match(text, at)
        if match is None:
            return text
        total += int(match[1]) * _FACTOR[match[2].lower()]
        at = match.end()
    return total if text else text
