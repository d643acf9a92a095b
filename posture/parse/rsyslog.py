"""Network destinations of rsyslog, in its old (`*.* @@host`) and its new (`action(type="omfwd" ...)`) syntax."""

from __future__ import annotations

import re
from collections.abc import Iterator

from posture.model.answer import File
from posture.parse.forwarding import Destination
from posture.parse.stripped import block_end, without_comments

SENDERS = frozenset(("omfwd", "omrelp", "omgssapi", "omkafka", "omelasticsearch", "omhttp"))
_ACTION = re.compile(r"\baction\s{0,20}\(", re.I)
_PAIR = re.compile(r"([A-Za-z0-9_.]{1,60})\s{0,20}=\s{0,20}\"([^\"]{0,500})\"")
_OLD = re.compile(r"(?:^|[ \t])(@{1,2}|:omrelp:|:omgssapi:)((?:\([^)\n]{0,40}\))?)([^\s;]{1,300})")
_INCLUDE = re.compile(r"\$IncludeConfig\s{1,50}(\S{1,300})|\binclude\s{0,20}\(([^)]{0,500})\)", re.I)


def includes(file: File) -> tuple[str, ...]:
    """Paths and globs the file includes."""
    found: list[str] = []
    for match in _INCLUDE.finditer(without_comments(file.text)):
        path = match[1] or dict(_pairs(match[2])).get("file", "")
        if path:
            found.append(path)
    return tuple(found)


def destinations(file: File) -> Iterator[Destination]:
    """What the file sends over the network."""
    text = without_comments(file.text)
    yield from _new(text, file)
    previous, depth = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        match = _OLD.search(line)
        if match and not _quoted(line, match.start()):
            selector = line[: match.start()].strip()
            selector = previous if selector == "&" else selector
            told = "unclear" if depth else scope(selector)
            yield Destination("rsyslog", _host(match[3]), told, file.source(number, line.strip()[:300]))
        first = line.split(None, 1)[:1]
        if first and first[0] != "&":
            previous = first[0]
        depth += line.count("{") - line.count("}")


def _quoted(line: str, position: int) -> bool:
    """Whether an @ belongs to a template or to a comparison rather than to an action."""
    start = line.lstrip()
    return (
        start.startswith(("$", "template", "set ", "module", "input", "global"))
        or line.count('"', 0, position) % 2 == 1
    )


def _host(target: str) -> str:
    text = target.lstrip(":")
    return text.partition("]")[0] + "]" if text.startswith("[") else text.partition(":")[0]


def _new(text: str, file: File) -> Iterator[Destination]:
    line, last, depth, end = 1, 0, 0, 0
    while match := _ACTION.search(text, end):
        between = text[last : match.start()]
        line += between.count("\n")
        depth += between.count("{") - between.count("}")
        last = match.start()
        end = block_end(text, match.end() - 1, "(", ")")
        pairs = dict(_pairs(text[match.end() : min(end, match.end() + 5000)]))
        if pairs.get("type", "").lower() not in SENDERS:
            continue
        target = next((pairs[name] for name in ("target", "server", "broker", "serverurl") if name in pairs), "")
        start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 1000)
        before = text[start : match.start()].strip() or _end_of(text[:start][-200:])
        at = file.source(line, text[start:end].partition("\n")[0].strip()[:300])
        yield Destination("rsyslog", target, "unclear" if depth else scope(before), at)


def _end_of(text: str) -> str:
    """`then` or `else` where the statement before leads into the next one."""
    word = text.split()[-1:] or [""]
    return "then (" if word[0] in ("then", "else", "&", "\\") else ""


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    return ((match[1].lower(), match[2]) for match in _PAIR.finditer(text))


def scope(selector: str) -> str:
    """Whether a selector lets the records of logins through: all, some (not those), or unclear."""
    if not selector:
        return "all"
    if selector[0] in ":!" or " " in selector or "(" in selector or "{" in selector or "." not in selector:
        return "unclear"
    return "all" if _lets_logins_through(selector.lower()) else "some"


def _lets_logins_through(selector: str) -> bool:
    """Whether records of authpriv at level info pass. Parts add to what passes or take from it, in order."""
    passes = False
    for part in selector.split(";"):
        facilities, _, level = part.partition(".")
        if not {"*", "authpriv", "10"} & set(facilities.split(",")):
            continue
        if level in ("*", "debug", "info", "=info"):
            passes = True
        elif level in ("none", "!*", "!debug", "!info", "!=info"):
            passes = False
    return passes
