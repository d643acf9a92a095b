"""Cuts the collector's stream into records and sorts them by the request they belong to.

The stream comes from the target: hostile until proved plain.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from posture.model.answer import Meta
from posture.model.evidence import Reason, Source, Unavailable
from posture.transport.script import MAGIC

_HEADER = re.compile(rb"(?:\A|\n)" + MAGIC.encode() + rb" ([0-9a-f]{32})(?=\n)")
_KINDS = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "dir",
    stat.S_IFIFO: "fifo",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block",
    stat.S_IFCHR: "char",
    stat.S_IFLNK: "link",
}


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream cut into records: the facts line, the manifest, whether its end was reached."""

    info: dict[str, str]
    manifest: str
    records: tuple[bytes, ...]
    complete: bool


def cut(data: bytes) -> Stream:
    """Find the header (a login banner may stand before it) and cut the rest at its boundary.

    Raises ValueError when there is no header: then nothing of ours ran.
    """
    header = _HEADER.search(data)
    if header is None:
        raise ValueError("no collector output")
    boundary = b"\n" + header[1] + b" "
    records = tuple(data[header.end() :].split(boundary)[1:])
    info: dict[str, str] = {}
    manifest = ""
    for record in records[:2]:
        if record.startswith(b"i "):
            words = record[2:].decode("ascii", "replace").split()
            info = dict(word.split("=", 1) for word in words if "=" in word)
        elif record.startswith(b"q "):
            manifest = record[2:].decode("utf-8", "replace")
    return Stream(info, manifest, records, bool(records) and records[-1].strip() == b".")


@dataclass(slots=True)
class WalkRecords:
    """A walk as it comes in: what find met by name or mode, what has no owner, and how find ended."""

    knows_owners: bool
    met: list[Meta] = field(default_factory=list)
    unowned: list[Meta] = field(default_factory=list)
    status: int | None = None
    denied: int = 0
    """Folders that find could not enter or read."""


@dataclass(slots=True)
class TallyRecords:
    """A tally as it comes in: its rows, how find ended, and how many files were too long to look into."""

    rows: list[bytes] = field(default_factory=list)
    status: int | None = None
    longer: int = 0


@dataclass(slots=True)
class Heap:
    """What has come in for each request, before it is made an answer."""

    files: dict[int, list[tuple[str, bytes, int]]] = field(default_factory=dict)
    troubles: dict[int, list[Unavailable]] = field(default_factory=dict)
    absent: set[int] = field(default_factory=set)
    outputs: dict[int, tuple[bytes, int | None]] = field(default_factory=dict)
    walks: dict[int, WalkRecords] = field(default_factory=dict)
    tallies: dict[int, TallyRecords] = field(default_factory=dict)
    metas: dict[str, Meta] = field(default_factory=dict)
    stat_failed: bool = False
    current: tuple[str, int, str] = ("", -1, "")
    content: bytes = b""


def gather(records: Sequence[bytes]) -> Heap:
    """Sort the records; each belongs to the file, program, walk or tally that was opened last."""
    heap = Heap()
    for record in records:
        tag, rest = record[:2], record[2:]
        if tag in _OPENS:
            number, words = _number(rest)
            heap.current, heap.content = (_OPENS[tag], number, text(words)), b""
        _TAKE.get(tag, _ignore)(heap, tag, rest)
    return heap


def _ignore(heap: Heap, tag: bytes, rest: bytes) -> None:
    """Records that carry nothing for an answer: facts, manifest, the end."""


def _take_open(heap: Heap, tag: bytes, rest: bytes) -> None:
    kind, number, words = heap.current
    if kind == "run":
        heap.outputs[number] = (b"", None)
    elif kind == "walk":
        heap.walks[number] = WalkRecords(words.strip() == "1")
    elif kind == "tally":
        heap.tallies[number] = TallyRecords()


def _take_content(heap: Heap, tag: bytes, rest: bytes) -> None:
    heap.content = rest
    if heap.current[0] == "run":
        heap.outputs[heap.current[1]] = (rest, None)


def _take_status(heap: Heap, tag: bytes, rest: bytes) -> None:
    kind, number, path = heap.current
    status = _status(rest)
    if kind == "file" and tag == b"e ":
        heap.files.setdefault(number, []).append((path, heap.content, status))
    elif kind == "run" and tag == b"x ":
        heap.outputs[number] = (heap.content, status)
    elif kind == "walk" and tag == b"z ":
        heap.walks[number].status = status
        heap.walks[number].denied = _status(rest.partition(b" ")[2])
    elif kind == "tally" and tag == b"z ":
        heap.tallies[number].status = status
        heap.tallies[number].longer = _status(rest.partition(b" ")[2])


def _take_nothing(heap: Heap, tag: bytes, rest: bytes) -> None:
    number, words = _number(rest)
    if tag == b"a ":
        heap.absent.add(number)
    else:
        heap.troubles.setdefault(number, []).append(_trouble(words))


def _take_meta(heap: Heap, tag: bytes, rest: bytes) -> None:
    meta = _meta(rest)
    if meta is None:
        return
    if tag == b"s ":
        heap.metas[meta.path] = meta
    elif heap.current[0] == "walk":
        walk = heap.walks[heap.current[1]]
        (walk.met if tag == b"m " else walk.unowned).append(meta)


def _take_count(heap: Heap, tag: bytes, rest: bytes) -> None:
    if heap.current[0] == "tally":
        heap.tallies[heap.current[1]].rows.append(rest)


def _take_stat_failed(heap: Heap, tag: bytes, rest: bytes) -> None:
    heap.stat_failed = True


_OPENS: Mapping[bytes, str] = {b"p ": "file", b"o ": "run", b"w ": "walk", b"t ": "tally"}
_TAKE: Mapping[bytes, Callable[[Heap, bytes, bytes], None]] = {
    **dict.fromkeys(_OPENS, _take_open),
    b"c ": _take_content,
    **dict.fromkeys((b"e ", b"x ", b"z "), _take_status),
    **dict.fromkeys((b"n ", b"a "), _take_nothing),
    **dict.fromkeys((b"s ", b"m ", b"u "), _take_meta),
    b"k ": _take_count,
    b"b ": _take_stat_failed,
}


def _meta(rest: bytes) -> Meta | None:
    words = rest.rstrip(b"\n").split(b" ", 5) if rest.endswith(b"\n") else rest.split(b" ", 5)
    try:
        mode, uid, gid, size, mtime = int(words[0], 16), *(int(word) for word in words[1:5])
        return Meta(text(words[5]), _KINDS.get(stat.S_IFMT(mode), "other"), stat.S_IMODE(mode), uid, gid, size, mtime)
    except (ValueError, IndexError):
        return None


def _number(rest: bytes) -> tuple[int, bytes]:
    head, _, tail = rest.partition(b" ")
    try:
        return int(head), tail
    except ValueError:
        return -1, tail


def _status(rest: bytes) -> int:
    try:
        return int(rest.split()[0])
    except (ValueError, IndexError):
        return 255


def _trouble(words: bytes) -> Unavailable:
    reason, _, detail = words.partition(b" ")
    try:
        known = Reason(reason.decode("ascii"))
    except ValueError:
        known = Reason.FAILED
    return Unavailable(known, text(detail), (Source(text(detail)),))


def text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
