"""Whether security updates are installed by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.setting import Setting


@dataclass(frozen=True, slots=True)
class AutoUpdates:
    """`apt` is set where unattended-upgrades is installed; `dnf` where dnf-automatic is set up."""

    apt: Setting | None = None
    lists: Setting | None = None
    dnf: Setting | None = None

    @property
    def by_apt(self) -> bool:
        """Whether apt renews its lists and runs unattended-upgrades, at whatever interval."""
        return _often(self.apt) and _often(self.lists)

    @property
    def by_dnf(self) -> bool:
        """Whether dnf-automatic installs what it finds."""
        return self.dnf is not None and str(self.dnf.value).lower() in ("yes", "true", "1", "on")


def _often(setting: Setting | None) -> bool:
    """An interval of apt.systemd.daily: a number of days (or with a unit), `always`; 0 switches it off."""
    word = "" if setting is None else str(setting.value).lower()
    return word == "always" or word.rstrip("smhd").strip("0") not in ("",)
