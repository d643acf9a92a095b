"""How long logrotate keeps old logs (logrotate(8))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from posture.model.answer import File
from posture.model.evidence import Source

INTERVALS: Mapping[str, float] = {"hourly": 1 / 24, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
TABOO = (
    *(".bak", ".cfsaved", ".disabled", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new", ".dpkg-old", ".dpkg-tmp"),
    *(".rpmnew", ".rpmorig", ".rpmsave", ".swp", ".ucf-dist", ".ucf-new", ".ucf-old", "~", ",v"),
)
SCRIPTS = frozenset(("postrotate", "prerotate", "firstaction", "lastaction", "preremove"))
FOREVER = 36500


@dataclass(frozen=True, slots=True)
class Rotation:
    """One block: the logs it is for, and the days their records are kept; None where size alone decides."""

    patterns: tuple[str, ...]
    days: int | None
    at: Source


@dataclass(frozen=True, slots=True)
class Logrotate:
    """All blocks in the order they are read."""

    rotations: tuple[Rotation, ...] = ()

    def of(self, path: str) -> Rotation | None:
        """The first block for a log; None means that the log is never rotated."""
        for rotation in self.rotations:
            if any(path == pattern or _glob(path, pattern) for pattern in rotation.patterns):
                return rotation
        return None


def _glob(path: str, pattern: str) -> bool:
    parts, patterns = path.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


def rotations(main: File, included: Mapping[str, tuple[File, ...]]) -> Logrotate:
    """The blocks of the main file and of what it includes, by the path as the main file writes it.

    A setting outside a block holds from there on, in included files as well, but not before.
    """
    settings: dict[str, str] = {}
    return Logrotate(tuple(_blocks(main, settings, included)))


def includes(file: File) -> tuple[str, ...]:
    """Files and folders the file includes."""
    lines = (line.split("#")[0].split() for line in file.text.split("\n"))
    return tuple(words[1] for words in lines if len(words) == 2 and words[0] == "include")


def counted(name: str) -> bool:
    """Whether a file of this name in an included folder is read."""
    return not name.endswith(TABOO)


def _blocks(file: File, settings: dict[str, str], included: Mapping[str, tuple[File, ...]]) -> Iterator[Rotation]:
    patterns: list[str] = []
    own: dict[str, str] | None = None
    start, script = 0, False
    for number, line in enumerate(file.text.split("\n"), 1):
        text = line.strip()
        if script:
            script = text != "endscript"
        elif not text or text.startswith("#"):
            continue
        elif text.split()[0] in SCRIPTS:
            script = True
        elif own is None and (text.startswith(("/", '"', "'")) or text.endswith("{")):
            head, brace, rest = text.partition("{")
            start = start or number
            patterns += [word.strip("\"'") for word in head.split()]
            own = {} if brace else None
            _take(rest, {} if own is None else own)
        elif text.startswith("}"):
            if own is not None and patterns:
                yield Rotation(tuple(patterns), _days(settings | own), file.source(start, " ".join(patterns)[:300]))
            patterns, own, start = [], None, 0
        elif own is None and text.startswith("include"):
            for inner in included.get(text.partition(" ")[2].strip(), ()):
                yield from _blocks(inner, settings, {})
        else:
            _take(text, settings if own is None else own)


def _take(text: str, settings: dict[str, str]) -> None:
    words = text.replace("=", " ").split()
    if words[:1] and (words[0] in INTERVALS or words[0] == "size"):
        settings["by"] = words[0]  # an interval and a size replace each other
    elif words[:1] and words[0] in ("rotate", "maxage", "maxsize"):
        settings[words[0]] = words[1] if len(words) > 1 else ""


def _days(settings: Mapping[str, str]) -> int | None:
    """Without an interval logrotate goes by size (1 MiB)."""
    count, age = settings.get("rotate", "0"), settings.get("maxage", "")
    kept = FOREVER if count == "-1" else int(count) if count.isdecimal() and len(count) < 9 else 0
    oldest = int(age) if age.isdecimal() and len(age) < 9 else FOREVER
    by = settings.get("by", "size")
    if kept == FOREVER or not kept:
        return min(kept, oldest)
    if by == "size" or "maxsize" in settings:
        return None
    return int(min(kept * INTERVALS[by], oldest, FOREVER))
