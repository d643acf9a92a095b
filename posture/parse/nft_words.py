"""The words of an nftables file (nft(8), section "input file formats"), with the place of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source

END = ";"
MOST_WORDS = 400_000
DEEPEST_INCLUDE = 16
"""As in nft itself."""

_WORD = re.compile(r'[ \t\r\f\v]+|#[^\n]*|\\\n|"[^"\n]*"|[\n;{}]|[^\s;{}"#\\]+|.', re.ASCII)


@dataclass(frozen=True, slots=True)
class Word:
    """One word; a line end is the word `;`, a quoted text is without its quotes."""

    text: str
    file: File
    line: int
    quoted: bool = False

    def source(self, excerpt: str) -> Source:
        """Its line, with a text to show."""
        return self.file.source(self.line, excerpt[:200])


Include = Callable[[str], tuple[File, ...]]


def words(file: File, include: Include) -> list[Word]:
    """All words in the order nft meets them, included files in place. At most MOST_WORDS."""
    found: list[Word] = []
    for word in _with_includes(file, include, 0):
        found.append(word)
        if len(found) >= MOST_WORDS:
            break
    return found


def includes(file: File) -> tuple[str, ...]:
    """The patterns that `include` statements name, as they stand."""
    return tuple(word.text for before, word in _pairs(file) if before == "include" and word.quoted)


def _pairs(file: File) -> Iterator[tuple[str, Word]]:
    before = ""
    for word in _plain(file):
        yield before, word
        before = "" if word.quoted else word.text


def _with_includes(file: File, include: Include, depth: int) -> Iterator[Word]:
    waiting: Word | None = None
    for before, word in _pairs(file):
        if before == "include" and word.quoted:
            waiting = None
            for inner in include(word.text) if depth < DEEPEST_INCLUDE else ():
                yield from _with_includes(inner, include, depth + 1)
            continue
        if waiting is not None:
            yield waiting
        waiting = word
    if waiting is not None:
        yield waiting
    yield Word(END, file, file.text.count("\n") + 1)


def _plain(file: File) -> Iterator[Word]:
    line = 1
    for match in _WORD.finditer(file.text):
        text = match[0]
        if text == "\n":
            yield Word(END, file, line)
            line += 1
        elif text == "\\\n":
            line += 1
        elif text[0] == '"' and len(text) > 1:
            yield Word(text[1:-1], file, line, quoted=True)
        elif not text[0].isspace() and text[0] != "#":
            yield Word(text, file, line)
