"""nginx: its configuration with every include, the version of its package, the modes of its private keys."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Unavailable
from posture.model.request import MIB, Look, Read, Redaction, Request
from posture.parse.nginx import Nginx
from posture.parse.nginx_tls import absolute, key_directives
from posture.parse.nginx_tree import Scope, build
from posture.parse.package_status import version_of
from posture.probe.base import Probe
from posture.probe.library import Library, nothing

CONFIG = "/etc/nginx/nginx.conf"
STATIC = (
    CONFIG,
    "/etc/nginx/conf.d/*.conf",
    "/etc/nginx/sites-enabled/*",
    "/etc/nginx/modules-enabled/*.conf",
    "/etc/nginx/snippets/*",
)
REDACT = Redaction.WEB
"""Every probe that reads these files asks for them with the same redaction."""
DPKG = "/var/lib/dpkg/status"
PACKAGES = ("nginx-core", "nginx-light", "nginx-full", "nginx-extras", "nginx")


def read_tree(answers: Answers, main: File) -> tuple[Library, Scope, tuple[File, ...]]:
    """The configuration with its includes; what could not be read gathers in the library."""
    library = Library(answers, REDACT)

    def read(pattern: str) -> tuple[File, ...]:
        found = library.read(pattern)
        if pattern in library.troubles:
            raise KeyError(pattern)
        return found

    top, files = build(main, read)
    return library, top, files


def parse(answers: Answers) -> Evidence[Nginx]:
    """Absent without nginx.conf. An include that could not be read leaves undecided what it may decide."""
    main = answers.file(CONFIG)
    if not isinstance(main, Observed):
        return main if isinstance(main, Unavailable) else nothing((CONFIG,))
    _, top, files = read_tree(answers, main.value)
    keys = {path: answers.meta(path) for path in _key_paths(top)}
    status = answers.file(DPKG)
    version = version_of(status.value.text, PACKAGES) if isinstance(status, Observed) else None
    return Observed(Nginx(top, files, version, keys), tuple(file.source() for file in files))


def _key_paths(top: Scope) -> tuple[str, ...]:
    paths = (absolute(one.args[0]) for one in key_directives(top))
    return tuple(path for path in dict.fromkeys(paths) if ".." not in path.split("/") and not set("*?[") & set(path))


def follow(answers: Answers) -> tuple[Request, ...]:
    """Files included from elsewhere, and the private keys, of which only owner and mode are asked."""
    main = answers.file(CONFIG)
    if not isinstance(main, Observed):
        return ()
    library, top, _ = read_tree(answers, main.value)
    return (*library.wanted(), *(Look(path) for path in _key_paths(top)))


NGINX = Probe(
    name="nginx",
    record=Nginx,
    about="nginx: servers with their effective directives, includes followed, private key modes.",
    requests=(*(Read(path, redact=REDACT) for path in STATIC), Read(DPKG, limit=16 * MIB)),
    parse=parse,
    follow=follow,
)
