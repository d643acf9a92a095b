"""Hostile text made harmless to look at.

A scanned host chooses its file names, account names and configuration lines. Markup in them is the
template's concern (autoescape); what remains are characters that act without being seen: terminal
escapes, bidirectional overrides, zero-width joints, lone surrogates. They become backslash notation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ACTING = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and newline, DEL, C1
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # soft hyphen, joiners, letters drawn as nothing
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, separators, bidirectional controls
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # surrogates and noncharacters
    "\U000e0000-\U000e0fff"  # tags, with which text can be smuggled
    "]"
)
_LAYOUT = re.compile("[\t\n]")

LONGEST_LINE = 400
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; `code` where the author wrote it between backticks."""

    text: str
    code: bool


def visible(text: str, longest: int = LONGEST_TEXT) -> str:
    """`text` with every acting character spelled out; tabs and newlines stay. Cut after `longest` characters,
    and then it says how many were left out."""
    shown = _ACTING.sub(_spell, text[:longest])
    left_out = len(text) - longest
    return f"{shown} … ({left_out} more characters)" if left_out > 0 else shown


def visible_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Like `visible`, for a place that holds one line: tabs and newlines are spelled out as well."""
    return _LAYOUT.sub(_spell, visible(text, longest))


def spans(text: str) -> tuple[Span, ...]:
    """Visible text split at its backticks; text with an odd number of them is left as it is."""
    shown = visible(text.strip())
    if shown.count("`") % 2:
        return (Span(shown, code=False),)
    pieces = enumerate(shown.split("`"))
    return tuple(Span(piece, code=bool(index % 2)) for index, piece in pieces if piece)


def _spell(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n\r":
        return {"\t": "\\t", "\n": "\\n", "\r": "\\r"}[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
