"""Makes answers of the collector's records: each request gets evidence, whatever came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from posture.model.answer import File, Files, Output, Raw, Tallied, Walked
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.interest import interested
from posture.model.request import Inside, Interest, Kind, Look, Read, Run, Tally, Walk
from posture.transport.globbing import path_matches
from posture.transport.session import Batch
from posture.transport.stream import Heap, WalkRecords, cut, gather, text

_TIMED_OUT = (124, 137, 143)


def read(data: bytes, requests: Sequence[Inside]) -> Batch:
    """The answers to `requests`, in whose order the script was made.

    A request whose record never came is Unavailable(truncated): the connection was cut, or the script died.
    """
    stream = cut(data)
    heap = gather(stream.records)
    return {request: _answer(number, request, heap) for number, request in enumerate(requests)}


def _answer(number: int, request: Inside, heap: Heap) -> Evidence[Raw]:
    if isinstance(request, Read):
        return _read(number, request, heap)
    if isinstance(request, Look):
        return _look(number, request, heap)
    if isinstance(request, Run):
        return _run(number, request, heap)
    if isinstance(request, Walk):
        return _walk(number, request, heap)
    return _tally(number, request, heap)


def _lost(number: int, request: Inside, heap: Heap) -> Evidence[Raw]:
    """What it means that no content came: a stated reason, a stated absence, or a cut stream."""
    if heap.troubles.get(number):
        return heap.troubles[number][0]
    if number in heap.absent:
        return Absent((Source(getattr(request, "path", "") or getattr(request, "root", "")),))
    return Unavailable(Reason.TRUNCATED, "the answer was cut off before this was asked")


def _file(path: str, content: bytes, status: int, request: Read, heap: Heap) -> File | Unavailable:
    meta = heap.metas.get(path)
    if len(content) > request.limit or (meta is not None and meta.kind == "file" and meta.size > request.limit):
        return Unavailable(Reason.TRUNCATED, f"{path} is longer than {request.limit} bytes", (Source(path),))
    if status != 0:
        reason = Reason.TOOL_MISSING if status == 127 else Reason.FAILED
        return Unavailable(reason, f"{path} could not be read to its end (status {status})", (Source(path),))
    return File(path, content.decode("utf-8", "surrogateescape"), meta, f"sha256:{sha256(content).hexdigest()}")


def _read(number: int, request: Read, heap: Heap) -> Evidence[Raw]:
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


def _look(number: int, request: Look, heap: Heap) -> Evidence[Raw]:
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


def _run(number: int, request: Run, heap: Heap) -> Evidence[Raw]:
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


def _walk(number: int, request: Walk, heap: Heap) -> Evidence[Raw]:
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


def _why_partial(walk: WalkRecords, request: Walk) -> tuple[str, Reason]:
    """Why the walk is not whole. Status 1 alone is no reason: files vanish on a host at work."""
    if walk.status is None:
        return "the answer was cut off", Reason.TRUNCATED
    if walk.status in _TIMED_OUT:
        return f"the walk did not end within {request.seconds} s", Reason.TIMEOUT
    if walk.denied:
        return f"{walk.denied} folders could not be entered", Reason.PERMISSION
    return (f"find ended with status {walk.status}", Reason.FAILED) if walk.status > 1 else ("", Reason.TRUNCATED)


def _tally(number: int, request: Tally, heap: Heap) -> Evidence[Raw]:
    if number not in heap.tallies:
        return _lost(number, request, heap)
    tally = heap.tallies[number]
    counts = tuple(_tally_rows(tally.rows, request))
    why = ""
    if tally.status is None:
        why = "the answer was cut off"
    elif tally.status in _TIMED_OUT:
        why = f"counting did not end within {request.seconds} s"
    elif tally.status != 0:
        why = "some files could not be read"
    elif tally.longer:
        why = f"{tally.longer} files are longer than {request.limit} bytes and were not looked into"
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
                yield text(path.removesuffix(b"\n")), known, int(number)
        except ValueError:
            continue
