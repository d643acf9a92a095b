"""Whether unattended-upgrades or dnf-automatic is set up."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Redaction
from posture.model.setting import Setting
from posture.parse.apt_conf import apt_settings
from posture.parse.assignments import assignments
from posture.parse.auto_updates import AutoUpdates
from posture.probe.base import Probe
from posture.probe.repositories import CONFIG, CONFIGS

PROGRAM, DNF = "/usr/bin/unattended-upgrade", "/etc/dnf/automatic.conf"


def parse(answers: Answers) -> Evidence[AutoUpdates]:
    """Absent when neither is installed."""
    program, dnf = answers.meta(PROGRAM), answers.file(DNF)
    for answer in (program, dnf):
        if isinstance(answer, Unavailable):
            return answer
    if isinstance(program, Absent) and isinstance(dnf, Absent):
        return Absent((Source(PROGRAM), Source(DNF)))
    apt = lists = None
    files: list[File] = []
    if isinstance(program, Observed):
        many, main = answers.files(CONFIGS), answers.file(CONFIG)
        if isinstance(many, Unavailable):
            return many
        if isinstance(main, Unavailable):
            return main
        files += sorted(many.value, key=lambda file: file.path) if isinstance(many, Observed) else ()
        files += (main.value,) if isinstance(main, Observed) else ()
        settings = apt_settings(files)
        apt = settings.get("apt::periodic::unattended-upgrade", Setting("0", default=True))
        lists = settings.get("apt::periodic::update-package-lists", Setting("0", default=True))
    applied = (
        assignments(dnf.value).get("apply_updates", Setting("no", default=True)) if isinstance(dnf, Observed) else None
    )
    return Observed(AutoUpdates(apt, lists, applied), (*(file.source() for file in files), *dnf.sources))


AUTO_UPDATES = Probe(
    name="auto_updates",
    record=AutoUpdates,
    about="Whether unattended-upgrades or dnf-automatic is set up.",
    requests=(
        Look(PROGRAM),
        Read(DNF, redact=Redaction.SETTINGS),
        Read(CONFIG, redact=Redaction.SETTINGS),
        Read(CONFIGS, redact=Redaction.SETTINGS),
    ),
    parse=parse,
)
