"""Which files a walk reports: the rules of each `Interest`, as data and as one pure function.

A transport on the target turns the same data into tests of `find`; `interested` is what they must agree with.
Name patterns are shell globs in lower case and match the last part of a path, whatever its case. Only regular
files are matched by name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from string import ascii_lowercase, ascii_uppercase

from posture.model.answer import Meta
from posture.model.request import Interest

NAMES: Mapping[Interest, tuple[str, ...]] = {
    Interest.PRIVATE_KEY_NAME: (
        "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "identity",
        "*.key", "*_key", "*.pem", "*.ppk", "*.p12", "*.pfx", "*.jks", "*.keystore",
    ),
    Interest.DATA_DUMP_NAME: (
        "*.sql", "*.sql.gz", "*.sql.bz2", "*.sql.xz", "*.sql.zst", "*.sql.zip", "*.dump", "*.dump.gz", "*.dmp",
        "*.bak", "*.bkf", "*.bak.gz", "*.mdb", "*.sqlite", "*.sqlite3", "dump.rdb", "*.backup", "*.pgdump",
        "backup*.tar", "backup*.tar.gz", "backup*.tgz", "backup*.zip", "*backup.tar.gz", "*backup.tgz", "*backup.zip",
    ),
    Interest.SECRET_NAME: (
        ".env", ".env.*", "*.env", ".netrc", "_netrc", ".pgpass", "pgpass.conf", ".my.cnf", ".htpasswd", "htpasswd",
        "credentials", "credentials.json", "credentials.xml", ".git-credentials", "*.kdbx", "*.kdb", ".npmrc",
        ".pypirc", ".dockercfg", "kubeconfig", "shadow.bak", "shadow-*", "passwords.txt", "password.txt", "secrets.yml",
        "secrets.yaml", "secrets.json", "vault_pass*", ".vault_pass*",
    ),
}  # fmt: skip
"""Globs by interest. A name is a hint, never proof: a check that fails on it looks into the file first."""

QUIET_FOLDERS = (
    "/bin", "/boot", "/dev", "/lib", "/lib64", "/proc", "/run", "/sbin", "/snap", "/sys",
    "/usr/bin", "/usr/include", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/sbin", "/usr/share", "/usr/src",
    "/usr/local/lib", "/usr/local/share", "/etc/alternatives", "/etc/ssl/certs", "/etc/pki/ca-trust",
    "/etc/pki/tls/certs", "/etc/apt/trusted.gpg.d", "/etc/pki/rpm-gpg", "/var/cache", "/var/lib/dpkg", "/var/lib/rpm",
    "/var/lib/apt",
    "/var/lib/docker/overlay2", "/var/lib/containers/storage/overlay", "/var/lib/containerd", "/var/lib/snapd",
)  # fmt: skip
"""Folders whose files come from packages or images: names there say nothing. Modes and owners there still count."""

QUIET_PARTS = (
    "node_modules", "site-packages", "dist-packages", "testdata", "__pycache__", ".cargo", ".rustup", ".m2",
    ".git", ".pyenv", ".rbenv", ".nvm", ".gem",
)  # fmt: skip
"""Folder names below which file names say nothing, wherever they stand."""

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def interested(
    meta: Meta,
    interests: Collection[Interest],
    known_uids: Collection[int] = (),
    known_gids: Collection[int] = (),
) -> frozenset[Interest]:
    """The interests, of those asked for, that this file answers.

    `known_uids` and `known_gids` are the ids with a name on the target; where either is empty, that side of
    UNOWNED is not judged.
    """
    found = {interest for interest in interests if interest in NAMES and by_name(meta, interest)}
    found |= {interest for interest in interests if _by_mode(meta, interest)}
    if Interest.UNOWNED in interests and _unowned(meta, known_uids, known_gids):
        found.add(Interest.UNOWNED)
    return frozenset(found)


def by_name(meta: Meta, interest: Interest) -> bool:
    """Whether a regular file outside the quiet folders bears a name of this interest."""
    if meta.kind != "file" or quiet(meta.path):
        return False
    name = meta.path.rsplit("/", 1)[-1].translate(_LOWER)
    return any(fnmatchcase(name, pattern) for pattern in NAMES[interest])


def quiet(path: str) -> bool:
    """Whether a path lies where names say nothing."""
    if any(path.startswith(f"{folder}/") for folder in QUIET_FOLDERS):
        return True
    return any(part in QUIET_PARTS for part in path.split("/")[:-1])


def _by_mode(meta: Meta, interest: Interest) -> bool:
    if interest is Interest.SET_ID:
        return meta.kind == "file" and bool(meta.mode & 0o6000)
    if interest is Interest.WORLD_WRITABLE_FILE:
        return meta.kind == "file" and bool(meta.mode & 0o002)
    if interest is Interest.WORLD_WRITABLE_DIR:
        return meta.kind == "dir" and bool(meta.mode & 0o002) and not meta.mode & 0o1000
    return False


def _unowned(meta: Meta, uids: Collection[int], gids: Collection[int]) -> bool:
    return (bool(uids) and meta.uid not in uids) or (bool(gids) and meta.gid not in gids)
