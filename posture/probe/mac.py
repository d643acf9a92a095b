"""Mandatory access control: SELinux and AppArmor."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Read
from posture.model.setting import Setting
from posture.parse.assignments import assignments
from posture.parse.mac import Mac, enforced
from posture.probe.base import Probe

CONFIG, ENFORCE = "/etc/selinux/config", "/sys/fs/selinux/enforce"
ENABLED, PROFILES = "/sys/module/apparmor/parameters/enabled", "/sys/kernel/security/apparmor/profiles"


def parse(answers: Answers) -> Evidence[Mac]:
    """Unavailable only when SELinux's configuration cannot be read."""
    config, enforce = answers.file(CONFIG), answers.file(ENFORCE)
    enabled, profiles = answers.file(ENABLED), answers.file(PROFILES)
    if isinstance(config, Unavailable):
        return config
    seen = tuple(source for answer in (config, enforce, enabled, profiles) for source in _sources(answer))
    record = Mac(
        _value(ENFORCE, enforce),
        assignments(config.value).get("SELINUX") if isinstance(config, Observed) else None,
        _value(ENABLED, enabled),
        enforced(profiles.value.text) if isinstance(profiles, Observed) else None,
        profiles if isinstance(profiles, Unavailable) else None,
        Source(PROFILES),
        not any(
            isinstance(answer, Unavailable) and answer.reason is Reason.UNSUPPORTED for answer in (enforce, enabled)
        ),
    )
    return Observed(record, seen)


def _unsupported(answer: Evidence[File]) -> bool:
    return isinstance(answer, Unavailable) and answer.reason is Reason.UNSUPPORTED


def _sources(answer: Evidence[File]) -> tuple[Source, ...]:
    return () if isinstance(answer, Absent) else answer.sources


def _value(path: str, answer: Evidence[File]) -> Setting | None:
    if not isinstance(answer, Observed):
        return None
    text = answer.value.text.strip()
    return Setting(text, Source(path, 1, text))


MAC = Probe(
    name="mac",
    record=Mac,
    about="SELinux and AppArmor: running mode, configured mode, enforced profiles.",
    requests=(Read(CONFIG), Read(ENFORCE, limit=64), Read(ENABLED, limit=64), Read(PROFILES)),
    parse=parse,
)
