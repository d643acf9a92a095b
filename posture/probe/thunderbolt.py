"""Thunderbolt controllers of the running machine."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Unavailable
from posture.model.request import Read
from posture.parse.thunderbolt import Thunderbolt, levels
from posture.probe.base import Probe

DOMAIN = "/sys/bus/thunderbolt/devices/domain*"
SECURITY, PROTECTION = f"{DOMAIN}/security", f"{DOMAIN}/iommu_dma_protection"


def parse(answers: Answers) -> Evidence[Thunderbolt]:
    """Absent where no controller is at work."""
    security, protection = answers.files(SECURITY), answers.files(PROTECTION)
    if not isinstance(security, Observed):
        return security
    if isinstance(protection, Unavailable):
        return protection
    found = protection.value if isinstance(protection, Observed) else ()
    return Observed(Thunderbolt(levels(security.value, found)), security.sources)


THUNDERBOLT = Probe(
    name="thunderbolt",
    record=Thunderbolt,
    about="Whether a Thunderbolt device must be authorised before it reaches memory.",
    requests=(Read(SECURITY, limit=4096), Read(PROTECTION, limit=4096)),
    parse=parse,
)
