"""Whether firmware verified what it started, and whether the kernel holds on to that (lockdown, TPM)."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.evidence import Source
from posture.model.setting import Setting

FLAG = "SecureBoot"


@dataclass(frozen=True, slots=True)
class BootTrust:
    """`secure_boot`: True or False with its source, or undecided. `efi`: started by UEFI. `container`: its mark.

    `device_tree`: a board that describes itself by device tree; without UEFI it has a chain of trust of its maker's.
    `shim_off`: where it is said that shim, the signed first stage, verifies nothing behind itself.
    `lockdown`: none, integrity or confidentiality, None where the kernel has no lockdown.
    """

    efi: bool
    secure_boot: Setting
    shim_off: Source | None = None
    container: Source | None = None
    device_tree: bool = False
    lockdown: Setting | None = None


def variable(content: str) -> bool | None:
    """The value of a UEFI variable such as SecureBoot: four bytes of attributes, then 0 or 1."""
    return {"\x00": False, "\x01": True}.get(content[4:]) if len(content) == 5 else None


def told(text: str) -> bool | None:
    """What `mokutil --sb-state` says."""
    for line in text.splitlines():
        words = line.strip().split()
        if words[:1] == [FLAG] and len(words) == 2:
            return {"enabled": True, "disabled": False}.get(words[1])
    return None


def told_shim_off(text: str) -> bool:
    """Whether `mokutil --sb-state` adds that shim does not validate."""
    return any(line.strip() == "SecureBoot validation is disabled in shim" for line in text.splitlines())


def lockdown(content: str) -> str | None:
    """The chosen word of /sys/kernel/security/lockdown, which stands in brackets."""
    start, end = content.find("["), content.find("]")
    return content[start + 1 : end] if 0 <= start < end else None
