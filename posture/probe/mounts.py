"""Mounted file systems, now and after the next boot."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.parse.mounts import Mounts, table
from posture.probe.base import Probe

RUNNING, FSTAB = "/proc/mounts", "/etc/fstab"


def parse(answers: Answers) -> Evidence[Mounts]:
    """Unavailable when fstab cannot be read, or when neither side can; Absent when neither is there."""
    running, fstab = answers.file(RUNNING), answers.file(FSTAB)
    if isinstance(fstab, Unavailable):
        return fstab
    if not isinstance(running, Observed) and isinstance(fstab, Absent):
        return running if isinstance(running, Unavailable) else Absent((Source(RUNNING), Source(FSTAB)))
    record = Mounts(
        table(running.value) if isinstance(running, Observed) else None,
        table(fstab.value) if isinstance(fstab, Observed) else {},
    )
    return Observed(record, (*running.sources, *fstab.sources))


MOUNTS = Probe(
    name="mounts",
    record=Mounts,
    about="Mounted file systems with their options, from the kernel and from /etc/fstab.",
    requests=(Read(RUNNING), Read(FSTAB)),
    parse=parse,
)
