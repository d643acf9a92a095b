"""Kernel parameters, from /proc/sys where the target runs and from every configured source."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read
from posture.model.setting import Setting
from posture.parse.sysctl import FOLDERS, LAST, Sysctl, configured, number, path
from posture.parse.systemd_conf import not_running
from posture.probe.base import Probe

RUNTIME = (
    "fs.protected_fifos",
    "fs.protected_hardlinks",
    "fs.protected_regular",
    "fs.protected_symlinks",
    "fs.suid_dumpable",
    "kernel.core_pattern",
    "kernel.dmesg_restrict",
    "kernel.kptr_restrict",
    "kernel.randomize_va_space",
    "kernel.sysrq",
    "kernel.unprivileged_bpf_disabled",
    "kernel.yama.ptrace_scope",
    "net.ipv4.conf.all.accept_redirects",
    "net.ipv4.conf.all.accept_source_route",
    "net.ipv4.conf.all.log_martians",
    "net.ipv4.conf.all.rp_filter",
    "net.ipv4.conf.all.secure_redirects",
    "net.ipv4.conf.all.send_redirects",
    "net.ipv4.conf.default.accept_redirects",
    "net.ipv4.conf.default.accept_source_route",
    "net.ipv4.conf.default.send_redirects",
    "net.ipv4.icmp_echo_ignore_broadcasts",
    "net.ipv4.ip_forward",
    "net.ipv4.tcp_syncookies",
    "net.ipv6.conf.all.accept_ra",
    "net.ipv6.conf.all.accept_redirects",
    "net.ipv6.conf.all.accept_source_route",
    "net.ipv6.conf.all.disable_ipv6",
    "net.ipv6.conf.all.forwarding",
    "net.ipv6.conf.default.accept_redirects",
)
"""The keys asked for at run time. `sysctl -a` would cost a thousand reads to answer thirty questions."""

SYSTEMD = ("/usr/lib/systemd/systemd-sysctl", "/lib/systemd/systemd-sysctl")


def _path(key: str) -> str:
    return f"/proc/sys/{path(key)}"


def parse(answers: Answers) -> Evidence[Sysctl]:
    """Runtime values where there are any; Unavailable only when neither side can be read."""
    running: dict[str, Setting] = {}
    missing: set[str] = set()
    blind: Unavailable | None = None
    for key in RUNTIME:
        answer = answers.file(_path(key))
        if isinstance(answer, Observed):
            value = answer.value.text.strip()
            running[key] = Setting(number(value), Source(_path(key), 1, value, answer.value.digest))
        elif isinstance(answer, Absent):
            missing.add(key)
        else:
            blind = answer
    files = _files(answers)
    if isinstance(files, Unavailable):
        return files
    found = files.value if isinstance(files, Observed) else ()
    if not running and not found and blind is not None:
        return blind
    if not running and not found:
        return Absent(tuple(Source(folder) for folder in FOLDERS))
    sources = tuple(setting.at for setting in list(running.values())[:3] if setting.at)
    record = Sysctl(running, configured(found), frozenset(missing) if running else frozenset())
    return Observed(record, (*sources, *(file.source() for file in found)))


def _files(answers: Answers) -> Evidence[tuple[File, ...]]:
    found: list[File] = []
    for folder in FOLDERS:
        answer = answers.files(f"{folder}/*.conf")
        if isinstance(answer, Unavailable) and not not_running(folder, answer):
            return answer
        if isinstance(answer, Observed):
            found += answer.value
    if any(isinstance(answers.meta(program), Observed) for program in SYSTEMD):
        return Observed(tuple(found))
    last = answers.file(LAST)
    if isinstance(last, Unavailable):
        return last
    if isinstance(last, Observed):
        found.append(last.value)
    return Observed(tuple(found))


SYSCTL = Probe(
    name="sysctl",
    record=Sysctl,
    about="Kernel parameters: running values and all configured sources in systemd's order.",
    requests=(
        *(Read(_path(key), limit=4096) for key in RUNTIME),
        *(Read(f"{folder}/*.conf") for folder in FOLDERS),
        Read(LAST),
        *(Look(program) for program in SYSTEMD),
    ),
    parse=parse,
)
