"""Reads the collector's stream back into answers. The stream comes from the target: hostile until proved plain."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from posture.model.answer import File, Files, Meta, Output, Raw, Tallied, Walked
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.interest import interested
from posture.model.request import Inside, Interest, Kind, Look, Read, Run, Tally, Walk
from posture.transport.globbing import path_matches
from posture.transport.script import MAGIC
from posture.transport.session import Batch

_HEADER = re.compile(rb"(?:\A|\n)" + MAGIC.encode() + rb" ([0-9a-f]{32})(?=\n)")
_TIMED_OUT = (124, 137, 143)
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
class _Walk:
    """A walk as it comes in: what find met by name or mode, what has no owner, and how find ended."""

    knows_owners: bool
    met: list[Meta] = field(default_factory=list)
    unowned: list[Meta] = field(default_factory=list)
    status: int | None = None
    denied: int = 0
    """Folders that find could not enter or read."""


@dataclass(slots=True)
class _Heap:
    """What has come in for each request, before it is made an answer."""

    files: dict[int, list[tuple[str, bytes, int]]] = field(default_factory=dict)
    troubles: dict[int, list[Unavailable]] = field(default_factory=dict)
    absent: set[int] = field(default_factory=set)
    outputs: dict[int, tuple[bytes, int | None]] = field(default_factory=dict)
    walks: dict[int, _Walk] = field(default_factory=dict)
    tallies: dict[int, tuple[list[bytes], int | None]] = field(default_factory=dict)
    metas: dict[str, Meta] = field(default_factory=dict)
    stat_failed: bool = False
    current: tuple[str, int, str] = ("", -1, "")
    content: bytes = b""


def read(data: bytes, requests: Sequence[Inside]) -> Batch:
    """The answers to `requests`, in whose order the script was made.

    A request whose record never came is Unavailable(truncated): the connection was cut, or the script died.
    """
    stream = cut(data)
    heap = _gather(stream.records)
    return {request: _answer(number, request, heap) for number, request in enumerate(requests)}


def _gather(records: Sequence[bytes]) -> _Heap:
    """Sort the records; each belongs to the file, program, walk or tally that was opened last."""
    heap = _Heap()
    for record in records:
        tag, rest = record[:2], record[2:]
        if tag in _OPENS:
            number, words = _number(rest)
            heap.current, heap.content = (_OPENS[tag], number, _text(words)), b""
        _TAKE.get(tag, _ignore)(heap, tag, rest)
    return heap


def _ignore(heap: _Heap, tag: bytes, rest: bytes) -> None:
    """Records that carry nothing for an answer: facts, manifest, the end."""


def _take_open(heap: _Heap, tag: bytes, rest: bytes) -> None:
    kind, number, words = heap.current
    if kind == "run":
        heap.outputs[number] = (b"", None)
    elif kind == "walk":
        heap.walks[number] = _Walk(words.strip() == "1")
    elif kind == "tally":
        heap.tallies[number] = ([], None)


def _take_content(heap: _Heap, tag: bytes, rest: bytes) -> None:
    heap.content = rest
    if heap.current[0] == "run":
        heap.outputs[heap.current[1]] = (rest, None)


def _take_status(heap: _Heap, tag: bytes, rest: bytes) -> None:
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
        heap.tallies[number] = (heap.tallies[number][0], status)


def _take_nothing(heap: _Heap, tag: bytes, rest: bytes) -> None:
    number, words = _number(rest)
    if tag == b"a ":
        heap.absent.add(number)
    else:
        heap.troubles.setdefault(number, []).append(_trouble(words))


def _take_meta(heap: _Heap, tag: bytes, rest: bytes) -> None:
    meta = _meta(rest)
    if meta is None:
        return
    if tag == b"s ":
        heap.metas[meta.path] = meta
    elif heap.current[0] == "walk":
        walk = heap.walks[heap.current[1]]
        (walk.met if tag == b"m " else walk.unowned).append(meta)


def _take_count(heap: _Heap, tag: bytes, rest: bytes) -> None:
    if heap.current[0] == "tally":
        heap.tallies[heap.current[1]][0].append(rest)


def _take_stat_failed(heap: _Heap, tag: bytes, rest: bytes) -> None:
    heap.stat_failed = True


_OPENS: Mapping[bytes, str] = {b"p ": "file", b"o ": "run", b"w ": "walk", b"t ": "tally"}
_TAKE: Mapping[bytes, Callable[[_Heap, bytes, bytes], None]] = {
    **dict.fromkeys(_OPENS, _take_open),
    b"c ": _take_content,
    **dict.fromkeys((b"e ", b"x ", b"z "), _take_status),
    **dict.fromkeys((b"n ", b"a "), _take_nothing),
    **dict.fromkeys((b"s ", b"m ", b"u "), _take_meta),
    b"k ": _take_count,
    b"b ": _take_stat_failed,
}


def _answer(number: int, request: Inside, heap: _Heap) -> Evidence[Raw]:
    if isinstance(request, Read):
        return _read(number, request, heap)
    if isinstance(request, Look):
        return _look(number, request, heap)
    if isinstance(request, Run):
        return _run(number, request, heap)
    if isinstance(request, Walk):
        return _walk(number, request, heap)
    return _tally(number, request, heap)


def _lost(number: int, request: Inside, heap: _Heap) -> Evidence[Raw]:
    """What it means that no content came: a stated reason, a stated absence, or a cut stream."""
    if heap.troubles.get(number):
        return heap.troubles[number][0]
    if number in heap.absent:
        return Absent((Source(getattr(request, "path", "") or getattr(request, "root", "")),))
    return Unavailable(Reason.TRUNCATED, "the answer was cut off before this was asked")


def _file(path: str, content: bytes, status: int, request: Read, heap: _Heap) -> File | Unavailable:
    meta = heap.metas.get(path)
    if len(content) > request.limit or (meta is not None and meta.kind == "file" and meta.size > request.limit):
        return Unavailable(Reason.TRUNCATED, f"{path} is longer than {request.limit} bytes", (Source(path),))
    if status != 0:
        reason = Reason.TOOL_MISSING if status == 127 else Reason.FAILED
        return Unavailable(reason, f"{path} could not be read to its end (status {status})", (Source(path),))
    return File(path, content.decode("utf-8", "surrogateescape"), meta, f"sha256:{sha256(content).hexdigest()}")


def _read(number: int, request: Read, heap: _Heap) -> Evidence[Raw]:
    results = [_file(path, content, status, request, heap) for path, content, status in heap.files.get(number, [])]
    found = tuple(result for result in results if isinstance(result, File))
    troubles = tuple(heap.troubles.get(number, ())) + tuple(
        result for result in results if isinstance(result, Unavailable)
    )
    if not request.is_glob:
        if found:
            return Observed(found[0], (found[0].source(),))
        return troubles[0] if troubles else _lost(number, request, heap)
    if not found and not troubles:
        return Absent((Source(request.path),))
    return Observed(Files(found=found, troubles=troubles), tuple(file.source() for file in found))


def _look(number: int, request: Look, heap: _Heap) -> Evidence[Raw]:
    if heap.stat_failed:
        return Unavailable(Reason.FAILED, f"stat could not be run for {request.path}")
    troubles = tuple(heap.troubles.get(number, ()))
    if not request.is_glob:
        meta = heap.metas.get(request.path)
        if meta is None:
            return _lost(number, request, heap)
        return Observed(Files(metas=(meta,)), (Source(meta.path),))
    metas = tuple(meta for path, meta in sorted(heap.metas.items()) if path_matches(path, request.path))
    if len(metas) > request.most:
        troubles += (Unavailable(Reason.TRUNCATED, f"{request.path}: more than {request.most} matches"),)
        metas = metas[: request.most]
    if not metas and not troubles:
        return Absent((Source(request.path),))
    return Observed(Files(metas=metas, troubles=troubles), tuple(Source(meta.path) for meta in metas))


def _run(number: int, request: Run, heap: _Heap) -> Evidence[Raw]:
    if number not in heap.outputs:
        lost = _lost(number, request, heap)
        if isinstance(lost, Unavailable) and lost.reason is Reason.TOOL_MISSING:
            return Unavailable(Reason.TOOL_MISSING, f"{request.argv[0]} is not installed")
        return lost
    content, status = heap.outputs[number]
    line = " ".join(request.argv)
    if status is None or len(content) > request.limit:
        return Unavailable(Reason.TRUNCATED, f"`{line}` printed more than {request.limit} bytes")
    if status in _TIMED_OUT:
        return Unavailable(Reason.TIMEOUT, f"`{line}` did not end within {request.seconds} s")
    text = content.decode("utf-8", "surrogateescape")
    output = Output(request.argv, status, text, f"sha256:{sha256(content).hexdigest()}")
    return Observed(output, (output.source(),))


def _walk(number: int, request: Walk, heap: _Heap) -> Evidence[Raw]:
    if number not in heap.walks:
        return _lost(number, request, heap)
    walk = heap.walks[number]
    interests = request.interests if walk.knows_owners else request.interests - {Interest.UNOWNED}
    named = [meta for meta in walk.met if interested(meta, request.interests - {Interest.UNOWNED})]
    unique = {meta.path: meta for meta in (*named, *walk.unowned)}
    why, reason = _why_partial(walk, request)
    if len(unique) > request.most:
        why, reason = f"more than {request.most} files met", Reason.TRUNCATED
    shown = tuple(unique[path] for path in sorted(unique)[: request.most])
    walked = Walked(request.root, shown, interests, not why, why, reason)
    return Observed(walked, (Source(f"find {request.root}"),))


def _why_partial(walk: _Walk, request: Walk) -> tuple[str, Reason]:
    """Why the walk is not whole. Status 1 alone is no reason: files vanish on a host at work."""
    if walk.status is None:
        return "the answer was cut off", Reason.TRUNCATED
    if walk.status in _TIMED_OUT:
        return f"the walk did not end within {request.seconds} s", Reason.TIMEOUT
    if walk.denied:
        return f"{walk.denied} folders could not be entered", Reason.PERMISSION
    return (f"find ended with status {walk.status}", Reason.FAILED) if walk.status > 1 else ("", Reason.TRUNCATED)


def _tally(number: int, request: Tally, heap: _Heap) -> Evidence[Raw]:
    if number not in heap.tallies:
        return _lost(number, request, heap)
    rows, status = heap.tallies[number]
    counts = tuple(_tally_rows(rows, request))
    why = ""
    if status is None:
        why = "the answer was cut off"
    elif status in _TIMED_OUT:
        why = f"counting did not end within {request.seconds} s"
    elif status != 0:
        why = "some files could not be read"
    return Observed(
        Tallied(request.root, counts, len({row[0] for row in counts}), not why, why), (Source(request.root),)
    )


def _tally_rows(rows: Sequence[bytes], request: Tally) -> Iterator[tuple[str, Kind, int]]:
    """Records of the form `KIND COUNT PATH`."""
    for row in rows:
        kind, _, rest = row.partition(b" ")
        number, _, path = rest.partition(b" ")
        try:
            known = Kind(kind.decode("ascii"))
            if known in request.kinds:
                yield _text(path.removesuffix(b"\n")), known, int(number)
        except ValueError:
            continue


def _meta(rest: bytes) -> Meta | None:
    words = rest.rstrip(b"\n").split(b" ", 5) if rest.endswith(b"\n") else rest.split(b" ", 5)
    try:
        mode, uid, gid, size, mtime = int(words[0], 16), *(int(word) for word in words[1:5])
        return Meta(_text(words[5]), _KINDS.get(stat.S_IFMT(mode), "other"), stat.S_IMODE(mode), uid, gid, size, mtime)
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
    return Unavailable(known, _text(detail), (Source(_text(detail)),))


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
