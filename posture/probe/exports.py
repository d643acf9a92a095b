"""Folders that an NFS server hands out."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.parse.exports import Export, Exports, read_exports
from posture.probe.base import Probe

MAIN = "/etc/exports"
OTHERS = "/etc/exports.d/*.exports"


def parse(answers: Answers) -> Evidence[Exports]:
    """Absent when nothing is exported: no file, or files of comments."""
    found: list[Export] = []
    sources: list[Source] = []
    main, others = answers.file(MAIN), answers.files(OTHERS)
    if isinstance(main, Unavailable):
        return main
    if isinstance(others, Unavailable):
        return others
    files = [main.value] if isinstance(main, Observed) else []
    files += others.value if isinstance(others, Observed) else ()
    for file in files:
        found += read_exports(file)
        sources.append(file.source())
    if not found:
        return Absent(tuple(sources) or (Source(MAIN),))
    return Observed(Exports(tuple(found)), tuple(sources))


EXPORTS = Probe(
    name="exports",
    record=Exports,
    about="NFS exports with their clients and options.",
    requests=(Read(MAIN), Read(OTHERS)),
    parse=parse,
)
