"""The lines of an sshd_config, split into words as sshd(8) splits them (OpenSSH 8.7 and later).

The keyword ends at white space or one `=`; the arguments follow the rules of a shell with quotes but without
expansion; an unquoted word that begins with `#` ends the line. A carriage return at the end is white space.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.evidence import Source

BLANK = " \t\r\n"
LONGEST_MATCH = 16384
"""Characters of a Match line that are read: hostile text must not cost quadratic time."""
_CRITERIA = {
    "user": "User",
    "group": "Group",
    "host": "Host",
    "address": "Address",
    "localaddress": "LocalAddress",
    "localport": "LocalPort",
    "rdomain": "RDomain",
}


@dataclass(frozen=True, slots=True)
class Directive:
    """One line that says something. `keyword` is lower case; `words` are its arguments without quotes.

    A line sshd would refuse (no argument, an open quote) has no words.
    """

    keyword: str
    words: tuple[str, ...]
    at: Source

    @property
    def criteria(self) -> str:
        """What follows `Match`, in one spelling: `User bob`, `all`."""
        pairs = iter(self.words)
        parts = []
        for name in pairs:
            if name.lower() == "all":
                parts.append("all")
            else:
                parts.append(f"{_CRITERIA.get(name.lower(), name)} {next(pairs, '')}".strip())
        return " ".join(parts)


def directives(file: File) -> Iterator[Directive]:
    """The directives of a file in order, each with its line."""
    for number, line in enumerate(file.text.split("\n"), 1):
        directive = directive_of(line, file.source(number, line.strip(BLANK + "\f")))
        if directive is not None:
            yield directive


def directive_of(line: str, at: Source) -> Directive | None:
    """The directive of one line; None for a blank line and a comment."""
    text = line.strip(BLANK + "\f")
    keyword, rest = delimited(text)
    if not keyword or keyword.startswith("#"):
        return None
    keyword = keyword.lower()
    return Directive(keyword, match_words(rest) if keyword == "match" else words(rest), at)


def delimited(text: str) -> tuple[str, str]:
    """The first word up to white space, a quote pair or one `=`, and the rest after it."""
    end = next((i for i, char in enumerate(text) if char in BLANK or char in '"='), len(text))
    if end < len(text) and text[end] == '"':
        close = text.find('"', end + 1)
        if close < 0:
            return "", ""
        return text[:end] + text[end + 1 : close], text[close + 1 :].lstrip(BLANK)
    word, rest = text[:end], text[end:]
    if rest.startswith("="):
        return word, rest[1:].lstrip(BLANK)
    rest = rest.lstrip(BLANK)
    return word, rest[1:].lstrip(BLANK) if rest.startswith("=") else rest


def match_words(text: str) -> tuple[str, ...]:
    """The words of a Match line, where `User=bob` is two."""
    text, found = text[:LONGEST_MATCH], []
    while text:
        word, text = delimited(text)
        if word.startswith("#"):
            break
        if not word:
            return ()
        found.append(word)
    return tuple(found)


def words(text: str) -> tuple[str, ...]:
    """The arguments of a line; none when a quote stays open, which sshd refuses."""
    found: list[str] = []
    position = 0
    while position < len(text):
        if text[position] in " \t":
            position += 1
        elif text[position] == "#":
            break
        else:
            word, position = _word(text, position)
            if position < 0:
                return ()
            found.append(word)
    return tuple(found)


def _word(text: str, position: int) -> tuple[str, int]:
    """One argument from `position`, and where it ends; -1 when a quote stays open."""
    quote, letters = "", []
    while position < len(text):
        char = text[position]
        following = text[position + 1 : position + 2]
        if char == "\\" and following and (following in "'\"\\" or (following == " " and not quote)):
            letters.append(following)
            position += 1
        elif not quote and char in " \t":
            break
        elif not quote and char in "'\"":
            quote = char
        elif quote and char == quote:
            quote = ""
        else:
            letters.append(char)
        position += 1
    return "".join(letters), -1 if quote else position
