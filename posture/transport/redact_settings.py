"""Takes secrets out of settings, line by line, whatever the format: ini, env, properties, YAML, JSON, XML, PHP,
Python, and the directives of servers.

The rule is to mask too much rather than too little: a value whose end is not certain is masked to the end of its
line, and what may continue it on later lines is masked too. Keys and line numbers stay, so a reader can
still say which key of which line holds a secret; the marks are those of `redact_words.MARKS`. Everything here
works on ASCII alone, in step with the awk program of `redact_awk`, which must give the same answer.
"""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase

from posture.transport import redact_words as w

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_QUOTES = "\"'`"
_RUN = re.compile("[A-Za-z0-9_.-]+")
_WORD = re.compile("[A-Za-z0-9_.~-]+")
_PATH = re.compile("[A-Za-z0-9_./:-]+")
_QUERY = re.compile("[^&\"' \t<>]*")
_SPAN = re.compile("[^ \t\"'<>`]*")
_PORT = re.compile("^[0-9]*/")
_TOKEN = re.compile("^[A-Za-z0-9_.~-]+$")
_REDIS_WORD = re.compile("[ \t][><#!][^ \t]+")
_RULES = {name: re.compile(value) for name, value in vars(w).items() if name.isupper() and isinstance(value, str)}


def redact_settings(text: str) -> str:
    """The text with its secrets masked and its lines counted as before. NUL bytes go, a last newline is added."""
    lines = text.replace("\0", "").split("\n")
    if not lines[-1]:
        lines.pop()
    masker = _Masker()
    return "".join(f"{masker.line(line)}\n" for line in lines)


def _is(name: str, text: str) -> bool:
    return _RULES[name].search(text) is not None


def _starts(name: str, text: str) -> int:
    """The length of the match at the start of the text, or -1."""
    match = _RULES[name].match(text)
    return match.end() if match else -1


def _lower(text: str) -> str:
    return text.translate(_LOWER)


def is_secret_key(key: str) -> bool:
    """Whether a value under this key is taken for a secret."""
    low = _lower(key)
    return (_is("SECRET_KEY", low) or _is("CAMEL_KEY", key)) and not _is("NO_SECRET", low)


def mask(value: str) -> str:
    """The mark for a value without its quotes."""
    core = value.strip(" \t")
    while True:
        low = _lower(core)
        if core in w.MARKS:
            return core
        if _is("NOTHING", low):
            return "<empty>"
        if low in w.DEFAULT_SECRETS:
            return "<default>"
        if _is("REFERENCE", core):
            return "<reference>"
        if _is("ENCRYPTED", low):
            return "<encrypted>"
        start = _starts("FALLBACK", core)
        if start < 0 or not core.endswith("}"):
            return "<redacted>"
        core = core[start:-1].strip(" \t")


def _kept(key: str, value: str) -> bool:
    """Whether the value is no secret although its key has a secret word: a flag, a size, a path, a method."""
    key, low = _lower(key), _lower(value)
    return (
        _is("FLAG", low)
        or (_is("SIZE_KEY", key) and _is("SIZE_VALUE", low))
        or (_is("KIND_KEY", key) and _is("KIND_VALUE", low))
        or (_is("PATH_KEY", key) and _is("PATH_VALUE", value))
    )


def _tail(value: str) -> tuple[str, str]:
    """The value, and what closes it on the line: blanks and one comma or semicolon."""
    core = value.rstrip(" \t")
    if core[-1:] in (",", ";"):
        core = core[:-1].rstrip(" \t")
    return core, value[len(core) :]


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] in _QUOTES and value[-1] == value[0]:
        return value[1:-1]
    return value


def _end_of_quote(text: str, start: int, quote: str) -> int:
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
            self.joined = _is("JOINER", text.rstrip(" \t"))
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
        end = text.find(self.close) if len(self.close) > 1 else _end_of_quote(text, 0, self.close)
        if end < 0:
            return ""
        rest = text[end + len(self.close) :]
        self.close = ""
        return self._scan(rest) if _is("BENIGN", rest) else ""

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
        return fresh and inner[0] in "\"'" and not _is("NESTED", text)

    def _nested(self, text: str) -> str:
        """A line below a secret key: keys stay, values go."""
        inner = text.lstrip(" \t")
        if not inner:
            return text
        if self.mode in ("block", "list"):
            return ""
        if _is("CLOSERS_ONLY", text):
            return text
        return self._keyed("NESTED", text, inner)

    def _keyed(self, rule: str, text: str, inner: str) -> str:
        start = _starts(rule, text)
        if start < 0:
            return text[: len(text) - len(inner)] + "<hidden>"
        core, tail = _tail(text[start:])
        if core in ("", "{}", "[]", "()") or _is("FLAG", _lower(core)) or _is("OPENERS", core):
            return text
        mark = mask(_unquoted(core)) if is_secret_key(text[:start]) else "<hidden>"
        return text[:start] + mark + tail

    def _fresh_line(self, text: str) -> str:
        inner = text.lstrip(" \t")
        if self.adjacent and inner:
            self.adjacent = inner[0] in "\"'`+." and not _is("NEXT_KEY", text)
            if self.adjacent:
                return text[: len(text) - len(inner)] + "<hidden>"
        if _is("SECTION", text):
            self.section = is_secret_key(text)
            return text
        if self.section:
            return self._keyed("INI_KEY", text, inner) if inner else text
        if self.named and inner:
            start = _starts("VALUE_LINE", text)
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
        return head + ("<redacted>" if _is("PEM_PRIVATE", rest) else "<hidden>")

    def _scan(self, text: str) -> str:
        """Mask the values of all secret keys on the line, then all that looks like a token by itself."""
        text = _addresses(text)
        indent = len(text) - len(text.lstrip(" \t"))
        out, rest = "", text
        while match := _RUN.search(rest):
            run, prefix = match[0], out + rest[: match.start()]
            out, rest = prefix + run, rest[match.end() :]
            if not is_secret_key(run):
                continue
            named = _is("NAMED", _lower(prefix))
            if named:
                out = _mask_before(prefix) + run
            kind, length = _separator(run, prefix, rest, named)
            if not kind:
                if named and _is("NAMED_END", rest):
                    self.named = 3
                continue
            sign = rest[:length]
            masked, rest = self._value(run, kind, prefix[-1:], sign, rest[length:], indent)
            out += sign + masked
        return _hide_blobs(out + rest)

    def _value(self, key: str, kind: str, before: str, sign: str, value: str, indent: int) -> tuple[str, str]:
        """The mark for the value at the start of the text, and what of the line is still to be looked at."""
        if kind == "element":
            return self._element(value)
        sign = sign.rstrip(" \t")[-1:]
        if not value:
            self._open("yaml", indent)
            self.fresh = True
            return ("<empty>" if sign == "=" else ""), ""
        if sign == ":" and _is("BLOCK", value):
            self._open("block", indent)
            return ("<encrypted>" if value.startswith("!vault") else "<redacted>"), ""
        if value[0] in _QUOTES:
            return self._quoted(key, value)
        if _is("OPENERS", value):
            self._open("map" if value.rstrip(" \t").endswith("{") else "list", indent)
            return value, ""
        known = _known_end(key, value, before)
        return known or self._to_the_end(kind, value, indent)

    def _open(self, mode: str, indent: int) -> None:
        self.mode, self.indent = mode, indent

    def _to_the_end(self, kind: str, value: str, indent: int) -> tuple[str, str]:
        core, tail = _tail(value)
        if value.endswith("\\"):
            self.joined = True
        if (core[:1] in ("(", "[", "{") and _unbalanced(core)) or _is("CONTINUED_CALL", core):
            self._open("list", indent)
        mark = mask(core)
        return ("<hidden>" if kind == "space" else mark) + tail, ""

    def _quoted(self, key: str, value: str) -> tuple[str, str]:
        quote = value[0]
        width = 3 if value.startswith(quote * 3) else 1
        end = value.find(quote * 3, 3) if width == 3 else _end_of_quote(value, 1, quote)
        if end < 0:
            self.close = quote * width
            return f"{quote}<redacted>", ""
        core, rest = value[width:end], value[end + width :]
        if not _is("BENIGN", rest):
            self.joined = _is("JOINER", rest.rstrip(" \t"))
            return f"{quote}<redacted>{quote}{_tail(rest)[1]}", ""
        self.adjacent = not rest.strip(" \t")
        return f"{quote}{core if _kept(key, core) else mask(core)}{quote}", rest

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
    length = _starts("ASSIGN", rest)
    if length >= 0:
        return "assign", length
    before = prefix[-1:]
    if before in ('"', "'") and prefix[-2:-1] == "(" and (length := _starts("ARGUMENT", rest)) >= 0:
        return "assign", length
    if named and (length := _starts("PAIR", rest)) >= 0:
        return "assign", length
    if prefix.lstrip(" \t")[:1] == "<" and not prefix.endswith("</"):
        length = _starts("TAG", rest) if before == "<" else _starts("ELEMENT", rest)
        if length >= 0:
            return "element", length
    length = _starts("SPACE", rest)
    if length < 0 or length == len(rest) or before in ('"', "'"):
        return "", 0
    if _lower(re.sub("[ \t#;*/$@%-]", "", prefix)) in w.LEADS or run.upper() == run:
        return "lead", length
    return ("space", length) if _is("WHOLE_WORD", _lower(run)) else ("", 0)


def _known_end(key: str, value: str, before: str) -> tuple[str, str] | None:
    """A value that is no secret, or whose end is certain."""
    closed = _starts("CLOSED", value)
    if closed > 0:
        return value[:closed], value[closed:]
    word = _leading(_WORD, value)
    after = value[len(word) :]
    if word and _is("BENIGN", after):
        if _is("NOTHING", _lower(word)):
            return "<empty>", after
        if _kept(key, word):
            return word, after
    if word and re.search("^[0-9]+$", word) and re.search("^[ \t]*[,}]", after):
        return mask(word), after
    path = _leading(_PATH, value)
    if path and _kept(key, path) and _is("BENIGN", value[len(path) :]):
        return path, value[len(path) :]
    if before in ("?", "&"):
        query = _leading(_QUERY, value)
        return mask(query), value[len(query) :]
    return None


def _leading(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    return match[0] if match else ""


def _unbalanced(text: str) -> bool:
    return sum(text.count(char) for char in "([{") > sum(text.count(char) for char in ")]}")


def _mask_before(prefix: str) -> str:
    """`value="x" name="password"`: the value may stand first."""
    match = _RULES["VALUE_BEFORE"].search(prefix)
    if not match:
        return prefix
    return f'{prefix[: match.start()]}value="<redacted>"{prefix[match.end() :]}'


def _addresses(text: str) -> str:
    """Mask what addresses, headers and Redis' `user` lines carry."""
    text = _urls(text)
    for rule in ("DRIVER_ADDRESS", "ORACLE_ADDRESS") if _is("DRIVER_SIGN", text) else ():
        match = _RULES[rule].search(text)
        if match:
            last = match[0].rfind("@")
            text = f"{text[: match.start()]}<redacted>{match[0][last:]}{text[match.end() :]}"
    out, rest = "", text
    while match := _RULES["BEARER"].search(_lower(rest)):
        start = max(match[0].rfind(" "), match[0].rfind("\t")) + 1 + match.start()
        secret = rest[start : match.end()]
        out, rest = out + rest[:start] + ("<hidden>" if len(secret) >= 8 else secret), rest[match.end() :]
    text = out + rest
    return _redis_user(text) if _is("REDIS_USER", _lower(text)) else text


def _urls(text: str) -> str:
    out, rest = "", text
    while (start := rest.find("://")) >= 0:
        out, rest = out + rest[: start + 3], rest[start + 3 :]
        span = _leading(_SPAN, rest)
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


def _hide_blobs(text: str) -> str:
    return _RULES["BLOB"].sub(lambda match: "<hidden>" if _is_blob(match[0]) else match[0], text)


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
