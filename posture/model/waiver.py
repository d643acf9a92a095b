"""An accepted deviation. It changes a finding's disposition, never its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Waiver:
    """Accepts failures of `check` on assets matching `asset` (and subjects matching `subject`) until `expires`.

    Reason, approver, expiry and scope are all required; patterns are shell globs.
    """

    id: str
    check: str
    asset: str
    reason: str
    approver: str
    expires: date
    subject: str = "*"
    ticket: str = ""
    origin: str = ""

    def covers(self, check: str, asset: str, subject: str) -> bool:
        """Whether the scope includes this finding, whatever the date."""
        return (
            fnmatchcase(check, self.check)
            and fnmatchcase(asset, self.asset)
            and (self.subject == "*" or fnmatchcase(subject, self.subject))
        )

    def valid_on(self, day: date) -> bool:
        """True up to and including the day of expiry."""
        return day <= self.expires
