"""The file tree: programs that run as root, files that anybody may change, files that nobody owns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posture.api import (
    Fail,
    KeyFiles,
    Meta,
    NotApplicable,
    Param,
    Pass,
    Source,
    Tighter,
    TreeWalk,
    Unknown,
    Verdict,
    check,
    others_may_write,
    owner_and_mode,
)

SHOWN = 100
"""How many files are named one by one; a finding tells how many more there are."""

IMAGES = (
    *("/var/lib/docker", "/var/lib/containers", "/var/lib/containerd", "/var/lib/lxc", "/var/lib/lxd"),
    *("/var/lib/machines", "/var/lib/snapd", "/snap", "/run/containerd", "/var/lib/flatpak", "/var/lib/incus"),
)
"""Root file systems of containers and packages: their owners are named inside, their modes are the image's."""

KNOWN_SET_ID = (
    *("su", "sudo", "sudoedit", "sudo-rs", "su-rs", "doas", "passwd", "chsh", "chfn", "chage", "gpasswd", "newgrp"),
    *("newuidmap", "newgidmap", "expiry", "mount", "umount", "fusermount", "fusermount3", "ntfs-3g", "mount.nfs"),
    *("mount.cifs", "ping", "ping6", "traceroute6.iputils", "crontab", "at", "pkexec", "polkit-agent-helper-1"),
    *("dbus-daemon-launch-helper", "ssh-keysign", "ssh-agent", "unix_chkpwd", "unix2_chkpwd", "pam_timestamp_check"),
    *("pam_extrausers_chkpwd", "postdrop", "postqueue", "postlog", "exim4", "sendmail.sendmail", "sendmail", "wall"),
    *("write", "write.ul", "bsd-write", "mlocate", "locate", "plocate", "dotlockfile", "mail-lock", "mail-unlock"),
    *("mail-touchlock", "utempter", "usernetctl", "userhelper", "staprun", "grub2-set-bootflag", "sg", "ksu"),
    *("krb5_child", "ldap_child", "proxy_child", "selinux_child", "p11_child", "screen", "lockfile", "procmail"),
    *("snap-confine", "bwrap", "vmware-user-suid-wrapper", "chrome-sandbox", "Xorg.wrap", "camel-lock-helper-1.2"),
    *("abrt-action-install-debuginfo-to-abrt-cache", "cockpit-session", "lxc-user-nic", "ssh-keycat", "netreport"),
)
"""Names of the set-id programs of Debian, Ubuntu, the RHEL family and openEuler, as their packages install them."""

PLACES = (
    *("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/libexec/", "/usr/lib/", "/lib/", "/lib64/", "/usr/lib64/"),
)


def _below(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _listed(metas: Iterable[Meta], expected: str) -> Iterator[Verdict]:
    """A finding for each of the first files, then one for the rest."""
    found = list(metas)
    for meta in found[:SHOWN]:
        yield Fail(subject=meta.path, observed=owner_and_mode(meta), expected=expected, at=Source(meta.path))
    if len(found) > SHOWN:
        observed = f"{len(found) - SHOWN} more files of the kind"
        yield Fail(subject="further files", observed=observed, expected=expected)


def _partial(walk: TreeWalk, failed: bool) -> Iterator[Verdict]:
    """Nothing found in a part of the tree proves nothing about the rest."""
    if not walk.walked.complete and not failed:
        because = f"the walk is not complete: {walk.walked.why_partial}"
        yield Unknown(because=because, reason=walk.walked.reason)


@check(
    "host.filesystem.set_id",
    title="Only known programs run with the rights of their owner",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chmod u-s,g-s FILE`, or name the program in the parameter `known` once it has been reviewed.",
    confirm="find / -xdev -type f -perm /6000 -ls",
    params={
        "known": Param(KNOWN_SET_ID, Tighter.SUBSET, "names of programs that may be set-id in system folders"),
        "except_below": Param(IMAGES, Tighter.SUBSET, "folders that hold the files of containers"),
    },
    maps={"mlps": ("8.1.4.2d", "8.1.4.4a"), "attack": ("T1548.001",)},
)
def set_id(walk: TreeWalk, *, known: tuple[str, ...], except_below: tuple[str, ...]) -> Iterator[Verdict]:
    """A set-id program from outside the distribution is a way to root that nobody maintains, or a planted one."""
    foreign = [
        meta
        for meta in walk.set_id()
        if not _below(meta.path, except_below)
        and (meta.mode & 0o022 or not meta.path.startswith(PLACES) or meta.path.rsplit("/", 1)[-1] not in known)
    ]
    yield from _listed(foreign, "no set-id bit")
    yield from _partial(walk, bool(foreign))


@check(
    "host.filesystem.world_writable_files",
    title="No file may be changed by everybody",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:P",
    fix="Run `chmod o-w FILE`; give a group write rights where several accounts need it.",
    confirm="find / -xdev -type f -perm -0002 -ls",
    params={"except_below": Param(IMAGES, Tighter.SUBSET, "folders that hold the files of containers")},
    maps={"mlps": ("8.1.4.2f", "8.1.4.2a"), "attack": ("T1222.002", "T1565.001")},
)
def world_writable_files(walk: TreeWalk, *, except_below: tuple[str, ...]) -> Iterator[Verdict]:
    """Any account, even that of a broken-into web server, can change what other people and programs rely on."""
    found = [meta for meta in walk.world_writable_files() if not _below(meta.path, except_below)]
    yield from _listed(found, "not writable by others")
    yield from _partial(walk, bool(found))


@check(
    "host.filesystem.world_writable_folders",
    title="Shared folders carry the sticky bit",
    ccss="AV:L/AC:L/Au:S/C:N/I:P/A:P",
    fix="Run `chmod +t FOLDER`, or take away write rights of others with `chmod o-w FOLDER`.",
    confirm="find / -xdev -type d -perm -0002 ! -perm -1000 -ls",
    params={"except_below": Param(IMAGES, Tighter.SUBSET, "folders that hold the files of containers")},
    maps={"mlps": ("8.1.4.2f",), "attack": ("T1222.002",)},
)
def world_writable_folders(walk: TreeWalk, *, except_below: tuple[str, ...]) -> Iterator[Verdict]:
    """Without the sticky bit anybody can delete or replace the files of others in a shared folder."""
    found = [meta for meta in walk.world_writable_folders() if not _below(meta.path, except_below)]
    yield from _listed(found, "sticky, or not writable by others")
    yield from _partial(walk, bool(found))


@check(
    "host.filesystem.unowned",
    title="Every file has an owner and a group that exist",
    ccss="AV:L/AC:M/Au:S/C:P/I:P/A:N",
    fix="Find out whose the files were, then `chown` or remove them.",
    confirm="find / -xdev ( -nouser -o -nogroup ) -ls",
    params={"except_below": Param(IMAGES, Tighter.SUBSET, "folders that hold the files of containers")},
    maps={"mlps": ("8.1.4.2c", "8.1.4.2a"), "attack": ("T1222.002",)},
)
def unowned(walk: TreeWalk, *, except_below: tuple[str, ...]) -> Iterator[Verdict]:
    """The next account that is created with the free number inherits all files of the one that was removed."""
    if not walk.uids or not walk.gids:
        yield Unknown(because="/etc/passwd or /etc/group is not there or empty: nobody can be told from nobody")
        return
    found = [meta for meta in walk.unowned() if not _below(meta.path, except_below)]
    yield from _listed(found, "an owner and a group with a name")
    if not found and not any(interest == "unowned" for interest in walk.walked.interests):
        yield Unknown(because="the walk could not look for files without an owner")
    yield from _partial(walk, bool(found))


def _safe(files: KeyFiles, purpose: str) -> Iterator[Verdict]:
    found, expected = files.of(purpose), "owned by root, not writable by others"
    wrong = [meta for meta in found if others_may_write(meta)]
    if found and not wrong:
        yield Pass(observed=f"{len(found)} files and folders, all of them so", expected=expected)
    elif not found and not files.troubles.get(purpose):
        yield NotApplicable(because="none of these files is there")
    yield from _listed(wrong, expected)
    for trouble in files.troubles.get(purpose, ()):
        yield Unknown(subject="files not seen", because=trouble.detail, reason=trouble.reason)


@check(
    "host.filesystem.cron_files",
    title="Only root changes what cron runs as root",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chown root:root FILE; chmod go-w FILE`.",
    confirm="ls -lL /etc/crontab /etc/cron.*",
    maps={"mlps": ("8.1.4.2f", "8.1.4.2a"), "attack": ("T1053.003",)},
)
def cron_files(files: KeyFiles) -> Iterator[Verdict]:
    """A job that another account can write runs that account's commands as root within the hour."""
    return _safe(files, "cron")


@check(
    "host.filesystem.unit_files",
    title="Only root changes services and init scripts",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chown root:root FILE; chmod go-w FILE`; keep units outside of home folders.",
    confirm="ls -lL /etc/systemd/system /etc/init.d",
    maps={"mlps": ("8.1.4.2f", "8.1.4.2e"), "attack": ("T1543.002",)},
)
def unit_files(files: KeyFiles) -> Iterator[Verdict]:
    """A unit or script that another account can write becomes root at the next restart."""
    return _safe(files, "units")


@check(
    "host.filesystem.login_scripts",
    title="Only root changes the scripts every login runs",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chown root:root FILE; chmod go-w FILE`.",
    confirm="ls -lL /etc/profile /etc/profile.d /root/.bashrc",
    maps={"mlps": ("8.1.4.2f",), "attack": ("T1546.004",)},
)
def login_scripts(files: KeyFiles) -> Iterator[Verdict]:
    """Whoever can write them waits for an administrator to log in and runs with those rights."""
    return _safe(files, "shell")


@check(
    "host.filesystem.library_paths",
    title="Only root decides where shared libraries come from",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chown root:root PATH; chmod go-w PATH`.",
    confirm="ls -lLd /etc/ld.so.* /usr/lib /usr/local/lib",
    maps={"mlps": ("8.1.4.2f", "8.1.4.6"), "attack": ("T1574.006",)},
)
def library_paths(files: KeyFiles) -> Iterator[Verdict]:
    """A library put in front of the real one runs inside every program, set-id programs included."""
    return _safe(files, "libraries")


@check(
    "host.filesystem.program_folders",
    title="Only root puts programs into the system's folders",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chown root:root FOLDER; chmod go-w FOLDER`.",
    confirm="ls -ldL /usr/local/bin /usr/local/sbin /usr/bin /usr/sbin",
    maps={"mlps": ("8.1.4.2f", "8.1.4.4a"), "attack": ("T1574.007",)},
)
def program_folders(files: KeyFiles) -> Iterator[Verdict]:
    """Root finds its commands there by name: a file with the right name is run in place of the real one."""
    return _safe(files, "programs")


@check(
    "host.filesystem.security_settings",
    title="Only root changes the settings that decide who gets in",
    ccss="AV:L/AC:L/Au:S/C:C/I:C/A:C",
    fix="Run `chown root:root FILE; chmod go-w FILE`.",
    confirm="ls -lL /etc/passwd /etc/pam.d /etc/security /etc/ssh/sshd_config /boot/grub/grub.cfg",
    maps={"mlps": ("8.1.4.2f", "8.1.4.2a"), "attack": ("T1556.003", "T1222.002")},
)
def security_settings(files: KeyFiles) -> Iterator[Verdict]:
    """Write rights on PAM, the account files, the SSH server or the boot loader are root rights in one step."""
    return _safe(files, "security")
