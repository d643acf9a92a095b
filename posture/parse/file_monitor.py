"""Tools that tell when files have changed: what is set up, and what starts them."""

from __future__ import annotations

from dataclasses import dataclass

from posture.model.evidence import Source


@dataclass(frozen=True, slots=True)
class FileMonitor:
    """AIDE's database and schedule, and the file watching of the Wazuh agent (None where that is not known)."""

    aide_database: Source | None = None
    aide_schedule: Source | None = None
    tripwire_schedule: Source | None = None
    wazuh_watches: bool | None = None
    wazuh_at: Source | None = None


def watches(text: str) -> bool:
    """Whether an ossec.conf has a syscheck block that is not disabled."""
    lowered = text.lower()
    position, found = 0, False
    while (start := lowered.find("<syscheck>", position)) >= 0:
        end = lowered.find("</syscheck>", start)
        block = lowered[start : end if end > 0 else len(lowered)]
        if "".join(block.split()).find("<disabled>yes</disabled>") >= 0:
            return False
        found = found or "<directories" in block
        position = end if end > 0 else len(lowered)
    return found
