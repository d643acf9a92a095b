"""The audit system of a host: the daemon's settings, the rules of its files, and the rules that are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.assignments import assignments
from posture.parse.audit_rules import Ruleset

BUILT_IN = {
    "max_log_file_action": "ignore",
    "space_left_action": "ignore",
    "admin_space_left_action": "ignore",
    "disk_full_action": "ignore",
    "disk_error_action": "syslog",
    "write_logs": "yes",
    "num_logs": "0",
}
"""What auditd does without the key (clear_config in src/auditd-config.c)."""


@dataclass(frozen=True, slots=True)
class Audit:
    """`loaded` is None where the kernel could not be asked."""

    daemon: Mapping[str, Setting] = field(default_factory=dict)
    configured: Ruleset = field(default_factory=Ruleset)
    loaded: Ruleset | None = None

    def settings(self, name: str) -> tuple[Setting, ...]:
        """The value of a key of auditd.conf, in lower case; of an action with an argument, the action."""
        found = self.daemon.get(name)
        return (found if found is not None else Setting(BUILT_IN.get(name), default=True),)

    @property
    def rulesets(self) -> tuple[tuple[str, Ruleset], ...]:
        """The loaded rules where they are known, and those of the files, each with the subject to name it by."""
        if self.loaded is None:
            return (("", self.configured),)
        return (("", self.loaded), ("after the next boot", self.configured))


def daemon_settings(file: File) -> dict[str, Setting]:
    """Keys and words of auditd.conf in lower case, as the daemon compares them."""
    return {
        name.lower(): Setting((str(setting.value).split() or [""])[0].lower(), setting.at)
        for name, setting in assignments(file).items()
    }
