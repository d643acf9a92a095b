"""Password states and ages. Hashes are taken out before the file leaves the target."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, refine
from posture.model.request import Read, Redaction
from posture.parse.shadow import Shadow, parse_shadow
from posture.probe.base import Probe

SHADOW_FILE = "/etc/shadow"


def parse(answers: Answers) -> Evidence[Shadow]:
    """Absent where the system keeps no shadow file; Unavailable(permission) without root."""
    return refine(answers.file(SHADOW_FILE), parse_shadow)


SHADOW = Probe(
    name="shadow",
    record=Shadow,
    about="Hash scheme, lock state and ageing of every local password; never the hash.",
    requests=(Read(SHADOW_FILE, redact=Redaction.SHADOW),),
    parse=parse,
)
