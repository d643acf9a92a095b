"""PAM: every service file, and the option files of the modules that are judged."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Request
from posture.model.setting import Setting
from posture.parse.option_file import option_lines
from posture.parse.pam import FOLDERS, included, services
from posture.parse.pam_policy import Pam
from posture.parse.pam_quality import pwquality
from posture.probe.base import Probe
from posture.probe.include import may_follow

PWQUALITY = "/etc/security/pwquality.conf"
FAILLOCK = "/etc/security/faillock.conf"
PWHISTORY = "/etc/security/pwhistory.conf"
DROP_INS = f"{PWQUALITY}.d/*.conf"


def parse(answers: Answers) -> Evidence[Pam]:
    """Absent without any service file; Unavailable when one of them, or an option file, cannot be read."""
    found: dict[str, tuple[File, ...]] = {}
    for folder in FOLDERS:
        answer = answers.files(f"{folder}/*")
        if isinstance(answer, Unavailable):
            return answer
        found[folder] = answer.value if isinstance(answer, Observed) else ()
    if not any(found.values()):
        return Absent(tuple(Source(folder) for folder in FOLDERS))
    others: dict[str, File | None] = {}
    for path in (PWQUALITY, FAILLOCK, PWHISTORY, *_outside(answers)):
        asked = answers.file(path)
        if isinstance(asked, Unavailable):
            return asked
        others[path] = asked.value if isinstance(asked, Observed) else None
    drop_ins = answers.files(DROP_INS)
    if isinstance(drop_ins, Unavailable):
        return drop_ins
    record = Pam(
        services({**found, "": tuple(file for file in others.values() if file)}),
        pwquality(drop_ins.value if isinstance(drop_ins, Observed) else (), others[PWQUALITY]),
        _options(others[FAILLOCK]),
        _options(others[PWHISTORY]),
    )
    return Observed(record, tuple(Source(folder) for folder in FOLDERS if found[folder]))


def follow(answers: Answers) -> tuple[Request, ...]:
    """Files outside the folders that a service includes by path."""
    return tuple(Read(path) for path in _outside(answers) if may_follow(path))


def _outside(answers: Answers) -> tuple[str, ...]:
    """The paths outside the folders that files read so far include, and those that these include in turn."""
    known: dict[str, File] = {}
    for folder in FOLDERS:
        answer = answers.matches(f"{folder}/*")
        known |= {file.path: file for file in (answer.value.found if isinstance(answer, Observed) else ())}
    paths: dict[str, None] = {}
    todo = list(known.values())
    while todo:
        for path in included(todo.pop()):
            if path.startswith("/") and path not in known and path not in paths:
                paths[path] = None
                asked = answers.file(path)
                if isinstance(asked, Observed):
                    todo.append(asked.value)
    return tuple(paths)


def _options(file: File | None) -> dict[str, Setting]:
    return dict(option_lines(file)) if file else {}


PAM = Probe(
    name="pam",
    record=Pam,
    about="PAM service files with everything they include, and the options of the password and lockout modules.",
    requests=(*(Read(f"{folder}/*") for folder in FOLDERS), *map(Read, (PWQUALITY, DROP_INS, FAILLOCK, PWHISTORY))),
    parse=parse,
    follow=follow,
)
