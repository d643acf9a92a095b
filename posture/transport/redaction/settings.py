"""Takes secrets out of settings, line by line, whatever the format: ini, env, properties, YAML, JSON, XML, PHP,
Python, and the directives of servers.

The rule is to mask too much rather than too little: a value whose end is not certain is masked to the end of its
line, and what may continue it on later lines is masked too. Keys and line numbers stay, so a reader can
still say which key of which line holds a secret; the marks are those of `words.MARKS`. Everything here
works on ASCII alone, in step with the awk program of `awk`, which must give the same answer.
"""

from __future__ import annotations

import re

from posture.transport.redaction import words as w
from posture.transport.redaction.tokens import hide_blobs, mask_addresses, mask_before
from posture.transport.redaction.values import (
    QUOTES,
    applies,
    end_of_quote,
    is_secret_key,
    kept,
    known_end,
    lower,
    mask,
    starts,
    tail_of,
    unquoted,
)

_RUN = re.compile("[A-Za-z0-9_.-]+")


def redact_settings(text: str) -> str:
    """The text with its secrets masked and its lines counted as before. NUL bytes go, a last newline is added."""
    lines = text.replace("\0", "").split("\n")
    if not lines[-1]:
        lines.pop()
    masker = _Masker()
    return "".join(f"{masker.line(line)}\n" for line in lines)


class _Masker:
    """What is known from the lines before: which text is still open, under which indent."""

    def __init__(self) -> None:
        self.pem = False
        self.close = ""
        self.joined = False
        self.adjacent = False
        self.mode = ""
        self.indent = 0
        self.fresh = False
        self.section = False
        self.named = 0

    def line(self, raw: str) -> str:
        text = raw.removesuffix("\r")
        return self._any(text) + raw[len(text) :]

    def _any(self, text: str) -> str:
        if len(text.encode("utf-8", "surrogateescape")) > w.LONGEST_LINE:
            return self._too_long(text)
        if self.pem:
            self.pem = "-----END " not in text
            return ""
        if self.close:
            return self._closing(text)
        if self.joined:
            self.joined = applies("JOINER", text.rstrip(" \t"))
            return ""
        if self.mode:
            if self._inside(text):
                return self._nested(text)
            self.mode = ""
        return self._fresh_line(text)

    def _too_long(self, text: str) -> str:
        start = text.rfind("-----BEGIN ")
        if self.pem or start >= 0:
            self.pem = "-----END " not in (text[start:] if start >= 0 else text)
        return "<hidden>"

    def _closing(self, text: str) -> str:
        end = text.find(self.close) if len(self.close) > 1 else end_of_quote(text, 0, self.close)
        if end < 0:
            return ""
        rest = text[end + len(self.close) :]
        self.close = ""
        return self._scan(rest) if applies("BENIGN", rest) else ""

    def _inside(self, text: str) -> bool:
        inner = text.lstrip(" \t")
        if not inner:
            return True
        indent = len(text) - len(inner)
        fresh, self.fresh = self.fresh, False
        if self.mode in ("list", "map"):
            return not (indent <= self.indent and inner[0] in "])}")
        if indent > self.indent:
            return True
        if self.mode == "yaml" and indent == self.indent and (inner == "-" or inner.startswith("- ")):
            return True
        return fresh and inner[0] in "\"'" and not applies("NESTED", text)

    def _nested(self, text: str) -> str:
        """A line below a secret key: keys stay, values go."""
        inner = text.lstrip(" \t")
        if not inner:
            return text
        if self.mode in ("block", "list"):
            return ""
        if applies("CLOSERS_ONLY", text):
            return text
        return self._keyed("NESTED", text, inner)

    def _keyed(self, rule: str, text: str, inner: str) -> str:
        start = starts(rule, text)
        if start < 0:
            return text[: len(text) - len(inner)] + "<hidden>"
        core, tail = tail_of(text[start:])
        if core in ("", "{}", "[]", "()") or applies("FLAG", lower(core)) or applies("OPENERS", core):
            return text
        mark = mask(unquoted(core)) if is_secret_key(text[:start]) else "<hidden>"
        return text[:start] + mark + tail

    def _fresh_line(self, text: str) -> str:
        inner = text.lstrip(" \t")
        if self.adjacent and inner:
            self.adjacent = inner[0] in "\"'`+." and not applies("NEXT_KEY", text)
            if self.adjacent:
                return text[: len(text) - len(inner)] + "<hidden>"
        if applies("SECTION", text):
            self.section = is_secret_key(text)
            return text
        if self.section:
            return self._keyed("INI_KEY", text, inner) if inner else text
        if self.named and inner:
            start = starts("VALUE_LINE", text)
            self.named = 0 if start >= 0 else self.named - 1
            if start >= 0:
                masked, rest = self._value("", "assign", "", text[:start], text[start:], len(text) - len(inner))
                return text[:start] + masked + self._scan(rest)
        start = text.find("-----BEGIN ")
        return self._scan(text) if start < 0 else self._pem_line(text, start)

    def _pem_line(self, text: str, start: int) -> str:
        rest = text[start:]
        head = self._scan(text[:start])
        self.close = self.mode = ""
        self.joined = False
        self.pem = "-----END " not in rest
        return head + ("<redacted>" if applies("PEM_PRIVATE", rest) else "<hidden>")

    def _scan(self, text: str) -> str:
        """Mask the values of all secret keys on the line, then all that looks like a token by itself."""
        text = mask_addresses(text)
        indent = len(text) - len(text.lstrip(" \t"))
        out, rest = "", text
        while match := _RUN.search(rest):
            run, prefix = match[0], out + rest[: match.start()]
            out, rest = prefix + run, rest[match.end() :]
            if not is_secret_key(run):
                continue
            named = applies("NAMED", lower(prefix))
            if named:
                out = mask_before(prefix) + run
            kind, length = _separator(run, prefix, rest, named)
            if not kind:
                if named and applies("NAMED_END", rest):
                    self.named = 3
                continue
            sign = rest[:length]
            masked, rest = self._value(run, kind, prefix[-1:], sign, rest[length:], indent)
            out += sign + masked
        return hide_blobs(out + rest)

    def _value(self, key: str, kind: str, before: str, sign: str, value: str, indent: int) -> tuple[str, str]:
        """The mark for the value at the start of the text, and what of the line is still to be looked at."""
        if kind == "element":
            return self._element(value)
        sign = sign.rstrip(" \t")[-1:]
        if not value:
            self._open("yaml", indent)
            self.fresh = True
            return ("<empty>" if sign == "=" else ""), ""
        if sign == ":" and applies("BLOCK", value):
            self._open("block", indent)
            return ("<encrypted>" if value.startswith("!vault") else "<redacted>"), ""
        if value[0] in QUOTES:
            return self._quoted(key, value)
        if applies("OPENERS", value):
            self._open("map" if value.rstrip(" \t").endswith("{") else "list", indent)
            return value, ""
        known = known_end(key, value, before)
        return known or self._to_the_end(kind, value, indent)

    def _open(self, mode: str, indent: int) -> None:
        self.mode, self.indent = mode, indent

    def _to_the_end(self, kind: str, value: str, indent: int) -> tuple[str, str]:
        core, tail = tail_of(value)
        if value.endswith("\\"):
            self.joined = True
        if (core[:1] in ("(", "[", "{") and _unbalanced(core)) or applies("CONTINUED_CALL", core):
            self._open("list", indent)
        mark = mask(core)
        return ("<hidden>" if kind == "space" else mark) + tail, ""

    def _quoted(self, key: str, value: str) -> tuple[str, str]:
        quote = value[0]
        width = 3 if value.startswith(quote * 3) else 1
        end = value.find(quote * 3, 3) if width == 3 else end_of_quote(value, 1, quote)
        if end < 0:
            self.close = quote * width
            return f"{quote}<redacted>", ""
        core, rest = value[width:end], value[end + width :]
        if not applies("BENIGN", rest):
            self.joined = applies("JOINER", rest.rstrip(" \t"))
            return f"{quote}<redacted>{quote}{tail_of(rest)[1]}", ""
        self.adjacent = not rest.strip(" \t")
        return f"{quote}{core if kept(key, core) else mask(core)}{quote}", rest

    def _element(self, value: str) -> tuple[str, str]:
        if value.startswith("<![CDATA["):
            end = value.find("]]>")
            if end < 0:
                self.close = "]]>"
                return "<redacted>", ""
            return mask(value[9:end]), value[end + 3 :]
        end = value.find("<")
        if end < 0:
            self.close = "</"
            return ("<redacted>" if value.strip(" \t") else ""), ""
        return (mask(value[:end]) if end else ""), value[end:]


def _separator(run: str, prefix: str, rest: str, named: bool) -> tuple[str, int]:
    """How the value is joined to its key, and how much of the text that takes; an empty kind when it is not."""
    length = starts("ASSIGN", rest)
    if length >= 0:
        return "assign", length
    before = prefix[-1:]
    if before in ('"', "'") and prefix[:-1].rstrip(" \t").endswith("(") and (length := starts("ARGUMENT", rest)) >= 0:
        return "assign", length
    if named and (length := starts("PAIR", rest)) >= 0:
        return "assign", length
    if prefix.lstrip(" \t")[:1] == "<" and not prefix.endswith("</"):
        length = starts("TAG", rest) if before == "<" else starts("ELEMENT", rest)
        if length >= 0:
            return "element", length
    length = starts("SPACE", rest)
    if length < 0 or length == len(rest) or before in ('"', "'"):
        return "", 0
    if lower(re.sub("[ \t#;*/$@%-]", "", prefix)) in w.LEADS or run.upper() == run:
        return "lead", length
    return ("space", length) if applies("WHOLE_WORD", lower(run)) else ("", 0)


def _unbalanced(text: str) -> bool:
    return sum(text.count(char) for char in "([{") > sum(text.count(char) for char in ")]}")
