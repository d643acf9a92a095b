"""The syntax of nginx configuration: words, quotes, comments, blocks; every directive with its file and line.

Words are cut as ngx_conf_read_token() cuts them: a quote opens a quoted word only where a word begins, a backslash
takes the next character along, `${name}` is no block, and a `#` inside a word is plain. The body of a
`..._by_lua_block` is Lua, and is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source

DEEPEST = 64
ESCAPED = {"t": "\t", "r": "\r", "n": "\n", '"': '"', "'": "'", "\\": "\\"}


@dataclass(slots=True)
class Directive:
    """`name args;` or `name args { block }`."""

    name: str
    args: tuple[str, ...]
    at: Source
    block: list[Directive] | None = None


@dataclass(slots=True)
class Parsed:
    """What one file says. `fault` is where nginx would refuse the file, or None."""

    directives: list[Directive] = field(default_factory=list)
    fault: Source | None = None


def parse_nginx(file: File) -> Parsed:
    """The directives of a file. Never raises; linear in the text."""
    return _Reader(file).run()


class _Reader:
    """One pass over one file."""

    def __init__(self, file: File) -> None:
        self.file, self.text = file, file.text
        self.lines = file.text.split("\n")
        self.line, self.start = 1, 1
        self.position = 0
        self.words: list[str] = []
        self.result = Parsed()
        self.stack: list[list[Directive]] = [self.result.directives]

    def run(self) -> Parsed:
        while self.position < len(self.text) and self.result.fault is None:
            self._step()
        if self.result.fault is None and (self.words or len(self.stack) > 1):
            self._fail()
        return self.result

    def _step(self) -> None:
        char = self.text[self.position]
        if char in " \t\r\n":
            self.line += char == "\n"
            self.position += 1
        elif char == "#":
            end = self.text.find("\n", self.position)
            self.position = len(self.text) if end < 0 else end
        elif char == ";":
            self._end(block=False)
        elif char == "{":
            self._end(block=True)
        elif char == "}":
            self.position += 1
            if self.words or len(self.stack) == 1:
                self._fail()
            else:
                self.stack.pop()
        else:
            if not self.words:
                self.start = self.line
            self.words.append(self._quoted(char) if char in "\"'" else self._word())

    def _end(self, *, block: bool) -> None:
        self.position += 1
        if not self.words or len(self.stack) > DEEPEST:
            self._fail()
            return
        name, *args = self.words
        self.words = []
        directive = Directive(name, tuple(args), self._source(self.start))
        self.stack[-1].append(directive)
        if block and name.endswith("_by_lua_block"):
            self._skip_lua()
        elif block:
            directive.block = []
            self.stack.append(directive.block)

    def _word(self) -> str:
        out: list[str] = []
        while self.position < len(self.text):
            char = self.text[self.position]
            if char in " \t\r\n;" or (char == "{" and out[-1:] != ["$"]):
                break
            out.append(self._escaped() if char == "\\" else char)
            self.line += char == "\n"
            self.position += 1
        return "".join(out)

    def _quoted(self, quote: str) -> str:
        out: list[str] = []
        self.position += 1
        while self.position < len(self.text):
            char = self.text[self.position]
            if char == quote:
                self.position += 1
                return "".join(out)
            self.line += char == "\n"
            out.append(self._escaped() if char == "\\" else char)
            self.position += 1
        self._fail()
        return "".join(out)

    def _escaped(self) -> str:
        """The character after a backslash; only known escapes lose the backslash."""
        following = self.text[self.position + 1 : self.position + 2]
        if not following:
            return "\\"
        self.position += 1
        self.line += following == "\n"
        return ESCAPED.get(following, "\\" + following)

    def _skip_lua(self) -> None:
        depth = 1
        while self.position < len(self.text) and depth:
            char = self.text[self.position]
            if char in "\"'":
                self._skip_lua_string(char)
                continue
            if char == "[" and self._skip_long(self.position):
                continue
            if self.text.startswith("--", self.position):
                self.position += 2
                if self.text.startswith("[", self.position) and self._skip_long(self.position):
                    continue
                end = self.text.find("\n", self.position)
                self.position = len(self.text) if end < 0 else end
                continue
            depth += {"{": 1, "}": -1}.get(char, 0)
            self.line += char == "\n"
            self.position += 1
        if depth:
            self._fail()

    def _skip_lua_string(self, quote: str) -> None:
        self.position += 1
        while self.position < len(self.text):
            char = self.text[self.position]
            self.line += char == "\n"
            self.position += 2 if char == "\\" else 1
            if char == quote:
                return

    def _skip_long(self, start: int) -> bool:
        """Over `[[...]]` or `[=[...]=]`; false when none begins here."""
        opening = start + 1
        while self.text.startswith("=", opening) and opening - start < 32:
            opening += 1
        if not self.text.startswith("[", opening):
            return False
        close = f"]{self.text[start + 1 : opening]}]"
        end = self.text.find(close, opening)
        end = len(self.text) if end < 0 else end + len(close)
        self.line += self.text.count("\n", start, end)
        self.position = end
        return True

    def _fail(self) -> None:
        self.result.fault = self._source(self.line)

    def _source(self, line: int) -> Source:
        excerpt = self.lines[line - 1].strip()[:200] if line <= len(self.lines) else ""
        return self.file.source(line, excerpt)
