"""Kernel hardening that a single comparison cannot judge."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Layer, Pass, Sysctl, Unknown, Verdict, check

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
