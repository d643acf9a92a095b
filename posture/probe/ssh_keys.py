"""Private host keys in /etc/ssh."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source
from posture.model.request import Look
from posture.parse.ssh_keys import SshHostKeys
from posture.probe.base import Probe

PATTERN = "/etc/ssh/ssh_host_*_key"


def parse(answers: Answers) -> Evidence[SshHostKeys]:
    """Absent when there is no host key in the usual place."""
    answer = answers.metas(PATTERN)
    if not isinstance(answer, Observed):
        return answer
    return Observed(SshHostKeys(answer.value), answer.sources) if answer.value else Absent((Source(PATTERN),))


SSH_HOST_KEYS = Probe(
    name="ssh_host_keys",
    record=SshHostKeys,
    about="Owner and mode of the SSH server's private host keys.",
    requests=(Look(PATTERN),),
    parse=parse,
)
