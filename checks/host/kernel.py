"""Kernel hardening that a single comparison cannot judge."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import CoreDumps, Fail, Layer, Pass, Setting, Sysctl, Unknown, Verdict, check

DUMP, KILL = 8, 64
"""Bits of kernel.sysrq (Documentation/admin-guide/sysrq.rst): debugging dumps; signalling of processes."""


@check(
    "host.kernel.sysrq",
    title="The magic SysRq key can neither kill processes nor dump memory",
    layer=Layer.HOST,
    ccss="AV:L/AC:L/Au:N/C:P/I:P/A:P",
    fix="Set `kernel.sysrq` to 0, or to a sum without 8 and 64 such as 176, in /etc/sysctl.d/; run `sysctl --system`.",
    confirm="cat /proc/sys/kernel/sysrq",
    maps={"mlps": ("8.1.4.2f",), "attack": ("T1499",)},
)
def sysrq(sysctl: Sysctl) -> Iterator[Verdict]:
    """Whoever reaches the keyboard or the serial console could end a screen lock or a security agent, or print
    registers and memory, without logging in."""
    for setting in sysctl.settings("kernel.sysrq"):
        value = setting.value
        if setting.undecided or not isinstance(value, int):
            because = setting.undecided or f"kernel.sysrq is {value!r}, no number"
            yield Unknown(subject=setting.subject, because=because, at=setting)
            continue
        allowed = value == 1 or value & (DUMP | KILL)
        kind = Fail if allowed else Pass
        yield kind(
            subject=setting.subject,
            observed=f"kernel.sysrq {value}",
            expected="0, or a sum without 8 (dumps) and 64 (signals)",
            at=setting,
        )


@check(
    "host.kernel.core_dumps",
    title="Crashing programs leave no copy of their memory on disk",
    layer=Layer.HOST,
    ccss="AV:L/AC:M/Au:S/C:P/I:N/A:N",
    fix="Put `* hard core 0` into /etc/security/limits.d/, and Storage=none into /etc/systemd/coredump.conf.d/.",
    confirm="cat /proc/sys/kernel/core_pattern; ulimit -Hc; systemd-analyze cat-config systemd/coredump.conf",
    maps={"mlps": ("8.1.4.10a", "8.1.4.10b@3"), "attack": ("T1005",)},
)
def core_dumps(sysctl: Sysctl, dumps: CoreDumps | None) -> Iterator[Verdict]:
    """A dump holds passwords, keys and personal data in clear, and stays until somebody removes it."""
    expected = "a core limit of 0 for all, or Storage=none"
    for setting in sysctl.settings("kernel.core_pattern"):
        if setting.undecided:
            yield Unknown(
                subject=setting.subject, because=f"kernel.core_pattern: {setting.undecided}", expected=expected
            )
            continue
        bad = _dumped(str(setting.value), dumps)
        kind = Pass if bad is None else Fail
        observed, at = ("no dumps", setting) if bad is None else bad
        yield kind(subject=setting.subject, observed=observed, expected=expected, at=at or setting)


def _dumped(pattern: str, dumps: CoreDumps | None) -> tuple[str, Setting | None] | None:
    """What happens to a dump with this pattern, and the setting that allows it; None when it is not kept.

    The kernel hands a dump to a program whatever the limit; systemd-coredump then heeds the limit itself.
    """
    if pattern in ("", "|/bin/false", "|/bin/true", "|/usr/bin/false", "|/usr/bin/true"):
        return None
    if pattern.startswith("|") and "systemd-coredump" not in pattern:
        return f"handed to {pattern[1:].split()[0] if pattern[1:].split() else pattern}", None
    if dumps is not None and pattern.startswith("|") and dumps.storage.value == "none":
        return None
    limit = dumps.limit if dumps is not None else None
    if limit is None or limit.value != 0:
        kept = "stored by systemd-coredump" if pattern.startswith("|") else f"written to {pattern}"
        return f"{kept}, no limit", limit if limit is not None and limit.at else None
    if dumps is not None and dumps.exceptions:
        return f"allowed for {dumps.exceptions[0].subject}", dumps.exceptions[0]
    return None
