"""The usual folders of web servers and those that nginx and Apache name, three levels deep.

Names, owners and modes only, no content.
"""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Read, Request
from posture.parse.web_root import WebRoot
from posture.probe import apache, nginx
from posture.probe.base import Probe
from posture.probe.library import nothing

ROOTS = ("/var/www", "/srv/www", "/srv/http", "/usr/share/nginx/html")
LEVELS = ("*", ".[a-z]*", "*/*", "*/.[a-z]*", "*/*/*", "*/*/.[a-z]*")
MOST = 3000
MOST_ROOTS = 20
HELD_BACK = ("/proc", "/sys", "/dev", "/run")


def _roots(answers: Answers) -> tuple[tuple[str, ...], tuple[Request, ...]]:
    """The folders to look at, the usual ones first, and the configuration that has yet to be read."""
    named: list[str] = []
    wanted: list[Request] = []
    main = answers.file(nginx.CONFIG)
    if isinstance(main, Observed):
        library, top, _ = nginx.read_tree(answers, main.value)
        named += [one.args[0] for scope in top.within() for one in scope.own.get("root", ()) if one.args]
        wanted += library.wanted()
    folders, more = apache.document_roots(answers)
    paths = (path.rstrip("/") for path in (*named, *folders))
    extra = [path for path in dict.fromkeys(paths) if _may_look(path) and path not in ROOTS]
    return (*ROOTS, *extra[:MOST_ROOTS]), (*wanted, *more)


def _may_look(path: str) -> bool:
    """Whether a folder named by the configuration is a plain path below the root."""
    parts = path.split("/")
    return (
        path.startswith("/")
        and len(parts) > 2
        and ".." not in parts
        and not (set("$*?[") & set(path) or path.startswith(HELD_BACK))
    )


def _looks(root: str) -> tuple[Request, ...]:
    return (Look(root), *(Look(f"{root}/{level}", most=MOST) for level in LEVELS))


def parse(answers: Answers) -> Evidence[WebRoot]:
    """Absent without any of the folders; what could not be looked at stands beside the rest."""
    found: dict[str, Meta] = {}
    troubles: list[Unavailable] = []
    roots, _ = _roots(answers)
    for config in (nginx.CONFIG, *apache.MAIN):
        named = answers.file(config)
        if isinstance(named, Unavailable) and named.reason is Reason.PERMISSION:
            troubles.append(named)
    for root in roots:
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
        return troubles[0] if troubles else nothing(roots)
    metas = tuple(found[path] for path in sorted(found))
    return Observed(WebRoot(metas, tuple(troubles)), tuple(Source(root) for root in roots if root in found))


def follow(answers: Answers) -> tuple[Request, ...]:
    """Included configuration, and the folders that it serves."""
    roots, wanted = _roots(answers)
    return (*wanted, *(request for root in roots[len(ROOTS) :] for request in _looks(root)))


WEB_ROOT = Probe(
    name="web_root",
    record=WebRoot,
    about="Names, owners and modes in the folders of web servers, three levels deep.",
    requests=(
        *(request for root in ROOTS for request in _looks(root)),
        *(Read(path, redact=nginx.REDACT) for path in nginx.STATIC),
        *(Read(path, redact=apache.REDACT) for path in apache.STATIC),
    ),
    parse=parse,
    follow=follow,
)
