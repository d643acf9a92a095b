"""nginx configuration with its includes put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.evidence import Source
from posture.parse.nginx_syntax import Directive, Parsed, parse_nginx

Reader = Callable[[str], tuple[File, ...]]
"""Gives the files at an absolute path or glob; raises KeyError where they could not be had."""

PREFIX = "/etc/nginx"
DEEPEST = 12
MOST = 100_000
"""Directives that are placed at most; a file included again and again must end somewhere."""


@dataclass(slots=True)
class Scope:
    """One block: its own directives by name, the blocks within, and what could not be read into it."""

    name: str
    args: tuple[str, ...] = ()
    at: Source | None = None
    outer: Scope | None = None
    own: dict[str, list[Directive]] = field(default_factory=dict)
    inner: list[Scope] = field(default_factory=list)
    missing: list[Source] = field(default_factory=list)

    def last(self, name: str) -> Directive | None:
        """The directive of this name in this very block."""
        found = self.own.get(name)
        return found[-1] if found else None

    def chain(self) -> Iterator[Scope]:
        """This block and all around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def within(self) -> Iterator[Scope]:
        """All blocks inside this one, at any depth."""
        todo = list(reversed(self.inner))
        while todo:
            scope = todo.pop()
            yield scope
            todo.extend(reversed(scope.inner))


def build(main: File, read: Reader) -> tuple[Scope, tuple[File, ...]]:
    """The main scope with everything that is included, and the files that were read, each once."""
    builder = _Builder(read)
    top = Scope("main")
    builder.enter(main, top)
    return top, tuple(builder.files.values())


class _Builder:
    def __init__(self, read: Reader) -> None:
        self.read = read
        self.files: dict[str, File] = {}
        self.parsed: dict[str, Parsed] = {}
        self.inside: list[File] = []
        self.placed = 0

    def enter(self, file: File, scope: Scope) -> None:
        self.files.setdefault(file.path, file)
        if file.path not in self.parsed:
            self.parsed[file.path] = parse_nginx(file)
        parsed = self.parsed[file.path]
        self.inside.append(file)
        self._place(parsed.directives, scope)
        self.inside.pop()
        if parsed.fault is not None:
            scope.missing.append(parsed.fault)

    def _place(self, directives: list[Directive], scope: Scope) -> None:
        for directive in directives:
            self.placed += 1
            if self.placed > MOST:
                scope.missing.append(directive.at)
                return
            if directive.name == "include" and len(directive.args) == 1:
                self._include(directive, scope)
            elif directive.block is not None:
                block = Scope(directive.name, directive.args, directive.at, scope)
                scope.inner.append(block)
                self._place(directive.block, block)
            else:
                scope.own.setdefault(directive.name, []).append(directive)

    def _include(self, directive: Directive, scope: Scope) -> None:
        path = directive.args[0]
        path = path if path.startswith("/") else f"{PREFIX}/{path}"
        try:
            files = self.read(path)
        except KeyError:
            files = ()
            scope.missing.append(directive.at)
        for file in files:
            if len(self.inside) > DEEPEST or any(same_file(file, outer) for outer in self.inside):
                scope.missing.append(directive.at)
            else:
                self.enter(file, scope)


def same_file(one: File, other: File) -> bool:
    """Whether two files are one, under one path or, in a folder of exported files, under two."""
    return one.path == other.path or (bool(one.digest) and one.digest == other.digest)
