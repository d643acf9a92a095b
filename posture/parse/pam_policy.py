"""What PAM demands on this host, service by service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.model.setting import Setting
from posture.parse.pam import Module, Services
from posture.parse.pam_factors import empty_passwords, open_door, second_factor, wheel
from posture.parse.pam_lockout import Lockout, lockout
from posture.parse.pam_quality import Quality, history, quality, setters
from posture.parse.pam_walk import walk
from posture.parse.pam_world import World

LOGIN = ("login", "sshd", "gdm-password", "lightdm", "sddm", "lxdm", "xdm", "cockpit")
"""Services by which a person gets onto the host."""


@dataclass(frozen=True, slots=True)
class Pam:
    """The service files, and the options of pwquality.conf, faillock.conf and pwhistory.conf by name."""

    services: Services
    pwquality: Mapping[str, Setting] = field(default_factory=dict)
    faillock: Mapping[str, Setting] = field(default_factory=dict)
    pwhistory: Mapping[str, Setting] = field(default_factory=dict)

    @property
    def login_services(self) -> tuple[str, ...]:
        """The services for logging in that have a file; `other` when none has."""
        return tuple(name for name in LOGIN if name in self.services.files) or ("other",)

    def has(self, service: str) -> bool:
        """Whether the service has a file of its own."""
        return service in self.services.files

    def lockout(self, service: str) -> Lockout | str:
        """How failed logins lock an account, or why they do not."""
        return lockout(self.services.stack(service, "auth"), service, self.faillock)

    def second_factor(self, service: str) -> Module | str:
        """The module that demands a second factor, or why none does."""
        return second_factor(self.services.stack(service, "auth"), service)

    def open_door(self, service: str) -> bool:
        """Whether a wrong password gets in."""
        return open_door(self.services.stack(service, "auth"), service)

    def empty_passwords(self, service: str) -> Module | None:
        """The module that accepts an empty password."""
        return empty_passwords(self.services.stack(service, "auth"), service)

    def wheel(self) -> Module | str:
        """The module that keeps others than administrators from su, or why none does."""
        return wheel(self.services.stack("su", "auth"))

    def quality(self, service: str = "passwd") -> Quality | str:
        """What a new password must be, or why nothing is demanded."""
        return quality(self.services.stack(service, "password"), service, self.pwquality)

    def history(self, service: str = "passwd") -> Setting:
        """How many former passwords are refused."""
        return history(self.services.stack(service, "password"), service, self.pwhistory)

    def setters(self, service: str = "passwd") -> tuple[Module, ...]:
        """The modules that store a new password, with their options."""
        return setters(self.services.stack(service, "password"), service)

    def umask(self, configured: Setting) -> Setting | None:
        """The umask pam_umask gives a session at the console, or None when it is not called.

        `configured` is UMASK of login.defs, which it takes without an argument of its own.
        """
        service = self.login_services[0]
        called = walk(self.services.stack(service, "session"), World(service).answer).called
        module = next((module for module in called if module.name == "pam_umask"), None)
        if module is None:
            return None
        given = module.option("umask")
        return Setting(given, module.at) if given is not None else configured
