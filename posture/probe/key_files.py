"""Owners and modes of the files that decide what root runs and who gets in."""

from __future__ import annotations

from collections.abc import Mapping

from posture.model.answer import Answers, Meta
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look
from posture.parse.key_files import KeyFiles
from posture.probe.base import Probe

PURPOSES: Mapping[str, tuple[str, ...]] = {
    "sudo": ("/etc/sudoers", "/etc/sudoers.d", "/etc/sudoers.d/*"),
    "cron": (
        "/etc/crontab",
        "/etc/anacrontab",
        "/etc/cron.d",
        "/etc/cron.d/*",
        "/etc/cron.hourly",
        "/etc/cron.daily",
        "/etc/cron.weekly",
        "/etc/cron.monthly",
        "/etc/cron.*ly/*",
    ),
    "units": (
        "/etc/systemd/system",
        "/etc/systemd/system/*.*",
        "/etc/systemd/system/*.*/*",
        "/usr/lib/systemd/system",
        "/etc/init.d",
        "/etc/init.d/*",
        "/etc/rc.local",
        "/etc/rc.d/rc.local",
    ),
    "shell": (
        "/etc/profile",
        "/etc/profile.d",
        "/etc/profile.d/*",
        "/etc/bash.bashrc",
        "/etc/bashrc",
        "/etc/environment",
        "/root/.bashrc",
        "/root/.bash_profile",
        "/root/.profile",
    ),
    "libraries": (
        "/etc/ld.so.preload",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/ld.so.conf.d/*",
        "/usr/lib",
        "/usr/lib64",
        "/usr/local/lib",
    ),
    "programs": ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"),
    "security": (
        "/etc/passwd",
        "/etc/group",
        "/etc/login.defs",
        "/etc/nsswitch.conf",
        "/etc/pam.d",
        "/etc/pam.d/*",
        "/etc/security",
        "/etc/security/*",
        "/etc/ssh",
        "/etc/ssh/sshd_config",
        "/etc/ssh/sshd_config.d",
        "/etc/ssh/sshd_config.d/*",
        "/etc/modprobe.d",
        "/etc/modprobe.d/*",
        "/boot/grub/grub.cfg",
        "/boot/grub2/grub.cfg",
    ),
}


def parse(answers: Answers) -> Evidence[KeyFiles]:
    """Absent when none of them is there; what could not be looked at stands beside the rest, by purpose."""
    groups: dict[str, tuple[Meta, ...]] = {}
    troubles: dict[str, tuple[Unavailable, ...]] = {}
    for purpose, patterns in PURPOSES.items():
        found: dict[str, Meta] = {}
        missed: list[Unavailable] = []
        for pattern in patterns:
            answer = answers.metas(pattern) if "*" in pattern else _one(answers.meta(pattern))
            if isinstance(answer, Unavailable):
                missed.append(answer)
            elif isinstance(answer, Observed):
                found |= {meta.path: meta for meta in answer.value}
        groups[purpose] = tuple(found[path] for path in sorted(found))
        troubles[purpose] = tuple({trouble.detail: trouble for trouble in missed}.values())
    if not any(groups.values()) and not any(troubles.values()):
        return Absent((Source("/etc"),))
    return Observed(KeyFiles(groups, troubles), (Source("stat of key files"),))


def _one(answer: Evidence[Meta]) -> Evidence[tuple[Meta, ...]]:
    return Observed((answer.value,)) if isinstance(answer, Observed) else answer


KEY_FILES = Probe(
    name="key_files",
    record=KeyFiles,
    about="Owners and modes of cron files, units, login scripts, library and program folders, security settings.",
    requests=tuple(
        Look(path, most=3000) if "*" in path else Look(path)
        for path in dict.fromkeys(path for paths in PURPOSES.values() for path in paths)
    ),
    parse=parse,
)
