"""The audit system: running, recording the events that matter, and not to be switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from posture.api import (
    Audit,
    Clock,
    Evidence,
    Fail,
    Installed,
    LogFiles,
    NotApplicable,
    Observed,
    Param,
    Pass,
    Rule,
    Ruleset,
    Source,
    Startup,
    Tighter,
    Unknown,
    Verdict,
    check,
)

IDENTITY = ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d")
TIME = ("adjtimex", "settimeofday", "clock_settime")
MODULES = ("init_module", "finit_module", "delete_module")
PERMISSIONS = ("chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat")


@check(
    "host.audit.daemon",
    title="The audit daemon is installed and starts at boot",
    ccss="AV:L/AC:L/Au:N/C:N/I:C/A:N",
    fix="Install auditd (audit on the RHEL family) and run `systemctl enable --now auditd`.",
    confirm="systemctl is-enabled auditd; auditctl -s",
    maps={"mlps": ("8.1.4.3a",), "attack": ("T1562.012",), "cis-controls-8": ("8.2",)},
)
def daemon(installed: Installed, startup: Startup | None, audit: Evidence[Audit]) -> Iterator[Verdict]:
    """Without audit records nobody can reconstruct who changed what, and the law's record of events is missing."""
    if installed.container:
        yield NotApplicable(because="a container is audited by the kernel of its host", at=installed.container)
        return
    found = installed.first("auditd")
    if found is None:
        unsure = installed.unsure("auditd")
        if unsure is not None:
            yield Unknown(because=unsure.detail, reason=unsure.reason)
        else:
            yield Fail(observed="not installed", expected="auditd installed and enabled")
    elif startup is None:
        yield Unknown(because="auditd is installed, but no init system was found that would start it", at=found[1])
    else:
        enabled = startup.starts("auditd")
        kind = Pass if enabled else Fail
        observed = "enabled" if enabled else "installed, not enabled"
        yield kind(observed=observed, expected="auditd installed and enabled", at=enabled or found[1])
        yield from _switched_off(audit)


def _switched_off(audit: Evidence[Audit]) -> Iterator[Verdict]:
    """A flag that stops all recording, in the kernel or in the rules of the next boot."""
    for subject, rules in audit.value.rulesets if isinstance(audit, Observed) else ():
        if rules.flag is not None and rules.flag.value == 0:
            subject = f"the kernel {subject}".strip()
            yield Fail(
                subject=subject, observed="auditing is switched off (-e 0)", expected="-e 1 or -e 2", at=rules.flag
            )


def _judged(audit: Audit, wanted: tuple[str, ...], find: Callable[[Ruleset, str], Rule | None]) -> Iterator[Verdict]:
    """One verdict per set of rules: which of the wanted things no rule records."""
    for subject, rules in audit.rulesets:
        silenced = rules.silenced()
        if silenced is not None:
            observed = "a rule takes every process out of auditing"
            yield Fail(subject=subject, observed=observed, expected="no such rule", at=silenced.at)
            continue
        found = {name: find(rules, name) for name in wanted}
        lacking = [name for name, rule in found.items() if rule is None]
        expected = f"rules that record {', '.join(wanted)}"
        if lacking:
            yield Fail(subject=subject, observed=f"not recorded: {', '.join(lacking)}", expected=expected)
        else:
            at = tuple(dict.fromkeys(rule.at for rule in found.values() if rule is not None))
            yield Pass(subject=subject, observed="all recorded", expected=expected, at=at)


@check(
    "host.audit.identity_files",
    title="Changes to accounts and to sudo are recorded",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:N",
    fix="Add `-w FILE -p wa -k identity` for each file to /etc/audit/rules.d/, then run `augenrules --load`.",
    confirm="auditctl -l | grep -E 'passwd|shadow|group|sudoers'",
    params={"files": Param(IDENTITY, Tighter.SUPERSET, "files and folders whose changes are recorded")},
    maps={"mlps": ("8.1.4.3a",), "attack": ("T1136.001", "T1562.012"), "cis-controls-8": ("8.5",)},
)
def identity_files(audit: Audit, *, files: tuple[str, ...]) -> Iterator[Verdict]:
    """A new account or a new rule of sudo is how an intruder comes back; this record tells when it was made."""
    return _judged(audit, files, lambda rules, path: rules.watching(path, "wa"))


@check(
    "host.audit.privileged",
    title="The use of root's rights is recorded",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:N",
    fix="Add `-a always,exit -F arch=b64 -S execve -C uid!=euid -F euid=0 -k privileged` to /etc/audit/rules.d/.",
    confirm="auditctl -l | grep -E 'execve|/su'",
    maps={"mlps": ("8.1.4.3a", "8.1.5.1a"), "attack": ("T1548.003", "T1562.012")},
)
def privileged(audit: Audit, installed: Installed) -> Iterator[Verdict]:
    """What was done as root is the first question after an incident; a shell's history can be switched off."""
    programs = tuple(source.what for _, source in installed.all("su", "sudo")) or ("/usr/bin/su",)

    def recorded(rules: Ruleset, program: str) -> Rule | None:
        every = rules.auditing("execve", narrowed_by=("euid", "uid"))
        return every or rules.watching(program, "x") or rules.watching(_other(program), "x")

    return _judged(audit, programs, recorded)


def _other(path: str) -> str:
    """The same program without /usr: one folder on most systems, two on older ones."""
    return path.removeprefix("/usr") if path.startswith("/usr/") else f"/usr{path}"


@check(
    "host.audit.time_change",
    title="Changes of the system's time are recorded",
    ccss="AV:L/AC:M/Au:S/C:N/I:P/A:N",
    fix="Add `-a always,exit -F arch=b64 -S adjtimex,settimeofday,clock_settime -k time` to /etc/audit/rules.d/.",
    confirm="auditctl -l | grep -E 'adjtimex|settime'",
    params={"calls": Param(TIME, Tighter.SUPERSET, "system calls that set the clock")},
    maps={"mlps": ("8.1.4.3b",), "attack": ("T1070.006", "T1562.012")},
)
def time_change(audit: Audit, *, calls: tuple[str, ...]) -> Iterator[Verdict]:
    """Whoever moves the clock makes the times in every log worthless, unless the move itself is on record."""
    return _judged(audit, calls, lambda rules, call: rules.auditing(call, narrowed_by=("a0",)))


@check(
    "host.audit.kernel_modules",
    title="Loading and removing of kernel modules is recorded",
    ccss="AV:L/AC:M/Au:S/C:N/I:P/A:N",
    fix="Add `-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules` to /etc/audit/rules.d/.",
    confirm="auditctl -l | grep module",
    params={"calls": Param(MODULES, Tighter.SUPERSET, "system calls that load and remove modules")},
    maps={"mlps": ("8.1.4.3a", "8.1.4.4f@3"), "attack": ("T1547.006", "T1562.012")},
)
def kernel_modules(audit: Audit, *, calls: tuple[str, ...]) -> Iterator[Verdict]:
    """A rootkit comes as a module; once it is loaded, the record of the loading may be all that is left to see."""
    return _judged(audit, calls, lambda rules, call: rules.auditing(call))


@check(
    "host.audit.permission_changes",
    title="Changes of owners and modes are recorded",
    ccss="AV:L/AC:M/Au:S/C:N/I:P/A:N",
    fix="Add `-a always,exit -F arch=b64 -S chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat -F auid>=1000"
    " -F auid!=unset -k perm` to /etc/audit/rules.d/.",
    confirm="auditctl -l | grep chmod",
    params={"calls": Param(PERMISSIONS, Tighter.SUPERSET, "system calls that change owners and modes")},
    maps={"mlps": ("8.1.4.3a@3",), "attack": ("T1222.002", "T1562.012")},
)
def permission_changes(audit: Audit, *, calls: tuple[str, ...]) -> Iterator[Verdict]:
    """Opening a file to others is a common step before data is taken or a program is swapped."""
    return _judged(audit, calls, lambda rules, call: rules.auditing(call))


@check(
    "host.audit.immutable",
    title="Audit rules are locked until the next boot",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:N",
    fix="Put `-e 2` into /etc/audit/rules.d/99-finalize.rules, run `augenrules --load` and reboot.",
    confirm="auditctl -s | grep enabled",
    maps={"mlps": ("8.1.4.3d@3",), "attack": ("T1562.012",)},
)
def immutable(audit: Audit) -> Iterator[Verdict]:
    """Root can otherwise switch the recording off for the minutes that matter and on again afterwards."""
    for subject, rules in audit.rulesets:
        value = rules.flag.value if rules.flag else None
        if value is None and rules is audit.loaded:
            yield Unknown(because="the kernel listed its rules, but did not say whether they are locked")
            continue
        kind = Pass if value == 2 else Fail
        observed = "no -e flag" if value is None else f"-e {value}"
        yield kind(subject=subject, observed=observed, expected="-e 2", at=rules.flag)


@check(
    "host.audit.retention",
    title="Audit records are kept for six months",
    ccss="AV:L/AC:L/Au:N/C:N/I:P/A:N",
    fix="Set `max_log_file_action = keep_logs` and archive old files, or raise num_logs and max_log_file.",
    confirm="ls -l --time-style=long-iso /var/log/audit; grep -E 'num_logs|max_log_file' /etc/audit/auditd.conf",
    params={"days": Param(180, Tighter.HIGHER, "the Cybersecurity Law asks for at least six months")},
    maps={"mlps": ("8.1.4.3c",), "attack": ("T1562.012",), "cis-controls-8": ("8.10",)},
)
def retention(audit: Audit, logs: LogFiles | None, clock: Evidence[Clock], *, days: int) -> Iterator[Verdict]:
    """The audit log is cut by size, so that a busy host may keep a few days only and still look well set up."""
    (action,) = audit.settings("max_log_file_action")
    expected = f"{days} days or more"
    if action.value == "keep_logs":
        yield Pass(observed="files are kept until somebody removes them", expected=expected, at=action)
        return
    if action.value != "rotate":
        yield Fail(observed=f"max_log_file_action {action.value}", expected="keep_logs or rotate", at=action)
        return
    if _most(audit) < 2:
        observed = "one file that grows: auditd does not rotate with num_logs below 2"
        yield Pass(observed=observed, expected=expected, at=audit.settings("num_logs")[0])
        return
    files = [meta for meta in logs.files if meta.path.startswith("/var/log/audit/")] if logs else []
    if not files or not isinstance(clock, Observed):
        because = "files are dropped by size; how far back they reach could not be seen"
        yield Unknown(because=because, expected=expected, at=action)
        return
    oldest = min(files, key=lambda meta: meta.mtime)
    reach = (clock.value.now - oldest.mtime) // 86400
    observed = f"{len(files)} files that reach back {reach} days"
    if reach >= days:
        yield Pass(observed=observed, expected=expected, at=Source(oldest.path))
    elif len(files) >= _most(audit):
        yield Fail(observed=f"{observed}, and no more are kept", expected=expected, at=Source(oldest.path))
    else:
        because = f"{observed}; up to {_most(audit)} are kept, so that it is too early to say how far they will reach"
        yield Unknown(because=because, expected=expected, at=Source(oldest.path))


def _most(audit: Audit) -> int:
    """How many files auditd keeps; with fewer than two it does not rotate."""
    value = str(audit.settings("num_logs")[0].value)
    return int(value) if value.isascii() and value[:4].isdecimal() and len(value) < 5 else 0
