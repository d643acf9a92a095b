"""How long logrotate keeps old logs."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Unavailable
from posture.model.request import Read, Request
from posture.parse.logrotate import Logrotate, counted, includes, rotations
from posture.probe.base import Probe
from posture.probe.include import may_follow, may_list

MAIN, FOLDER = "/etc/logrotate.conf", "/etc/logrotate.d"


def parse(answers: Answers) -> Evidence[Logrotate]:
    """Absent without the main file: logrotate then rotates nothing."""
    main = answers.file(MAIN)
    if not isinstance(main, Observed):
        return main
    included: dict[str, tuple[File, ...]] = {}
    for path in includes(main.value):
        single, many = answers.file(path), answers.files(f"{path.rstrip('/')}/*")
        if isinstance(many, Unavailable):
            return many
        if isinstance(many, Observed):
            found = [file for file in many.value if counted(file.path.rsplit("/", 1)[-1])]
            included[path] = tuple(sorted(found, key=lambda file: file.path))
        elif isinstance(single, Observed):
            included[path] = (single.value,)
        elif isinstance(single, Unavailable) and path.rstrip("/") != FOLDER:
            return single
    sources = [file.source() for files in included.values() for file in files]
    return Observed(rotations(main.value, included), (main.value.source(), *sources))


def follow(answers: Answers) -> tuple[Request, ...]:
    """Includes other than the usual folder."""
    main = answers.file(MAIN)
    if not isinstance(main, Observed):
        return ()
    paths = [path.rstrip("/") for path in includes(main.value)]
    wanted: list[Request] = []
    for path in paths:
        wanted += [Read(f"{path}/*")] if path != FOLDER and may_list(f"{path}/*", "logrotate") else []
        wanted += [Read(path)] if path != FOLDER and may_follow(path) else []
    return tuple(wanted)


LOGROTATE = Probe(
    name="logrotate",
    record=Logrotate,
    about="How long logrotate keeps the logs it rotates.",
    requests=(Read(MAIN), Read(f"{FOLDER}/*")),
    parse=parse,
    follow=follow,
)
