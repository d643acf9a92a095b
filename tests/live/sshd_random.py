"""Random configurations of sshd, with Include and Match, from a seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

CONNECTION = "user=bob,host=h,addr=10.1.2.3"

ANYWHERE = {
    "PermitRootLogin": ("yes", "no", "prohibit-password", "without-password", "forced-commands-only"),
    "MaxAuthTries": ("1", "2", "5"),
    "X11Forwarding": ("yes", "no"),
    "ClientAliveInterval": ("0", "30", "5m"),
    "ClientAliveCountMax": ("0", "2"),
    "AllowTcpForwarding": ("yes", "no", "local"),
    "LogLevel": ("INFO", "verbose", "QUIET"),
    "AuthenticationMethods": ("publickey", "publickey,password publickey"),
    "Banner": ("none", "/etc/issue"),
    "PasswordAuthentication": ("yes", "no"),
    "GatewayPorts": ("yes", "clientspecified"),
    "MaxSessions": ("3", "4"),
    "AuthorizedKeysFile": (".k", "none", "a b"),
}
GLOBAL = {
    "LoginGraceTime": ("30", "1m"),
    "UsePAM": ("yes", "no"),
    "StrictModes": ("no", "yes"),
    "Ciphers": ("aes256-ctr", "+aes128-cbc", "-aes*", "^aes256-ctr"),
    "Port": ("22", "222"),
    "IgnoreRhosts": ("no", "yes"),
}
CRITERIA = {
    "User bob": True,
    "User alice": False,
    "User *": True,
    "User bob,!alice": True,
    "Address 10.0.0.0/8": True,
    "Address 192.0.2.0/24": False,
    "User bob Address 10.0.0.0/8": True,
    "User alice Address 10.0.0.0/8": False,
    "Host h": True,
    "all": True,
}
"""Conditions, and whether they fit the connection."""


@dataclass
class Writer:
    """Writes one configuration; `files` are the included ones by name."""

    random: Random
    files: dict[str, str] = field(default_factory=dict)

    def file(self, depth: int = 0, in_match: bool = False) -> str:
        lines = []
        for _ in range(self.random.randint(1, 7)):
            chance = self.random.random()
            if chance < 0.15:
                lines.append(f"Match {self.random.choice(list(CRITERIA))}")
                in_match = True
            elif chance < 0.35 and depth < 2:
                name = f"f{len(self.files)}"
                self.files[name] = ""
                self.files[name] = self.file(depth + 1, in_match)
                lines.append(f"Include {{here}}/{name}")
            else:
                lines.append(self._option(in_match))
        return "\n".join(lines) + "\n"

    def _option(self, in_match: bool) -> str:
        choice = self.random.choice
        options = ANYWHERE if in_match else ANYWHERE | GLOBAL
        keyword = choice(list(options))
        value = choice(options[keyword])
        spelt = choice((keyword, keyword.lower(), keyword.upper()))
        gap = choice((" ", "\t", "=", " = ", "  "))
        return f"{choice(('', '  '))}{spelt}{gap}{value}{choice((' ', '', '', ' # c'))}"


def fitting(subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Those blocks of ours whose conditions all fit the connection."""
    return tuple(
        subject
        for subject in subjects
        if subject and all(CRITERIA[one] for one in subject.removeprefix("Match ").split(" and "))
    )
