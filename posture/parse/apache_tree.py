"""Apache's configuration in the order it is read, with includes in place and conditional sections resolved.

`<IfModule>` is decided by the LoadModule lines met before it, `<IfDefine>` by Define, as httpd does while reading.
Where no LoadModule is to be seen (an export of some files), modules are taken to be there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source
from posture.parse.nginx_tree import same_file

Reader = Callable[[str], tuple[File, ...]]
"""Gives the files at an absolute path or glob; raises KeyError where they could not be had."""

PLACES = frozenset(
    (
        *("directory", "directorymatch", "location", "locationmatch", "files", "filesmatch"),
        *("if", "elseif", "else", "proxy", "proxymatch"),
    )
)
"""Sections for a part of what a server or virtual host answers."""
DEEPEST = 12
NESTED = 32
MOST = 50_000
RESOLVED = ("ifmodule", "ifdefine", "ifversion", "ifdirective", "iffile", "ifsection")
"""Sections decided while reading; those of the last four kinds are taken to hold."""
BUILT_IN = frozenset({"core", "so", "http_core", "log_config", "unixd", "watchdog", "version", "logio", "http"})
"""Modules that distributions compile in, without `mod_` and `_module`."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One directive in force. `sections` are those around it, outermost first, as (kind, argument)."""

    name: str
    args: tuple[str, ...]
    at: Source
    sections: tuple[tuple[str, str], ...] = ()
    host: int = 0
    """The number of the virtual host it stands in, from 1; 0 outside of any."""


@dataclass(slots=True)
class Tree:
    """The directives in order, the virtual hosts (their addresses and line), and what could not be read."""

    placed: list[Placed] = field(default_factory=list)
    last: dict[tuple[str, int], Placed] = field(default_factory=dict)
    """By name and virtual host, the last one that holds for all of it."""
    hosts: list[tuple[str, Source]] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    missing: list[Source] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    kind: str
    argument: str
    counts: bool


def build(main: File, read: Reader, root: str) -> Tree:
    """Everything httpd reads from its main file on; `root` stands in for a ServerRoot that is not set."""
    builder = _Builder(read, root)
    builder.enter(main)
    return builder.tree


class _Builder:
    def __init__(self, read: Reader, root: str) -> None:
        self.read, self.root = read, root
        self.tree = Tree()
        self.open: list[_Open] = []
        self.defined: set[str] = set()
        self.inside: list[File] = []
        self.met = 0

    def enter(self, file: File) -> None:
        self.tree.files.setdefault(file.path, file)
        level = len(self.open)
        self.inside.append(file)
        for number, line in _logical(file.text):
            self.met += 1
            if self.met > MOST:
                self.tree.missing.append(file.source(number))
                break
            self._line(line, file.source(number, line[:200]))
        self.inside.pop()
        if len(self.open) != level:
            self.tree.missing.append(file.source(excerpt="a section is not closed in this file"))
            del self.open[level:]

    def _line(self, line: str, at: Source) -> None:
        if line.startswith("</"):
            if self.open:
                self.open.pop()
            return
        if len(self.open) >= NESTED:
            self.tree.missing.append(at)
            return
        if line.startswith("<"):
            words = split(line[1:].rstrip().removesuffix(">"))
            self._section(words[0].lower() if words else "", " ".join(words[1:]), at)
            return
        words = split(line)
        if words and all(one.counts for one in self.open):
            self._directive(words[0].lower(), tuple(words[1:]), at)

    def _section(self, kind: str, argument: str, at: Source) -> None:
        counts = self._holds(kind, argument)
        if kind == "virtualhost" and counts and all(one.counts for one in self.open):
            self.tree.hosts.append((argument, at))
        self.open.append(_Open(kind, argument, counts))

    def _holds(self, kind: str, argument: str) -> bool:
        if kind not in ("ifmodule", "ifdefine"):
            return True
        negated = argument.startswith("!")
        name = argument.removeprefix("!")
        if kind == "ifdefine":
            return (name in self.defined) is not negated
        if not self.tree.modules:
            return not negated
        return (module(name) in self.tree.modules | BUILT_IN) is not negated

    def _directive(self, name: str, args: tuple[str, ...], at: Source) -> None:
        if name == "loadmodule" and args:
            self.tree.modules.add(module(args[0]))
        elif name == "define" and args:
            self.defined.add(args[0])
        elif name == "serverroot" and args and args[0].startswith("/"):
            self.root = args[0].rstrip("/")
        elif name in ("include", "includeoptional") and args:
            self._include(args[0], at)
        else:
            sections = tuple((one.kind, one.argument) for one in self.open if one.kind not in RESOLVED)
            inside = any(kind == "virtualhost" for kind, _ in sections)
            placed = Placed(name, args, at, sections, len(self.tree.hosts) if inside else 0)
            self.tree.placed.append(placed)
            if not any(kind in PLACES for kind, _ in sections):
                self.tree.last[(name, placed.host)] = placed

    def _include(self, path: str, at: Source) -> None:
        path = path if path.startswith("/") else f"{self.root}/{path}"
        path = f"{path}*" if path.endswith("/") else path
        try:
            if "$" in path:
                raise KeyError(path)
            files = self.read(path)
        except KeyError:
            files = ()
            self.tree.missing.append(at)
        for file in files:
            if len(self.inside) > DEEPEST or any(same_file(file, outer) for outer in self.inside):
                self.tree.missing.append(at)
            else:
                self.enter(file)


def module(name: str) -> str:
    """`ssl_module` and `mod_ssl.c` are both `ssl`."""
    return name.lower().removesuffix(".c").removesuffix(".cpp").removeprefix("mod_").removesuffix("_module")


def _logical(text: str) -> list[tuple[int, str]]:
    """Lines with their continuations, numbered by their first; comments and empty lines left out."""
    found: list[tuple[int, str]] = []
    parts: list[str] = []
    start = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        start = start if parts else number
        if line.endswith("\\"):
            parts.append(line[:-1])
            continue
        whole = "".join([*parts, line]).strip()
        parts = []
        if whole and not whole.startswith("#"):
            found.append((start, whole))
    return found


def split(line: str) -> list[str]:
    """Words, with quoted ones whole. A backslash takes the quote after it along."""
    words: list[str] = []
    position = 0
    while position < len(line):
        char = line[position]
        if char in " \t":
            position += 1
            continue
        out: list[str] = []
        quote = char if char in "\"'" else ""
        position += bool(quote)
        while position < len(line) and (line[position] != quote if quote else line[position] not in " \t"):
            if line[position] == "\\" and line[position + 1 : position + 2] in ('"', "'", "\\"):
                position += 1
            out.append(line[position])
            position += 1
        position += bool(quote)
        words.append("".join(out))
    return words
