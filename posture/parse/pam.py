"""PAM service files, pam.d(5): the stack of modules libpam would walk for a service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from posture.model.answer import File
from posture.model.evidence import Source

FOLDERS = ("/etc/pam.d", "/usr/lib/pam.d")
"""A service of the first folder hides one of the second (Linux-PAM since 1.3)."""

TYPES = ("auth", "account", "password", "session")
DEEPEST = 16
MOST_MODULES = 500
MOST_VISITS = 500
"""libpam stops at 16 nested files; the other two are ours, so that files that include each other stay cheap."""

Action: TypeAlias = int | str
"""A jump over so many modules, or ok, done, bad, die, ignore, reset."""

CONTROLS: Mapping[str, Mapping[str, Action]] = {
    "required": {"success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "bad"},
    "requisite": {"success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "die"},
    "sufficient": {"success": "done", "new_authtok_reqd": "done", "default": "ignore"},
    "optional": {"success": "ok", "new_authtok_reqd": "ok", "default": "ignore"},
}
_FAILS: Mapping[str, Action] = {"default": "bad"}
_PASSES: Mapping[str, Action] = {"default": "ignore"}
SUBSTACK = "(substack)"
"""Stands where a substack begins; it is no module and decides nothing, but a jump counts it."""


@dataclass(frozen=True, slots=True)
class Module:
    """One line of a resolved stack. `name` has neither folder nor `.so`; an unusable line is named `pam_deny`.

    `level` is the depth of substacks around it.
    """

    kind: str
    control: Mapping[str, Action]
    name: str
    arguments: tuple[str, ...]
    at: Source
    level: int = 0

    def option(self, name: str) -> str | None:
        """The value of `name=value`, an empty text for a bare `name`, None when it is not given. The last one wins."""
        found = None
        for argument in self.arguments:
            key, _, value = argument.partition("=")
            if key == name:
                found = value
        return found


@dataclass(frozen=True, slots=True)
class Services:
    """All service files by name and by path. A file of /etc/pam.d hides its namesake of /usr/lib/pam.d."""

    files: Mapping[str, File] = field(default_factory=dict)

    def stack(self, service: str, kind: str) -> tuple[Module, ...]:
        """The modules of one type for a service; those of `other` where the service has none."""
        found = _Stack(self.files, kind).of(service)
        return found if found or service == "other" else _Stack(self.files, kind).of("other")


def services(files: Mapping[str, tuple[File, ...]]) -> Services:
    """Service files by folder to services by name; a file outside the folders keeps its path as name."""
    result: dict[str, File] = {}
    for folder in reversed(FOLDERS):
        for file in files.get(folder, ()):
            result[file.path.rsplit("/", 1)[-1]] = file
            result[file.path] = file
    for file in files.get("", ()):
        result[file.path] = file
    return Services(result)


def included(file: File) -> tuple[str, ...]:
    """The names of the files a service file takes in, whatever their type."""
    return tuple(name for _, name, _ in _includes(file))


def _includes(file: File) -> Iterator[tuple[str, str, Source]]:
    for words, at in _logical_lines(file):
        if words[0] == "@include" and len(words) > 1:
            yield "@include", words[1], at
        elif len(words) > 2 and words[1].lower() in ("include", "substack"):
            yield words[1].lower(), words[2], at


@dataclass(slots=True)
class _Stack:
    """Collects the modules of one type through every include."""

    files: Mapping[str, File]
    kind: str
    visits: int = 0
    lines: dict[str, list[tuple[list[str], Source]]] = field(default_factory=dict)

    def of(self, service: str) -> tuple[Module, ...]:
        file = self.files.get(service)
        return tuple(islice(self._modules(file, 0, 0), MOST_MODULES)) if file else ()

    def _modules(self, file: File, depth: int, level: int) -> Iterator[Module]:
        self.visits += 1
        if file.path not in self.lines:
            self.lines[file.path] = list(_logical_lines(file))
        for words, at in self.lines[file.path]:
            if words[0].lower() == "@include":
                yield from self._taken_in(words[1:], depth, level, at)
            elif words[0].removeprefix("-").lower() == self.kind:
                yield from self._line(words, at, depth, level)

    def _line(self, words: list[str], at: Source, depth: int, level: int) -> Iterator[Module]:
        control = words[1].lower() if len(words) > 1 else ""
        if control == "substack":
            yield Module(self.kind, _PASSES, SUBSTACK, tuple(words[2:]), at, level)
            yield from self._taken_in(words[2:], depth, level + 1, at)
        elif control == "include":
            yield from self._taken_in(words[2:], depth, level, at)
        elif len(words) < 3:
            yield self._failing(at, level)
        else:
            name = words[2].rsplit("/", 1)[-1].removesuffix(".so")
            yield Module(self.kind, _control(words[1]), name, tuple(words[3:]), at, level)

    def _taken_in(self, names: list[str], depth: int, level: int, at: Source) -> Iterator[Module]:
        """The modules of an included file; one that is not there, or too deep, fails as libpam makes it."""
        file = self.files.get(names[0]) if names else None
        if file is None or depth + 1 >= DEEPEST or self.visits >= MOST_VISITS:
            yield self._failing(at, level)
        else:
            yield from self._modules(file, depth + 1, level)

    def _failing(self, at: Source, level: int) -> Module:
        return Module(self.kind, _FAILS, "pam_deny", (), at, level)


def _control(word: str) -> Mapping[str, Action]:
    if not word.startswith("["):
        return CONTROLS.get(word.lower(), _FAILS)
    actions: dict[str, Action] = {}
    for pair in word.strip("[]").split():
        result, _, action = pair.partition("=")
        actions[result.lower()] = int(action) if action.isascii() and action.isdecimal() else action.lower()
    return actions if "default" in actions else {**actions, **_FAILS}


def _logical_lines(file: File) -> Iterator[tuple[list[str], Source]]:
    """The words of each line; a backslash at the end continues it, a `#` ends it."""
    held: list[str] = []
    first = 0
    for number, line in enumerate((*file.text.split("\n"), ""), 1):
        text = line.split("#", 1)[0].rstrip()
        first = first or number
        if text.endswith("\\") and "#" not in line:
            held.append(text[:-1])
            continue
        words = _words(" ".join((*held, text)))
        if words:
            yield words, file.source(first, line.strip())
        held, first = [], 0


def _words(text: str) -> list[str]:
    """Words at white space; what stands in square brackets is one word, the brackets of an argument fall away."""
    found: list[str] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        if text[position] == "[":
            end = _closing(text, position)
            word = text[position + 1 : end].replace("\\]", "]")
            found.append(f"[{word}]" if len(found) == 1 else word)
            position = end + 1
        else:
            end = next((i for i in range(position, len(text)) if text[i].isspace()), len(text))
            found.append(text[position:end])
            position = end
    return found


def _closing(text: str, start: int) -> int:
    at = text.find("]", start)
    while at > 0 and text[at - 1] == "\\":
        at = text.find("]", at + 1)
    return at if at >= 0 else len(text)
