"""Network destinations of syslog-ng: destinations with a network driver that a log path uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from posture.model.answer import File
from posture.model.evidence import Source
from posture.parse.forwarding import Destination
from posture.parse.stripped import block_end, without_comments

_BLOCK = re.compile(r"\b(destination|log)\b\s{0,20}([A-Za-z0-9_.\-]{0,100})\s{0,20}\{")
_DRIVER = re.compile(
    r"\b(?:network|tcp6?|udp6?|syslog|relp|kafka-c|elasticsearch-http|http)\s{0,20}"
    r"\(\s{0,20}[\"']?([^\"'\s)]{0,300})"
)
_USED = re.compile(r"\bdestination\s{0,20}\(\s{0,20}[\"']?([A-Za-z0-9_.\-]{1,100})")
_INCLUDE = re.compile(r"^\s{0,50}@include\s{1,50}[\"']?([^\"'\s]{1,300})", re.M)


def includes(file: File) -> tuple[str, ...]:
    """Paths and globs the file includes; relative ones are looked for in /etc/syslog-ng."""
    paths = [match[1] for match in _INCLUDE.finditer(without_comments(file.text, block=False))]
    return tuple(path if path.startswith("/") else f"/etc/syslog-ng/{path}" for path in paths)


def destinations(files: Iterable[File]) -> Iterator[Destination]:
    """What all files together send over the network."""
    drivers: dict[str, tuple[str, Source]] = {}
    used: dict[str, str] = {}
    for file in files:
        for kind, name, body, at in _blocks(file):
            if kind == "destination":
                match = _DRIVER.search(body)
                if match:
                    drivers[name] = (match[1], at)
                continue
            scope = "unclear" if re.search(r"\b(?:filter|if|channel)\b", body) else "all"
            for match in _USED.finditer(body):
                if used.get(match[1]) != "all":
                    used[match[1]] = scope
    for name, (target, at) in drivers.items():
        if name in used:
            yield Destination("syslog-ng", target, used[name], at)


def _blocks(file: File) -> Iterator[tuple[str, str, str, Source]]:
    text = without_comments(file.text, block=False)
    position, line, last = 0, 1, 0
    while match := _BLOCK.search(text, position):
        line += text.count("\n", last, match.start())
        last = match.start()
        end = block_end(text, match.end() - 1, "{", "}")
        yield (
            match[1],
            match[2],
            text[match.end() : end],
            file.source(line, text[match.start() : end].split("\n")[0][:300]),
        )
        position = end
