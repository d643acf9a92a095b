"""The settings of a Samba server that decide who reaches its shares and how: smb.conf(5), as of Samba 4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from posture.model.evidence import Source
from posture.model.setting import Setting
from posture.parse.sections import GLOBAL, NO, YES, Line

SYNONYMS = {
    "public": "guestok",
    "onlyguest": "guestonly",
    "minprotocol": "serverminprotocol",
    "maxprotocol": "servermaxprotocol",
    "protocol": "servermaxprotocol",
    "smbencrypt": "serversmbencrypt",
    "writeable": "writable",
    "writeok": "writable",
    "debuglevel": "loglevel",
}
DEFAULTS: Mapping[str, str] = {
    "serverminprotocol": "SMB2_02",
    "serversigning": "default",
    "serversmbencrypt": "default",
    "restrictanonymous": "0",
    "maptoguest": "Never",
}
"""Of Samba 4.11 and later; older ones spoke SMB1 by default, which the running version alone would tell."""


@dataclass(frozen=True, slots=True)
class Share:
    """One share. `guest`: nobody has to log in. `printer` for a print queue."""

    name: str
    guest: Setting
    writable: bool
    printer: bool
    at: Source


@dataclass(frozen=True, slots=True)
class Samba:
    """The global settings by name, and the shares. `unread` names what could not be followed."""

    values: Mapping[str, Setting] = field(default_factory=dict)
    shares: tuple[Share, ...] = ()
    unread: str = ""

    def settings(self, name: str) -> tuple[Setting, ...]:
        """A global setting as text, its name without blanks; Samba's default where nothing is said."""
        found = self.values.get(name)
        if found is not None:
            return (found,)
        if self.unread:
            return (Setting(None, undecided=self.unread),)
        return (Setting(DEFAULTS.get(name), default=True),)


def read_samba(lines: Iterable[Line], unread: str = "") -> Samba:
    """Later values win; a share takes from [global] what it does not say itself."""
    usual: dict[str, Setting] = {}
    shares: dict[str, tuple[Source, dict[str, Setting]]] = {}
    for line in lines:
        name, value = SYNONYMS.get(line.name, line.name), line.value.strip('"')
        if line.name == "readonly" and value.lower() in YES | NO:
            name, value = "writable", "no" if value.lower() in YES else "yes"
        setting = Setting(value, line.at)
        if line.section == GLOBAL:
            usual[name] = setting
        else:
            shares.setdefault(line.section, (line.at, {}))[1][name] = setting
    found = tuple(_share(name, at, usual | own) for name, (at, own) in shares.items())
    return Samba(usual, found, unread)


def _share(name: str, at: Source, values: Mapping[str, Setting]) -> Share:
    def on(key: str) -> bool:
        return key in values and str(values[key].value).lower() in YES

    guest = values.get("guestok", Setting(False, at, default=True))
    return Share(name, Setting(on("guestok"), guest.at or at), on("writable"), on("printable") or on("printok"), at)
