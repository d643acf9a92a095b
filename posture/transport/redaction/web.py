"""Takes secrets out of the configuration of nginx and Apache and leaves its structure as it is.

Only the text of a secret argument becomes `<redacted>`: names, quotes, braces, semicolons, variables and line numbers
stay, because the daemon's parser has to read on. Comments are read too: a secret that is commented out is still a
secret. Everything here works byte by byte, in step with `web_awk`, which must give the same answer.
"""

from __future__ import annotations

import re

from posture.transport.redaction import web_words as w
from posture.transport.redaction.values import lower

MASK = "<redacted>"
_RULES = {name: re.compile(value) for name, value in vars(w).items() if name.isupper() and isinstance(value, str)}
_RUN = re.compile("[A-Za-z0-9_.-]+")
_BLANKS = re.compile("[ \t]+")
_INDENT = re.compile("[ \t]*")
_INDENT_HASHED = re.compile("[ \t#]*")


def redact_web(text: str) -> str:
    """The text with its secrets masked and its lines counted as before. NUL bytes go, a last newline is added."""
    octets = text.replace("\0", "").encode("utf-8", "surrogateescape").decode("latin-1")
    lines = octets.split("\n")
    if not lines[-1]:
        lines.pop()
    masker = _Masker()
    shown = "".join(f"{masker.line(line)}\n" for line in lines)
    return shown.encode("latin-1").decode("utf-8", "surrogateescape")


def _applies(name: str, text: str) -> bool:
    return _RULES[name].search(text) is not None


def _match(name: str, text: str) -> str:
    found = _RULES[name].search(text)
    return found[0] if found else ""


def _is_secret(name: str) -> bool:
    return _applies("SECRET", name) and not _applies("PUBLIC", name)


class _Masker:
    """What is known from the lines before: a value, a quote or a map that is still open."""

    def __init__(self) -> None:
        self.words = 0
        """Arguments that are yet to be masked."""
        self.close = ""
        """The quote that ends the argument that is being masked."""
        self.hashed = False
        """Whether these stand in a comment."""
        self.apache = self.expression = self.cookie = False
        self.carry = ""
        self.keys = self.values = self.map_hashed = False
        """Whether a map is open whose keys or values are secrets, and whether it stands in a comment."""
        self.waits = False
        """Whether its brace is yet to come."""

    def line(self, raw: str) -> str:
        text = raw.removesuffix("\r")
        return self._any(text) + raw[len(text) :]

    def _any(self, text: str) -> str:
        inner = text.lstrip(" \t")
        hashed = inner.startswith("#")
        if len(text) > w.LONGEST_LINE:
            return ("#" if hashed else "") + w.TOO_LONG + _backslash(text)
        if self.hashed and not hashed:
            self._settle()
        if self.close:
            return self._closing(text)
        text = _urls(text)
        if self.words:
            if not inner or (hashed and not self.hashed and not self.apache):
                return self._aside(text)
            indent = _match_length(_INDENT_HASHED if self.hashed else _INDENT, text)
            masked, rest = self._take(text[indent:])
            return text[:indent] + masked + (self._aside(rest) if self.words or self.close else self._scan(rest))
        if (self.map_hashed and not hashed) or (self.waits and inner and not hashed and inner[0] != "{"):
            self.keys = self.values = False
        self.waits = self.waits and (hashed or not inner)
        if self.keys or self.values:
            return _credentials(self._map(text))
        found = _match("MAP", text)
        if found and text[len(found) :][:1] in ("", "{") and self._opens_map(found):
            self.map_hashed, self.waits = hashed, found == text
            return found + _credentials(self._map(text[len(found) :]))
        return self._scan(text)

    def _settle(self) -> None:
        self.words, self.close, self.hashed = 0, "", False

    def _aside(self, text: str) -> str:
        """A line, or the rest of one, that stands between a name and its value."""
        state = self.words, self.close, self.hashed, self.apache, self.expression, self.cookie
        self._settle()
        shown = self._scan(text)
        self.words, self.close, self.hashed, self.apache, self.expression, self.cookie = state
        return shown

    def _closing(self, text: str) -> str:
        whole = _match("DOUBLE" if self.close == '"' else "SINGLE", self.close + text)
        if not whole:
            if self.apache and not text.endswith("\\"):
                self._settle()
            return _backslash(text)
        end = len(whole) - 2
        mark = "<redacted>" if end else ""
        quote = self.close
        self._settle()
        return mark + quote + self._scan(_urls(text[end + 1 :]))

    def _scan(self, text: str) -> str:
        hashed = text.lstrip(" \t").startswith("#")
        seen, out, rest, quotes = self.carry, "", text, {'"': 0, "'": 0}
        commented = False
        while match := _RUN.search(rest):
            gap, run = rest[: match.start()], match[0]
            commented = commented or _applies("COMMENTED", gap if out else f" {gap}")
            _count(quotes, gap)
            out, rest, name = out + gap + run, rest[match.end() :], lower(run)
            seen = lower(_BLANKS.sub(" ", seen + gap)[-w.SEEN :])
            start = self._argument(name, seen, rest)
            masked = ""
            if start >= 0:
                masked, left = self._take(rest[start:])
                masked, rest = rest[:start] + masked, left
            elif _is_secret(name):
                masked, rest = _joined(seen, rest, quotes)
            _count(quotes, masked)
            out += masked
            seen = f"{seen}{name}{' =' if masked else ''}"
            if self.words or self.close:
                self.hashed = hashed
                out, rest = out + self._aside(rest), ""
                if commented and not hashed:
                    self._settle()
        if not (hashed or commented or not text.strip(" \t")):
            self.carry = _carried(seen + rest)
        return _credentials(out + rest)

    def _argument(self, name: str, seen: str, rest: str) -> int:
        """Where after a name the argument begins that is a secret, or -1; and how to read it."""
        self.expression = self.cookie = self.apache = False
        if not _applies("NAME_END", rest):
            return -1
        count = 2 if name in w.TWO else 1
        if name in w.NGINX_DIRECT or name in w.APACHE_DIRECT:
            self.apache = name in w.APACHE_DIRECT
        else:
            self.cookie = _applies("SET_COOKIE", name)
            if not (self.cookie or _applies("COOKIE", name) or _is_secret(name)):
                return -1
            self.apache = _applies("APACHE_LEAD", seen)
            if not self.apache and not _applies("NGINX_LEAD", seen):
                return -1
            count = 2 if self.apache and _applies("EDIT", seen) else 1
            if self.cookie and count == 2:
                return -1
            self.expression = count == 2 or _applies("EXPRESSION", seen)
        self.words = count
        return len(_match("NAME_END", rest).removesuffix("\\"))

    def _take(self, rest: str) -> tuple[str, str]:
        """The arguments that are yet to be masked, masked, and what of the line is left."""
        out = ""
        while self.words:
            blanks = _match_length(_INDENT, rest)
            out, rest = out + rest[:blanks], rest[blanks:]
            if rest in ("", "\\"):
                if self.apache and not rest:
                    self.words = 0
                break
            if not self.apache and rest[0] in ";{}":
                self.words = 0
            elif not self.apache and rest[0] == "#":
                break
            elif rest[0] in "\"'":
                quoted = _match("DOUBLE" if rest[0] == '"' else "SINGLE", rest)
                if not quoted:
                    return self._unclosed(out, rest)
                out, rest = out + rest[0] + self._mark(quoted[1:-1]) + rest[0], rest[len(quoted) :]
                self.words -= 1
            else:
                word = _match("APACHE_WORD" if self.apache else "NGINX_WORD", rest)
                if self.apache and word == rest and word.endswith("\\"):
                    return out + self._mark(word[:-1]), "\\"
                out, rest = out + self._mark(word), rest[len(word) :]
                if not word or not _applies("SCHEME", lower(word)):
                    self.words -= 1
        return out, rest

    def _unclosed(self, out: str, rest: str) -> tuple[str, str]:
        more = _backslash(rest)
        self.words = 0
        if not self.apache or more:
            self.close = rest[0]
        return f"{out}{rest[0]}{MASK}{more}", ""

    def _mark(self, core: str) -> str:
        if not self.cookie:
            return core if self._kept(core) else MASK
        first, mark, attributes = core.partition(";")
        name, sign, value = first.partition("=")
        if not sign:
            name, value = "", first
        shown = value if self._kept(value) else MASK + (_backslash(value) if mark else "")
        return name + sign + shown + mark + attributes

    def _kept(self, core: str) -> bool:
        bare = lower(_RULES["APACHE_VARIABLE" if self.apache else "NGINX_VARIABLE"].sub("", core))
        if self.apache and _applies("EXEC", bare):
            return True
        return _applies("KEPT", bare) or (self.expression and _applies("KEPT_EXPRESSION", core))

    def _opens_map(self, found: str) -> bool:
        words = lower(found).strip(" \t#").replace("\t", " ").split(" ")
        source, target = [word for word in words if word][1:3]
        self.keys, self.values = _is_secret(source), _is_secret(target)
        return self.keys or self.values

    def _map(self, text: str) -> str:
        """Entries of a map whose keys or values are secrets."""
        self.apache = self.expression = self.cookie = False
        out, rest, commented = "", text, False
        while rest:
            gap = _match("MAP_GAP", rest)
            commented = commented or "#" in gap
            out, rest = out + gap, rest[len(gap) :]
            if not rest:
                break
            if rest[0] == "}" and (self.map_hashed or not commented):
                self.keys = self.values = False
                return out + self._scan(rest)
            first, rest = self._entry_word(rest, masked=self.keys)
            special = _applies("MAP_SPECIAL", lower(first))
            blanks = _match_length(_INDENT, rest)
            out, rest = out + first + rest[:blanks], rest[blanks:]
            if rest[:1] not in ("", ";"):
                second, rest = self._entry_word(rest, masked=self.values and (lower(first) == "default" or not special))
                out += second
            end = rest.find(";") + 1 or len(rest)
            out, rest = out + rest[:end], rest[end:]
        return out

    def _entry_word(self, rest: str, *, masked: bool) -> tuple[str, str]:
        quote = rest[0] if rest[0] in "\"'" else ""
        if quote:
            word = _match("DOUBLE" if quote == '"' else "SINGLE", rest)
            if not word:
                return (quote + MASK if masked else rest), ""
            core = word[1:-1]
        else:
            core = word = _match("MAP_WORD", rest)
            masked = masked and not _applies("MAP_SPECIAL", lower(core))
        return quote + (self._mark(core) if masked else core) + quote, rest[len(word) :]


def _match_length(rule: re.Pattern[str], text: str) -> int:
    found = rule.match(text)
    return found.end() if found else 0


def _backslash(text: str) -> str:
    """The mark by which Apache joins the next line."""
    return "\\" if text.endswith("\\") else ""


def _carried(seen: str) -> str:
    """The directive at the end of a line whose name or value is on the next line."""
    tail = lower(_BLANKS.sub(" ", seen[-w.SEEN :]))
    if tail.endswith("\\"):
        tail = f"{tail[:-1].rstrip(' ')} "
        return tail if _applies("APACHE_LEAD", tail) or _applies("NGINX_LEAD", tail) else ""
    tail = f"{tail.rstrip(' ')} "
    return tail if _applies("NGINX_LEAD", tail) and not _applies("APACHE_LEAD", tail) else ""


def _joined(seen: str, rest: str, quotes: dict[str, int]) -> tuple[str, str]:
    """`name=value` and its like, masked; and what of the line is left."""
    sign = _match("CALL", rest) if _applies("CALL_LEAD", seen) else ""
    if not sign:
        sign = _match("SIGN", rest)
        value = rest[len(sign) :]
        loose = sign[-1:] != ":" or value[:1] in ('"', "'") or _applies("FLAG_LEAD", seen)
        if not sign or not loose:
            return "", rest
    rest = rest[len(sign) :]
    quote = rest[:1] if rest[:1] in ('"', "'") else ""
    quoted = _match("DOUBLE" if quote == '"' else "SINGLE", rest) if quote else ""
    closes = bool(quote) and (quotes[quote] + sign.count(quote)) % 2 == 1
    if closes and (not quoted or _applies("STRUCTURE", quoted)):
        return sign, rest
    if quoted:
        if _spared(quoted[1:-1]):
            return sign, rest
        return sign + quote + MASK + quote, rest[len(quoted) :]
    sign, rest = sign + quote, rest[len(quote) :]
    value = _match("QUERY_VALUE" if _applies("QUERY_LEAD", seen) else "VALUE", rest)
    value = value[: len(value) - len(_match("CLOSERS", value))]
    if not value or value.startswith("<redacted") or _spared(value):
        return sign, rest
    return sign + MASK, rest[len(value) :]


def _count(quotes: dict[str, int], text: str) -> None:
    for quote in quotes:
        quotes[quote] += text.count(quote)


def _spared(core: str) -> bool:
    bare = lower(_RULES["NGINX_VARIABLE"].sub("", core))
    return _applies("KEPT", bare) or _applies("ONLY_VARIABLE", core)


def _urls(text: str) -> str:
    """`user:<redacted>@` in addresses."""
    out, rest = "", text
    while (start := rest.find("://")) >= 0:
        out, rest = out + rest[: start + 3], rest[start + 3 :]
        if "@" not in rest:
            break
        span = _match("SPAN", rest[: w.LONGEST_SPAN])
        at, colon = span.rfind("@"), span.find(":")
        if 0 <= colon < at:
            secret = span[colon + 1 : at]
            if not (_applies("PORT", secret) or _applies("ONLY_VARIABLE", secret)):
                out, rest = out + span[: colon + 1] + MASK, rest[at:]
        elif at >= 16 and _applies("USER_TOKEN", span[:at]):
            out, rest = out + MASK, rest[at:]
    return out + rest


def _credentials(text: str) -> str:
    out, rest = "", text
    while match := _RULES["CREDENTIALS"].search(lower(rest)):
        start = max(match[0].rfind(" "), match[0].rfind("\t")) + 1 + match.start()
        secret = rest[start : match.end()]
        clear = len(secret) >= 8 and _applies("TELLING", secret)
        out, rest = out + rest[:start] + (MASK if clear else secret), rest[match.end() :]
    return out + rest
