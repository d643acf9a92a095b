"""Mount options and separate file systems."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import Fail, Mount, Mounts, Param, Pass, Tighter, Unknown, Verdict, check

NO_KERNEL = "nothing runs here to ask, and /etc/fstab has no entry for it"


def _restricted(mounts: Mounts, folder: str, options: tuple[str, ...]) -> Iterator[Verdict]:
    """Judge the mount that holds a folder now, and the entry of fstab that will hold it."""
    expected = f"{folder} with {', '.join(options)}"
    later = mounts.later(folder)
    if mounts.running is None and later is None:
        yield Unknown(subject=folder, because=NO_KERNEL, expected=expected)
    now = mounts.holding(folder)
    if now is not None:
        yield _judged(now, folder, options, "", expected)
    if later is not None:
        yield _judged(later, folder, options, "" if now is None else "after the next boot", expected)


def _judged(mount: Mount, folder: str, options: tuple[str, ...], when: str, expected: str) -> Verdict:
    lacking = [option for option in options if option not in mount.options]
    subject = f"{folder} {when}".strip()
    where = f"{folder} lies on {mount.folder}, mounted" if mount.folder != folder else "mounted"
    if not lacking:
        return Pass(subject=subject, observed=f"{where} with {', '.join(options)}", expected=expected, at=mount.at)
    return Fail(subject=subject, observed=f"{where} without {', '.join(lacking)}", expected=expected, at=mount.at)


@check(
    "host.mounts.tmp",
    title="Programs in /tmp neither run nor gain rights",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:P",
    fix="Mount /tmp as a file system of its own with nosuid,nodev,noexec (tmp.mount, or a line in /etc/fstab).",
    confirm="findmnt -T /tmp",
    params={"options": Param(("nosuid", "nodev", "noexec"), Tighter.SUPERSET)},
    maps={"mlps": ("8.1.4.4a", "8.1.4.2f"), "attack": ("T1548.001", "T1059.004")},
)
def tmp(mounts: Mounts, *, options: tuple[str, ...]) -> Iterator[Verdict]:
    """Every account can write there, so that it is where attackers drop their tools and set-id copies."""
    return _restricted(mounts, "/tmp", options)  # noqa: S108 - a mount point that is judged


@check(
    "host.mounts.var_tmp",
    title="Programs in /var/tmp neither run nor gain rights",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:P",
    fix="Mount /var/tmp as a file system of its own with nosuid,nodev,noexec, or bind it to /tmp.",
    confirm="findmnt -T /var/tmp",
    params={"options": Param(("nosuid", "nodev", "noexec"), Tighter.SUPERSET)},
    maps={"mlps": ("8.1.4.4a", "8.1.4.2f"), "attack": ("T1548.001", "T1059.004")},
)
def var_tmp(mounts: Mounts, *, options: tuple[str, ...]) -> Iterator[Verdict]:
    """It is as open as /tmp and outlives a reboot, which suits a tool that is meant to stay."""
    return _restricted(mounts, "/var/tmp", options)  # noqa: S108 - a mount point that is judged


@check(
    "host.mounts.dev_shm",
    title="Programs in /dev/shm neither run nor gain rights",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:P",
    fix="Add `tmpfs /dev/shm tmpfs nosuid,nodev,noexec 0 0` to /etc/fstab and remount.",
    confirm="findmnt -T /dev/shm",
    params={"options": Param(("nosuid", "nodev", "noexec"), Tighter.SUPERSET)},
    maps={"mlps": ("8.1.4.4a", "8.1.4.2f"), "attack": ("T1548.001", "T1059.004")},
)
def dev_shm(mounts: Mounts, *, options: tuple[str, ...]) -> Iterator[Verdict]:
    """Memory that anybody may write and run from leaves no trace on any disk."""
    return _restricted(mounts, "/dev/shm", options)  # noqa: S108 - a mount point that is judged


@check(
    "host.mounts.separate",
    title="Logs and temporary files cannot fill the root file system",
    ccss="AV:L/AC:L/Au:S/C:N/I:N/A:P",
    fix="Give the folder a file system (a partition, a logical volume, or a tmpfs for /tmp) of its own.",
    confirm="findmnt /tmp; findmnt /var/log",
    params={"folders": Param(("/tmp", "/var/log"), Tighter.SUPERSET)},  # noqa: S108 - mount points that are judged
    maps={"mlps": ("8.1.4.3c",), "attack": ("T1499",)},
)
def separate(mounts: Mounts, *, folders: tuple[str, ...]) -> Iterator[Verdict]:
    """A flood of log lines or temporary files otherwise stops the services, and the records with them."""
    for folder in folders:
        expected = f"a file system of its own for {folder}"
        own = _own(mounts, folder)
        if own is not None:
            yield Pass(subject=folder, observed=f"{own.device} on {own.folder}", expected=expected, at=own.at)
        elif mounts.running is None:
            yield Unknown(subject=folder, because=NO_KERNEL, expected=expected)
        else:
            held = mounts.holding(folder)
            yield Fail(subject=folder, observed="part of /", expected=expected, at=held.at if held else None)


def _own(mounts: Mounts, folder: str) -> Mount | None:
    """The mount that holds a folder and is not the root file system; without a running system, that of fstab."""
    now = mounts.holding(folder) if mounts.running is not None else mounts.later(folder)
    return now if now is not None and now.folder != "/" else None
