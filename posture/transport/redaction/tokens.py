"""Secrets that are known by their surroundings or looks, not by a key: in addresses, headers, `user` lines, tokens."""

from __future__ import annotations

import re

from posture.transport.redaction.values import RULES, applies, leading, lower, mask

_SPAN = re.compile("[^ \t\"'<>`]*")
_PORT = re.compile("^[0-9]*/")
_TOKEN = re.compile("^[A-Za-z0-9_.~-]+$")
_REDIS_WORD = re.compile("[ \t][><#!][^ \t]+")


def mask_before(prefix: str) -> str:
    """`value="x" name="password"`: the value may stand first."""
    match = RULES["VALUE_BEFORE"].search(prefix)
    if not match:
        return prefix
    return f'{prefix[: match.start()]}value="<redacted>"{prefix[match.end() :]}'


def mask_addresses(text: str) -> str:
    """Mask what addresses, headers and Redis' `user` lines carry."""
    text = _urls(text)
    for rule in ("DRIVER_ADDRESS", "ORACLE_ADDRESS") if applies("DRIVER_SIGN", text) else ():
        match = RULES[rule].search(text)
        if match:
            last = match[0].rfind("@")
            text = f"{text[: match.start()]}<redacted>{match[0][last:]}{text[match.end() :]}"
    out, rest = "", text
    while match := RULES["BEARER"].search(lower(rest)):
        start = max(match[0].rfind(" "), match[0].rfind("\t")) + 1 + match.start()
        secret = rest[start : match.end()]
        out, rest = out + rest[:start] + ("<hidden>" if len(secret) >= 8 else secret), rest[match.end() :]
    text = out + rest
    return _redis_user(text) if applies("REDIS_USER", lower(text)) else text


def _urls(text: str) -> str:
    out, rest = "", text
    while (start := rest.find("://")) >= 0:
        out, rest = out + rest[: start + 3], rest[start + 3 :]
        span = leading(_SPAN, rest)
        at, colon = span.rfind("@"), span.find(":")
        if "@" not in rest:
            break
        if at < 0:
            continue
        if 0 <= colon < at:
            secret = span[colon + 1 : at]
            if not _PORT.search(secret):
                out, rest = f"{out}{span[: colon + 1]}{mask(secret)}", rest[at:]
        elif at >= 16 and _TOKEN.search(span[:at]):
            out, rest = out + "<hidden>", rest[at:]
    return out + rest


def _redis_user(text: str) -> str:
    quoted = min((at for at in (text.find('"'), text.find("'")) if at >= 0), default=-1)
    if quoted >= 0:
        return text[:quoted] + "<redacted>"
    out, rest = "", text
    while match := _REDIS_WORD.search(rest):
        word = match[0]
        mark = mask(word[2:]) if word[1] == ">" else "<encrypted>" if word[1] in "#!" else "<redacted>"
        out, rest = out + rest[: match.start()] + word[:2] + mark, rest[match.end() :]
    return out + rest


def hide_blobs(text: str) -> str:
    return RULES["BLOB"].sub(lambda match: "<hidden>" if _is_blob(match[0]) else match[0], text)


def _is_blob(word: str) -> bool:
    """Whether a word by itself looks like a key or token: long and mixed."""
    if len(word) < 20 or not re.search("[0-9]", word):
        return False
    if len(word) == 20 and re.search("^A[KS]IA[A-Z0-9]*$", word):
        return True
    if len(word) >= 32 and re.search("^([0-9a-f]*|[0-9A-F]*)$", word) and re.search("[A-Fa-f]", word):
        return True
    mixed = re.search("[a-z]", word) and re.search("[A-Z]", word) and re.search("[0-9].*[0-9]", word)
    return len(word) >= 24 and bool(mixed)
