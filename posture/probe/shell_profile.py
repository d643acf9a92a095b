"""What the shell of somebody who logs in is told by the system-wide files."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read
from posture.parse.shell_profile import DROP_INS, PROFILE, RC_FILES, ShellProfile, shell_profile
from posture.probe.base import Probe

PATTERN = f"{DROP_INS}/*.sh"


def parse(answers: Answers) -> Evidence[ShellProfile]:
    """Absent without /etc/profile; Unavailable when a file it may read cannot be read."""
    rc_files: list[File] = []
    for path in RC_FILES:
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            rc_files.append(answer.value)
    drop_ins = answers.files(PATTERN)
    if isinstance(drop_ins, Unavailable):
        return drop_ins
    profile = answers.file(PROFILE)
    if isinstance(profile, Unavailable):
        return profile
    if isinstance(profile, Absent):
        return Absent((Source(PROFILE),))
    found = drop_ins.value if isinstance(drop_ins, Observed) else ()
    record = shell_profile(profile.value, tuple(rc_files), found)
    return Observed(record, tuple(file.source() for file in (profile.value, *rc_files, *found)))


SHELL_PROFILE = Probe(
    name="shell_profile",
    record=ShellProfile,
    about="TMOUT and umask of login shells, from /etc/profile and the files it reads.",
    requests=(Read(PROFILE), *(Read(path) for path in RC_FILES), Read(PATTERN)),
    parse=parse,
)
