"""Private keys, dumps and secrets by name, out of the one walk; then a look into those that others can read."""

from __future__ import annotations

from collections.abc import Iterator

from posture.model.answer import Answers, Meta
from posture.model.evidence import Evidence, Observed, Reason, Unavailable
from posture.model.interest import by_name
from posture.model.request import Interest, Look, Read, Redaction, Request, Walk
from posture.parse.exposure import above, readable_by_others
from posture.parse.sensitive_files import SensitiveFiles, Suspect, holds_key, holds_secret, opaque
from posture.probe.base import Probe

INTERESTS = frozenset((Interest.PRIVATE_KEY_NAME, Interest.DATA_DUMP_NAME, Interest.SECRET_NAME))
MOST = 250
"""Files looked into, per kind; the rest counts as not looked at."""
_REDACTION = {Interest.PRIVATE_KEY_NAME: Redaction.PRIVATE_KEY, Interest.SECRET_NAME: Redaction.SETTINGS}
_HELD_BACK = ("/etc/shadow", "/etc/gshadow", "/etc/passwd", "/etc/group")


def _open_files(met: tuple[Meta, ...], interest: Interest) -> list[Meta]:
    return [meta for meta in met if meta.mode & 0o004 and by_name(meta, interest)]


def parse(answers: Answers) -> Evidence[SensitiveFiles]:
    """Unavailable without the walk."""
    walked = answers.walked("/")
    if not isinstance(walked, Observed):
        return walked
    if not walked.value.interests >= INTERESTS:
        return Unavailable(Reason.NOT_IN_BUNDLE, "the walk that was recorded did not look at names")
    found = {interest: tuple(_suspects(answers, walked.value.met, interest)) for interest in INTERESTS}
    names = {Interest.PRIVATE_KEY_NAME: "keys", Interest.DATA_DUMP_NAME: "dumps", Interest.SECRET_NAME: "secrets"}
    crowded = (names[one] for one in INTERESTS if len(_open_files(walked.value.met, one)) > MOST)
    record = SensitiveFiles(
        found[Interest.PRIVATE_KEY_NAME],
        found[Interest.DATA_DUMP_NAME],
        found[Interest.SECRET_NAME],
        walked.value.complete,
        walked.value.why_partial,
        walked.value.reason,
        frozenset(crowded),
    )
    return Observed(record, walked.sources)


def _suspects(answers: Answers, met: tuple[Meta, ...], interest: Interest) -> Iterator[Suspect]:
    for meta in _open_files(met, interest)[:MOST]:
        folders = {path: _folder(answers, path) for path in above(meta.path)}
        yield Suspect(meta, readable_by_others(meta, folders), _holds(answers, meta, interest))


def _folder(answers: Answers, path: str) -> Meta | None:
    seen = answers.meta(path)
    return seen.value if isinstance(seen, Observed) else None


def _holds(answers: Answers, meta: Meta, interest: Interest) -> bool | None:
    if interest is Interest.DATA_DUMP_NAME:
        return meta.size > 0
    if opaque(meta.path):
        return True
    file = answers.file(meta.path)
    if not isinstance(file, Observed):
        return None
    return holds_key(file.value) if interest is Interest.PRIVATE_KEY_NAME else holds_secret(file.value)


def follow(answers: Answers) -> tuple[Request, ...]:
    """The folders above each open file, and the file itself with its secrets taken out."""
    walked = answers.walked("/")
    if not isinstance(walked, Observed):
        return ()
    wanted: dict[Request, None] = {}
    for interest in sorted(INTERESTS):
        for meta in _open_files(walked.value.met, interest)[:MOST]:
            wanted |= dict.fromkeys(Look(path) for path in above(meta.path))
            if interest in _REDACTION and not opaque(meta.path) and not meta.path.startswith(_HELD_BACK):
                wanted[Read(meta.path, limit=65536, redact=_REDACTION[interest])] = None
    return tuple(wanted)


SENSITIVE_FILES = Probe(
    name="sensitive_files",
    record=SensitiveFiles,
    about="Private keys, database dumps and secrets by name, and whether every account can read them.",
    requests=(Walk("/", INTERESTS),),
    parse=parse,
    follow=follow,
)
