"""One walk over the local file systems for set-id, world-writable and unowned files."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Reason, Unavailable
from posture.model.request import Interest, Read, Redaction, Walk
from posture.parse.tree_walk import MODES, TreeWalk, ids, remote_names
from posture.probe.base import Probe

PASSWD, GROUP, NSSWITCH = "/etc/passwd", "/etc/group", "/etc/nsswitch.conf"


def parse(answers: Answers) -> Evidence[TreeWalk]:
    """Unavailable without the walk, or without the account files that say who owns what."""
    walked = answers.walked("/")
    if not isinstance(walked, Observed):
        return walked
    if not walked.value.interests >= MODES:
        return Unavailable(Reason.NOT_IN_BUNDLE, "the walk that was recorded did not look at modes")
    passwd, group, nsswitch = answers.file(PASSWD), answers.file(GROUP), answers.file(NSSWITCH)
    for answer in (passwd, group):
        if isinstance(answer, Unavailable):
            return answer
    record = TreeWalk(
        walked.value,
        ids(passwd.value) if isinstance(passwd, Observed) else frozenset(),
        ids(group.value) if isinstance(group, Observed) else frozenset(),
        remote_names(nsswitch.value.text) if isinstance(nsswitch, Observed) else False,
    )
    return Observed(record, walked.sources)


TREE_WALK = Probe(
    name="tree_walk",
    record=TreeWalk,
    about="One walk over the local file systems: set-id, world-writable and unowned files.",
    requests=(
        Walk("/", MODES | {Interest.UNOWNED}),
        Read(PASSWD, redact=Redaction.SHADOW),
        Read(GROUP, redact=Redaction.SHADOW),
        Read(NSSWITCH),
    ),
    parse=parse,
)
