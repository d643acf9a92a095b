"""Where personal data lies: counts per file, never values; then the modes of the files that hold some."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Kind, Look, Request, Tally
from posture.parse.exposure import above, readable_by_others
from posture.parse.personal_files import PersonalData, PersonalFile
from posture.probe.base import Probe

ROOTS = ("/home", "/srv", "/var/www", "/var/backups")
KINDS = frozenset((Kind.RESIDENT_ID, Kind.MOBILE, Kind.BANK_CARD, Kind.EMAIL))
MOST = 200
"""Files whose modes are looked at, those with most values first."""


def _counts(answers: Answers) -> tuple[dict[str, dict[Kind, int]], list[str], list[Unavailable], int]:
    counts: dict[str, dict[Kind, int]] = {}
    partial, troubles, seen = [], [], 0
    for root in ROOTS:
        answer = answers.tallied(root)
        if isinstance(answer, Unavailable):
            troubles.append(answer)
        elif isinstance(answer, Observed):
            seen += 1
            for path, kind, number in answer.value.counts:
                counts.setdefault(path, {})[kind] = number
            if not answer.value.complete:
                partial.append(f"{root}: {answer.value.why_partial}")
    return counts, partial, troubles, seen


def _worst(counts: dict[str, dict[Kind, int]]) -> list[str]:
    def weight(path: str) -> tuple[int, str]:
        kinds = counts[path]
        return -sum(number for kind, number in kinds.items() if kind is not Kind.EMAIL), path

    return sorted((path for path in counts if weight(path)[0] < 0), key=weight)[:MOST]


def parse(answers: Answers) -> Evidence[PersonalData]:
    """Unavailable when no root could be counted; a root that could not be is named in the record."""
    counts, partial, troubles, seen = _counts(answers)
    if not seen:
        return troubles[0] if troubles else Absent(tuple(map(Source, ROOTS)))
    files = []
    for path in _worst(counts):
        meta = answers.meta(path)
        folders = {folder: _meta(answers, folder) for folder in above(path)}
        known = meta.value if isinstance(meta, Observed) else None
        opened = readable_by_others(known, folders) if known is not None else None
        files.append(PersonalFile(path, counts[path], known, opened))
    partial += [f"{trouble.reason}: {trouble.detail}" for trouble in troubles]
    return Observed(PersonalData(tuple(files), tuple(partial)), tuple(map(Source, ROOTS)))


def _meta(answers: Answers, path: str) -> Meta | None:
    seen = answers.meta(path)
    return seen.value if isinstance(seen, Observed) else None


def follow(answers: Answers) -> tuple[Request, ...]:
    """What stat says of each file that holds personal data, and of the folders above it."""
    wanted: dict[Request, None] = {}
    for path in _worst(_counts(answers)[0]):
        wanted |= dict.fromkeys(Look(each) for each in (*above(path), path))
    return tuple(wanted)


PERSONAL_DATA = Probe(
    name="personal_data",
    record=PersonalData,
    about="Counts of resident identity, mobile and card numbers per file below /home, /srv, /var/www, /var/backups.",
    requests=tuple(Tally(root, KINDS) for root in ROOTS),
    parse=parse,
    follow=follow,
)
