"""Settings files of applications: .env, Java properties and YAML, PHP, Python and JSON, line by line.

They come with their secrets replaced by marks (see `posture.transport.redaction`), so no loader of the format would
do; each line is read by itself, which also gives every value its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from posture.model.answer import File, Meta
from posture.model.evidence import Evidence, Source, Unavailable
from posture.model.setting import Setting

LONGEST = 4096
_PHP = re.compile(r"""(?<![\w.-])[$]?['"]?([A-Za-z_][\w.-]{0,100})['"]?\]?\s{0,99}(?:=>|=(?!=)|,)\s{0,99}([^;,)]*)""")
_PYTHON = re.compile(r"""([A-Za-z_]\w*)\s*(?::\s*\w+\s*)?=(?!=)\s*(.*)""")
_JSON = re.compile(r""""([^"\\]{1,200})"\s*:\s*("[^"]*"|[^\s",{}\[\]][^",{}\[\]]*)""")
_YAML = re.compile(r"""(["']?)([A-Za-z_][\w.\-]*)\1\s*:(?:\s+(.*))?$""")
_PROFILE = re.compile(r"/application-([A-Za-z0-9_]+)[.](?:properties|ya?ml)$")
UNUSED = frozenset({"dev", "develop", "development", "test", "testing", "local", "example", "sample", "template"})
"""Profiles that count only where the main file of the same folder makes them active."""


@dataclass(frozen=True, slots=True)
class AppFile:
    """One settings file. `settings` are (key, value) in order, keys in lower case with dots between levels.

    `marks` are the secrets of the file: (mark, place). `folders` is what stat says of the folders above.
    """

    path: str
    settings: tuple[tuple[str, Setting], ...] = ()
    marks: tuple[tuple[str, Source], ...] = ()
    meta: Meta | None = None
    folders: Mapping[str, Evidence[Meta]] = field(default_factory=dict)

    def last(self, *keys: str) -> Iterator[tuple[str, Setting]]:
        """The deciding value of each key whose whole name, or last part after a dot, is one of these."""
        found = {key: setting for key, setting in self.settings if key in keys or key.rsplit(".", 1)[-1] in keys}
        yield from found.items()

    def key_at(self, at: Source) -> str:
        """The key that stands at a place, or nothing where none was understood."""
        return next((key for key, setting in self.settings if setting.at == at), "")

    def all(self, key: str) -> tuple[Setting, ...]:
        """Every value of a key: a list in YAML has several."""
        return tuple(setting for name, setting in self.settings if name == key or name.startswith(f"{key}["))


@dataclass(frozen=True, slots=True)
class AppSettings:
    """The settings files found below /opt, /srv and /var/www, and what could not be read there."""

    files: tuple[AppFile, ...] = ()
    troubles: tuple[Unavailable, ...] = ()

    @property
    def in_use(self) -> tuple[AppFile, ...]:
        """Without the files of development profiles that no main file makes active."""
        return tuple(file for file in self.files if not self._unused(file))

    def _unused(self, file: AppFile) -> bool:
        match = _PROFILE.search(file.path)
        if match is None or match[1].lower() not in UNUSED:
            return False
        folder = file.path[: match.start()]
        mains = (one for one in self.files if re.fullmatch(r"/application[.]\w+", one.path.removeprefix(folder)))
        active = (str(one.value) for main in mains for one in main.all("spring.profiles.active"))
        return all(match[1] not in re.split(r"[\s,]+", value) for value in active)


def read_settings(file: File) -> AppFile:
    """What a file sets. Total, and linear in the text."""
    reader = _reader(file.path)
    lines = list(_code(file))
    pairs = [(key, Setting(value, at)) for key, value, at in reader((line, at) for line, at in lines)]
    marks = [(mark, at) for line, at in lines for mark in ("<redacted>", "<default>", "<empty>") if mark in line]
    return AppFile(file.path, tuple(pairs), tuple(marks), file.meta)


_Lines = Iterator[tuple[str, Source]]
_Found = Iterator[tuple[str, str, Source]]


def _reader(path: str) -> Callable[[_Lines], _Found]:
    name = path.rsplit("/", 1)[-1]
    if name.endswith((".yml", ".yaml")):
        return _yaml
    if name.endswith(".php"):
        return lambda lines: _by_pattern(lines, _PHP)
    if name.endswith(".py"):
        return _python
    return (lambda lines: _by_pattern(lines, _JSON)) if name.endswith(".json") else _assigned


def _code(file: File) -> _Lines:
    """Lines that are no comment, with their place."""
    php = file.path.endswith(".php")
    within = False
    for number, raw in enumerate(file.text.split("\n"), 1):
        line = raw.rstrip("\r")[:LONGEST]
        text = line.strip()
        if php and not within and text.startswith("/*"):
            within = True
        if within:
            within = "*/" not in text
            continue
        if text and not text.startswith(("#", "//", "!", ";", "<!--")):
            yield line, file.source(number, text[:200])


def plain(value: str) -> str:
    """A value without its quotes, and without a comment after it."""
    text = value.strip()
    if text[:1] in ("'", '"'):
        end = text.find(text[0], 1)
        return text[1:end] if end > 0 else text[1:]
    return text.partition(" #")[0].partition(" //")[0].rstrip(" ,;")


def _assigned(lines: _Lines) -> _Found:
    for line, at in lines:
        text = line.strip().removeprefix("export ")
        end = next((place for place, char in enumerate(text) if char in "=:"), -1)
        if end > 0:
            yield text[:end].strip().lower(), plain(text[end + 1 :]), at


def _by_pattern(lines: _Lines, pattern: re.Pattern[str]) -> _Found:
    for line, at in lines:
        for match in pattern.finditer(line):
            yield match[1].lower(), plain(match[2]), at


def _python(lines: _Lines) -> _Found:
    """Assignments at the left margin; what stands further in depends on a condition."""
    for line, at in lines:
        match = _PYTHON.match(line)
        if match:
            yield match[1].lower(), plain(match[2]), at


def _yaml(lines: _Lines) -> _Found:
    stack: list[tuple[int, str]] = []
    for line, at in lines:
        text = line.strip()
        if text in ("---", "..."):
            stack = []
            continue
        indent = len(line) - len(line.lstrip(" "))
        item = text.startswith("- ")
        while stack and (stack[-1][0] > indent or (stack[-1][0] == indent and not item)):
            stack.pop()
        path = ".".join(key for _, key in stack)
        if item:
            yield f"{path}[]", plain(text[2:]), at
            continue
        match = _YAML.match(text)
        if match is None:
            continue
        key = match[2].lower()
        value = match[3] or ""
        whole = f"{path}.{key}".strip(".")
        if value.startswith("{"):
            yield from ((f"{whole}.{name}", inner, at) for name, inner in _flow(value))
        elif value and not value.startswith("#"):
            yield whole, plain(value), at
        stack.append((indent, key))


def _flow(value: str) -> Iterator[tuple[str, str]]:
    """The pairs of `{a: b, c: d}`; maps within such a map are not told apart."""
    for part in value.strip("{} ").split(","):
        name, colon, inner = part.partition(":")
        if colon:
            yield name.strip("\"' {").lower(), plain(inner.strip("} "))
