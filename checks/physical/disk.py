"""Disks at rest: what a stolen or discarded one gives away."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Disks,
    Fail,
    Mount,
    Mounts,
    NotApplicable,
    Param,
    Pass,
    Reason,
    Source,
    Swap,
    Tighter,
    Unknown,
    Verdict,
    check,
    device_name,
    is_disk,
    named,
)

EXPECTED = "dm-crypt (LUKS) at or below it"
MEMORY = frozenset(("tmpfs", "ramfs", "squashfs", "devtmpfs", "iso9660"))
ELSEWHERE = frozenset(("nfs", "nfs4", "cifs", "smb3", "ceph", "glusterfs", "9p", "virtiofs", "fuse.sshfs"))
LAYERED = frozenset(("overlay", "aufs"))
OWN_ENCRYPTION = frozenset(("zfs", "bcachefs"))


def _device(disks: Disks, device: str, subject: str, at: Source | None, folder: str = "") -> Verdict:
    """Whether a block device is encrypted, by lsblk first, then by crypttab and by its name."""
    entry = named(disks.crypttab, device)
    tree = disks.encrypted or {}
    known = tree.get(device_name(device), tree.get(folder))
    if known is not None:
        kind = Pass if known else Fail
        observed = f"{device} {'lies on dm-crypt' if known else 'has no dm-crypt below it'}"
        return kind(subject=subject, observed=observed, expected=EXPECTED, at=disks.tree)
    if entry is not None:
        return Pass(subject=subject, observed=f"{device} is made by crypttab", expected=EXPECTED, at=entry.at)
    if is_disk(device):
        return Fail(subject=subject, observed=f"{device} is a bare disk or partition", expected=EXPECTED, at=at)
    because = f"what {device} lies on is not to be seen without lsblk on the running system"
    return Unknown(subject=subject, because=because, reason=Reason.UNSUPPORTED, expected=EXPECTED, at=at)


def _mount(disks: Disks, mount: Mount, subject: str) -> Verdict:
    if mount.kind in LAYERED:
        return NotApplicable(subject=subject, because=f"{mount.kind}: the disk below belongs to the host", at=mount.at)
    if mount.kind in MEMORY:
        return NotApplicable(subject=subject, because=f"{mount.kind} keeps no data on a disk", at=mount.at)
    if mount.kind in ELSEWHERE:
        return NotApplicable(subject=subject, because=f"{mount.kind}: the data lie on another machine", at=mount.at)
    if mount.kind in OWN_ENCRYPTION:
        because = f"{mount.kind} has encryption of its own, which is not asked for here"
        return Unknown(subject=subject, because=because, reason=Reason.UNSUPPORTED, at=mount.at)
    return _device(disks, mount.device, subject, mount.at, mount.folder)


@check(
    "physical.disk.encrypted",
    title="File systems with data lie on encrypted disks",
    ccss="AV:L/AC:L/Au:N/C:C/I:N/A:N",
    fix="Set the volume up anew on LUKS (`cryptsetup luksFormat`) with an entry in /etc/crypttab, and copy the data.",
    confirm="lsblk -o NAME,TYPE,MOUNTPOINT",
    params={"folders": Param(("/", "/home", "/var"), Tighter.SUPERSET, "folders whose file systems hold data")},
    maps={"mlps": ("8.1.4.8b@3",), "attack": ("T1005", "T1200")},
)
def encrypted(disks: Disks, mounts: Mounts, *, folders: tuple[str, ...]) -> Iterator[Verdict]:
    """A disk that is stolen, sent in for repair or thrown away is read by whoever holds it.

    Only dm-crypt in this system counts: encryption by the disk itself or by a cloud provider is not to be seen from
    here, and is a matter for a waiver.
    """
    judged: set[str] = set()
    for folder in folders:
        mount = mounts.holding(folder) if mounts.running is not None else mounts.later(folder)
        if mount is None:
            if mounts.running is None and folder == "/":
                because = "no system runs, and fstab has no entry for it"
                yield Unknown(subject=folder, because=because, reason=Reason.UNSUPPORTED)
        elif mount.folder not in judged:
            judged.add(mount.folder)
            yield _mount(disks, mount, mount.folder)


@check(
    "physical.disk.swap",
    title="Swap is encrypted, or there is none",
    ccss="AV:L/AC:M/Au:N/C:C/I:N/A:N",
    fix="Make swap through /etc/crypttab (`swap DEVICE /dev/urandom swap`), use zram, or do without.",
    confirm="swapon --show; lsblk -o NAME,TYPE,MOUNTPOINT",
    maps={"mlps": ("8.1.4.10a@2", "8.1.4.8b@3"), "attack": ("T1005",)},
)
def swap(disks: Disks, mounts: Mounts | None) -> Iterator[Verdict]:
    """Passwords and keys that were in memory stay readable in swap after the machine is off."""
    areas = disks.swaps or ()
    for area in areas:
        yield _area(disks, mounts, area, area.path)
    if disks.swaps is None and disks.later is None:
        yield Unknown(because="no system runs, and there is no fstab", reason=Reason.UNSUPPORTED)
    for area in disks.later or ():
        known = area.path in [one.path for one in areas]
        if not known and not (areas and "=" in area.path):  # a UUID is one of those in use, as far as can be told
            when = " after the next boot" if disks.swaps is not None else ""
            yield _area(disks, mounts, area, area.path + when)


def _area(disks: Disks, mounts: Mounts | None, area: Swap, subject: str) -> Verdict:
    if device_name(area.path).startswith("zram"):
        return Pass(subject=subject, observed="zram: compressed memory", expected=EXPECTED, at=area.at)
    if area.kind == "file":
        return _file(disks, mounts, area, subject)
    return _device(disks, area.path, subject, area.at)


def _file(disks: Disks, mounts: Mounts | None, area: Swap, subject: str) -> Verdict:
    holder = None
    if mounts is not None:
        holder = mounts.holding(area.path) if mounts.running is not None else mounts.later("/")
    if holder is None:
        because = "the file system that holds this file is not known"
        return Unknown(subject=subject, because=because, reason=Reason.UNSUPPORTED, at=area.at)
    return _mount(disks, holder, subject)
