"""Starting the machine: who may change what it boots, and whether anything verifies it."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    BootLoader,
    BootTrust,
    Fail,
    KernelLines,
    NotApplicable,
    Pass,
    Reason,
    SystemdBoot,
    Unknown,
    Verdict,
    check,
    doors,
)

OTHERS_WRITE, OTHERS_READ = 0o022, 0o044
NO_FIRMWARE = "a container is not started by firmware of its own"


def _unread(loader: BootLoader) -> Iterator[Verdict]:
    for trouble in loader.unread:
        yield Unknown(subject="EFI partition", because=trouble.detail, reason=trouble.reason)


@check(
    "physical.boot.grub_password",
    title="Changing a boot entry needs a password",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Set superusers and password_pbkdf2 (from grub-mkpasswd-pbkdf2) in /etc/grub.d/40_custom; regenerate grub.cfg.",
    confirm="grep -E 'superusers|password' /boot/grub*/grub.cfg",
    maps={"mlps": ("8.1.4.1a", "8.1.4.4a"), "attack": ("T1542.003",)},
)
def grub_password(loader: BootLoader) -> Iterator[Verdict]:
    """Whoever stands before the machine otherwise adds `init=/bin/sh` to an entry and is root without a password."""
    expected = "set superusers and a password_pbkdf2 line"
    yield from _unread(loader)
    for menu in loader.menus:
        if menu.stub:
            continue
        if menu.superusers is None:
            yield Fail(subject=menu.path, observed="no superusers: everybody may edit entries", expected=expected)
        elif menu.clear is not None:
            yield Fail(subject=menu.path, observed="a password in clear", expected=expected, at=menu.clear)
        elif menu.hashed is None:
            observed = "superusers without a password: nobody may edit entries"
            yield Pass(subject=menu.path, observed=observed, expected=expected, at=menu.superusers)
        else:
            places = (menu.superusers, menu.hashed)
            yield Pass(subject=menu.path, observed="superusers with a hashed password", expected=expected, at=places)


@check(
    "physical.boot.grub_files",
    title="Only root can change GRUB's files or read its password hash",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chown root:root` and `chmod 0600` on grub.cfg and user.cfg.",
    confirm="stat -c '%a %U %n' /boot/grub*/*.cfg",
    maps={"mlps": ("8.1.4.2a",), "attack": ("T1542.003",)},
)
def grub_files(loader: BootLoader) -> Iterator[Verdict]:
    """The menu decides which kernel runs with which parameters; a hash that all may read can be guessed at leisure.

    A menu without a password holds nothing secret, so that others may read it.
    """
    yield from _unread(loader)
    for meta in loader.metas:
        secret = meta.path in loader.holds_hash
        forbidden = OTHERS_WRITE | (OTHERS_READ if secret else 0)
        observed = f"mode {meta.mode:04o}, owner {meta.uid}{', holds a password' if secret else ''}"
        expected = f"owner 0, mode {'0600' if secret else '0644'} or stricter"
        kind = Fail if meta.uid != 0 or meta.mode & forbidden else Pass
        yield kind(subject=meta.path, observed=observed, expected=expected)


@check(
    "physical.boot.systemd_boot_editor",
    title="systemd-boot lets nobody edit a boot entry",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Add `editor no` to loader/loader.conf on the EFI partition.",
    confirm="bootctl status; cat /boot/loader/loader.conf /efi/loader/loader.conf",
    maps={"mlps": ("8.1.4.1a", "8.1.4.4a"), "attack": ("T1542.003",)},
)
def systemd_boot_editor(loader: SystemdBoot) -> Iterator[Verdict]:
    """systemd-boot has no password; unless told otherwise it lets anybody add `init=/bin/sh` to an entry."""
    for editor in loader.editors:
        kind = Pass if editor.value is False else Fail
        observed = f"editor {'no' if editor.value is False else 'yes'}{' (default)' if editor.default else ''}"
        yield kind(subject=editor.subject, observed=observed, expected="editor no", at=editor)


@check(
    "physical.boot.kernel_line",
    title="No kernel parameter opens a root shell on the console",
    ccss="AV:L/AC:L/Au:N/C:C/I:C/A:C",
    fix="Take the word out of /etc/default/grub (or the loader entry), regenerate the menu, and restart.",
    confirm="cat /proc/cmdline; grep -E 'linux|options' /boot/grub*/grub.cfg /boot/loader/entries/*.conf",
    maps={"mlps": ("8.1.4.1a",), "attack": ("T1542.003",)},
)
def kernel_line(lines: KernelLines) -> Iterator[Verdict]:
    """`init=/bin/sh`, a debug shell or a break in the initial file system gives root to whoever is at the console.

    Such a word is put in for a repair and forgotten.
    """
    for line in lines.lines:
        found = doors(str(line.value))
        kind = Fail if found else Pass
        observed = ", ".join(found) if found else "no such word"
        yield kind(subject=line.subject, observed=observed, expected="no word that opens a shell", at=line)


@check(
    "physical.boot.secure_boot",
    title="Firmware verifies what it starts (Secure Boot)",
    ccss="AV:L/AC:H/Au:N/C:P/I:C/A:P",
    fix="Install in UEFI mode with a signed shim and kernel, then switch on Secure Boot in the firmware's setup.",
    confirm="mokutil --sb-state",
    maps={"mlps": ("8.1.4.6",), "attack": ("T1542.003",)},
)
def secure_boot(trust: BootTrust) -> Iterator[Verdict]:
    """Without it a changed boot loader or kernel starts unnoticed and lies below everything that could find it.

    A legacy BIOS verifies nothing, on bare metal as in a virtual machine (whose firmware offers Secure Boot too).
    """
    expected = "Secure Boot enabled"
    state = trust.secure_boot
    if trust.container is not None:
        yield NotApplicable(because=NO_FIRMWARE, at=trust.container)
    elif not trust.efi and trust.device_tree:
        because = "this board boots without UEFI; its maker's own chain of trust is not seen from here"
        yield Unknown(because=because, reason=Reason.UNSUPPORTED)
    elif not trust.efi:
        yield Fail(observed="started by a legacy BIOS, which verifies nothing", expected=expected)
    elif state.undecided:
        yield Unknown(because=state.undecided, reason=Reason.FAILED, at=state)
    elif state.value and trust.shim_off is not None:
        yield Fail(observed="enabled, but validation is disabled in shim", expected=expected, at=trust.shim_off)
    else:
        kind = Pass if state.value else Fail
        yield kind(observed=f"Secure Boot {'enabled' if state.value else 'disabled'}", expected=expected, at=state)


@check(
    "physical.boot.lockdown",
    title="A verified kernel stays as it was verified (lockdown)",
    ccss="AV:L/AC:M/Au:S/C:N/I:C/A:N",
    fix="Add `lockdown=integrity` to the kernel's command line; many distributions do so themselves under Secure Boot.",
    confirm="cat /sys/kernel/security/lockdown",
    maps={"mlps": ("8.1.4.6",), "attack": ("T1547.006", "T1542.003")},
)
def lockdown(trust: BootTrust) -> Iterator[Verdict]:
    """Secure Boot ends where root writes to kernel memory or starts another kernel; lockdown closes these ways."""
    state = trust.lockdown
    expected = "integrity or confidentiality"
    if trust.container is not None:
        yield NotApplicable(because=NO_FIRMWARE, at=trust.container)
    elif trust.efi and trust.secure_boot.undecided:
        yield Unknown(because=trust.secure_boot.undecided, reason=Reason.FAILED)
    elif trust.secure_boot.value is not True:
        yield NotApplicable(because="Secure Boot did not verify this kernel, so that there is nothing to keep")
    elif state is None:
        yield Unknown(because="this kernel does not show its lockdown", reason=Reason.UNSUPPORTED)
    elif state.undecided or state.value is None:
        yield Unknown(because=state.undecided or "unexpected content", reason=Reason.FAILED, at=state)
    else:
        kind = Pass if state.value in ("integrity", "confidentiality") else Fail
        yield kind(observed=f"lockdown {state.value}", expected=expected, at=state)
