"""USBGuard's daemon settings."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, refine
from posture.model.request import Read
from posture.parse.usbguard import Usbguard, usbguard
from posture.probe.base import Probe

CONF = "/etc/usbguard/usbguard-daemon.conf"


def parse(answers: Answers) -> Evidence[Usbguard]:
    """Absent where USBGuard is not installed; its file may be read by root alone."""
    return refine(answers.file(CONF), usbguard)


USBGUARD = Probe(
    name="usbguard",
    record=Usbguard,
    about="What USBGuard does with a USB device that no rule speaks of.",
    requests=(Read(CONF),),
    parse=parse,
)
