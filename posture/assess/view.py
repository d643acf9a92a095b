"""How a probe sees the answers of exported configuration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from posture.model.answer import Answers
from posture.model.evidence import Absent, Observed, Reason, Source, Unavailable
from posture.model.request import Read, identity
from posture.probe.base import Probe


def views(answers: Answers, exported: bool) -> Callable[[Probe[Any]], Answers]:
    """The answers as each probe sees them: as they are, unless the target is exported configuration.

    Who exports /etc/ssh/sshd_config and nothing beside it has exported what there is of it, or so it must be taken:
    otherwise no export would ever be whole. A probe none of whose files was exported sees that nothing was.
    """
    if not exported:
        return lambda probe: answers
    seen = {identity(request) for request, answer in answers.by_request.items() if isinstance(answer, Observed)}
    rest = Answers({request: _taken_as_absent(request, answer) for request, answer in answers.by_request.items()})

    def view(probe: Probe[Any]) -> Answers:
        some = any(isinstance(request, Read) and identity(request) in seen for request in probe.requests)
        return rest if some else answers

    return view


def _taken_as_absent(request: Any, answer: Any) -> Any:
    if isinstance(request, Read) and isinstance(answer, Unavailable) and answer.reason is Reason.NOT_IN_BUNDLE:
        return Absent((Source(request.path),))
    return answer
