"""What sshd takes where nothing is configured, as far as it depends on the version of OpenSSH.

Sources: the release notes of OpenSSH 6.7, 7.0, 7.3, 7.4, 8.2, 9.0, 9.9 and 10.0, and myproposal.h of these versions.
Packages of the RHEL family take algorithms from the system-wide crypto policy, and kept `PermitRootLogin yes`
as the built-in default before version 8.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from posture.model.setting import Setting, Value
from posture.parse.sshd_options import OPTIONS

_VERSION = re.compile(r"(?:[0-9]+:)?([0-9]{1,3})\.([0-9]{1,3})")

_CIPHERS = (
    "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr",
    "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
)  # fmt: skip
_MACS = (
    "umac-64-etm@openssh.com", "umac-128-etm@openssh.com", "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com", "hmac-sha1-etm@openssh.com", "umac-64@openssh.com", "umac-128@openssh.com",
    "hmac-sha2-256", "hmac-sha2-512", "hmac-sha1",
)  # fmt: skip
_CURVES = ("curve25519-sha256", "curve25519-sha256@libssh.org")
_NISTP = ("ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521")
_MODP = ("diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512")
_GROUP14 = ("diffie-hellman-group14-sha256",)
_POST_QUANTUM = ("sntrup761x25519-sha512@openssh.com",)


@dataclass(frozen=True, slots=True)
class Release:
    """A version of OpenSSH and how it was packaged: `deb`, `rpm` or unknown (empty)."""

    major: int
    minor: int
    package: str = ""

    @classmethod
    def parse(cls, text: str, package: str = "") -> Release | None:
        """Read `1:9.2p1-2+deb12u10` or `8.7p1`; None for anything else."""
        match = _VERSION.match(text.strip())
        return cls(int(match[1]), int(match[2]), package) if match else None

    @property
    def number(self) -> tuple[int, int]:
        return self.major, self.minor


def default_of(name: str, release: Release | None) -> Setting:
    """The built-in default of an option; undecided where the version matters and is not known."""
    value = OPTIONS[name].default
    if value is not None:
        return Setting(value, default=True)
    value = _by_version(name, release) if release else None
    if value is None:
        why = "the built-in default depends on the version and packaging of OpenSSH, which could not be seen"
        return Setting(None, default=True, undecided=why)
    return Setting(value, default=True)


def _by_version(name: str, release: Release) -> Value:
    if name == "permitrootlogin":
        kept_open = release.package == "rpm" and release.number < (8, 0)
        return "yes" if kept_open or release.number < (7, 0) else "prohibit-password"
    if release.package != "deb" or release.number < (6, 7):
        return None
    return {"ciphers": _CIPHERS, "macs": _MACS, "kexalgorithms": _key_exchange(release.number)}[name]


def _key_exchange(version: tuple[int, int]) -> tuple[str, ...]:
    if version < (7, 3):
        return (
            _CURVES[1],
            *_NISTP,
            "diffie-hellman-group-exchange-sha256",
            "diffie-hellman-group14-sha1",
        )
    if version < (8, 2):
        return (*_CURVES, *_NISTP, *_MODP, *_GROUP14, "diffie-hellman-group14-sha1")
    if version < (9, 0):
        return (*_CURVES, *_NISTP, *_MODP, *_GROUP14)
    if version < (9, 9):
        return (*_POST_QUANTUM, *_CURVES, *_NISTP, *_MODP, *_GROUP14)
    newest = ("mlkem768x25519-sha256", "sntrup761x25519-sha512", *_POST_QUANTUM, *_CURVES, *_NISTP)
    return newest if version >= (10, 0) else (*newest, *_MODP, *_GROUP14)
