"""Keys and values of settings: which key names a secret, and which mark stands for a value. ASCII alone."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

from posture.transport.redaction import words as w

QUOTES = "\"'`"
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_WORD = re.compile("[A-Za-z0-9_.~-]+")
_PATH = re.compile("[A-Za-z0-9_./:-]+")
_QUERY = re.compile("[^&\"' \t<>]*")
RULES = {name: re.compile(value) for name, value in vars(w).items() if name.isupper() and isinstance(value, str)}
"""The patterns of `words` by name."""


def applies(name: str, text: str) -> bool:
    return RULES[name].search(text) is not None


def starts(name: str, text: str) -> int:
    """The length of the match at the start of the text, or -1."""
    match = RULES[name].match(text)
    return match.end() if match else -1


def lower(text: str) -> str:
    return text.translate(_LOWER)


def is_secret_key(key: str) -> bool:
    """Whether a value under this key is taken for a secret."""
    low = lower(key)
    return (applies("SECRET_KEY", low) or applies("CAMEL_KEY", key)) and not applies("NO_SECRET", low)


def mask(value: str) -> str:
    """The mark for a value without its quotes."""
    core = value.strip(" \t")
    while True:
        low = lower(core)
        if core in w.MARKS:
            return core
        if applies("NOTHING", low):
            return "<empty>"
        if low in w.DEFAULT_SECRETS:
            return "<default>"
        if applies("REFERENCE", core):
            return "<reference>"
        if applies("ENCRYPTED", low):
            return "<encrypted>"
        start = starts("FALLBACK", core)
        if start < 0 or not core.endswith("}"):
            return "<redacted>"
        core = core[start:-1].strip(" \t")


def kept(key: str, value: str) -> bool:
    """Whether the value is no secret although its key has a secret word: a flag, a size, a path, a method."""
    key, low = lower(key), lower(value)
    return (
        applies("FLAG", low)
        or (applies("SIZE_KEY", key) and applies("SIZE_VALUE", low))
        or (applies("KIND_KEY", key) and applies("KIND_VALUE", low))
        or (applies("PATH_KEY", key) and applies("PATH_VALUE", value))
    )


def tail_of(value: str) -> tuple[str, str]:
    """The value, and what closes it on the line: blanks and one comma or semicolon."""
    core = value.rstrip(" \t")
    if core[-1:] in (",", ";"):
        core = core[:-1].rstrip(" \t")
    return core, value[len(core) :]


def unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] in QUOTES and value[-1] == value[0]:
        return value[1:-1]
    return value


def end_of_quote(text: str, start: int, quote: str) -> int:
    """Where a quoted text ends: neither an escaped nor a doubled quote; -1 when it does not."""
    at = start
    while (at := text.find(quote, at)) >= 0:
        escapes = at
        while escapes > start and text[escapes - 1] == "\\":
            escapes -= 1
        if (at - escapes) % 2:
            at += 1
        elif text[at + 1 : at + 2] == quote:
            at += 2
        else:
            return at
    return -1


def known_end(key: str, value: str, before: str) -> tuple[str, str] | None:
    """A value that is no secret, or whose end is certain."""
    closed = starts("CLOSED", value)
    if closed > 0:
        return value[:closed], value[closed:]
    word = leading(_WORD, value)
    after = value[len(word) :]
    if word and applies("BENIGN", after):
        if applies("NOTHING", lower(word)):
            return "<empty>", after
        if kept(key, word):
            return word, after
    if word and re.search("^[0-9]+$", word) and re.search("^[ \t]*[,}]", after):
        return mask(word), after
    path = leading(_PATH, value)
    if path and kept(key, path) and applies("BENIGN", value[len(path) :]):
        return path, value[len(path) :]
    if before in ("?", "&"):
        query = leading(_QUERY, value)
        return mask(query), value[len(query) :]
    return None


def leading(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    return match[0] if match else ""
