"""What time it is on the target, so that ages of its files can be told."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Reason, Unavailable
from posture.model.request import Run
from posture.parse.clock import Clock
from posture.probe.base import Probe

DATE = ("date", "+%s")


def parse(answers: Answers) -> Evidence[Clock]:
    """Unavailable where no system runs: files in a folder do not tell what day it is."""
    answer = answers.ok(*DATE)
    if not isinstance(answer, Observed):
        return answer
    text = answer.value.text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        return Unavailable(Reason.UNPARSABLE, f"`date +%s` printed {text[:40]!r}", answer.sources)
    return Observed(Clock(int(text), answer.value.source()), answer.sources)


CLOCK = Probe(
    name="clock",
    record=Clock,
    about="The target's own clock.",
    requests=(Run(DATE),),
    parse=parse,
)
