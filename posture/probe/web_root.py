"""The usual folders of web servers, three levels deep: names, owners and modes, no content."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Look
from posture.parse.web_root import WebRoot
from posture.probe.base import Probe
from posture.probe.library import nothing

ROOTS = ("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx/html")
LEVELS = ("*", ".[a-z]*", "*/*", "*/.[a-z]*", "*/*/*", "*/*/.[a-z]*")
MOST = 3000


def parse(answers: Answers) -> Evidence[WebRoot]:
    """Absent without any of the folders; what could not be looked at stands beside the rest."""
    found: dict[str, Meta] = {}
    troubles: list[Unavailable] = []
    for root in ROOTS:
        top = answers.meta(root)
        if isinstance(top, Unavailable):
            troubles.append(top)
            continue
        if isinstance(top, Observed):
            found[root] = top.value
        for level in LEVELS:
            answer = answers.seen(f"{root}/{level}")
            if isinstance(answer, Unavailable):
                troubles.append(answer)
            elif isinstance(answer, Observed):
                found |= {meta.path: meta for meta in answer.value.metas}
                troubles += answer.value.troubles
    if not found:
        return troubles[0] if troubles else nothing(ROOTS)
    metas = tuple(found[path] for path in sorted(found))
    return Observed(WebRoot(metas, tuple(troubles)), tuple(Source(root) for root in ROOTS if root in found))


WEB_ROOT = Probe(
    name="web_root",
    record=WebRoot,
    about="Names, owners and modes in the usual folders of web servers, three levels deep.",
    requests=tuple(
        request for root in ROOTS for request in (Look(root), *(Look(f"{root}/{level}", most=MOST) for level in LEVELS))
    ),
    parse=parse,
)
