"""The certificates that nginx and Apache name, and those that Let's Encrypt clients keep."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Read, Redaction, Request
from posture.parse.certificates import Certificates, read_certificate
from posture.parse.nginx_tls import absolute, is_path
from posture.probe import apache, nginx
from posture.probe.base import Probe
from posture.probe.library import nothing

LETS_ENCRYPT = "/etc/letsencrypt/live/*/fullchain.pem"
PUBLIC = Redaction.PRIVATE_KEY
"""Certificates stay whole; a private key in the same file does not leave the target."""


def _named(answers: Answers) -> tuple[dict[str, Source], list[Request], list[Unavailable]]:
    """Paths of certificates with the line that names them, what is yet to be read, and what could not be read."""
    paths: dict[str, Source] = {}
    wanted: list[Request] = []
    troubles: list[Unavailable] = []
    main = answers.file(nginx.CONFIG)
    if isinstance(main, Observed):
        library, top, _ = nginx.read_tree(answers, main.value)
        for scope in (top, *top.within()):
            for directive in scope.own.get("ssl_certificate", ()):
                if len(directive.args) == 1 and is_path(directive.args[0]):
                    paths.setdefault(absolute(directive.args[0]), directive.at)
        wanted += library.wanted()
        troubles += library.troubles.values()
    elif isinstance(main, Unavailable):
        troubles.append(main)
    named, more, missed = apache.certificate_files(answers)
    for path, at in named.items():
        paths.setdefault(path, at)
    return {path: at for path, at in paths.items() if _askable(path)}, [*wanted, *more], [*troubles, *missed]


def _askable(path: str) -> bool:
    held = ("/proc/", "/dev/", "/sys/")
    return (
        path.startswith("/")
        and ".." not in path.split("/")
        and not set("*?[") & set(path)
        and not path.startswith(held)
    )


def parse(answers: Answers) -> Evidence[Certificates]:
    """Absent when no configuration names a certificate and no Let's Encrypt client keeps one."""
    paths, _, troubles = _named(answers)
    files: dict[str, File] = {}
    for path, at in paths.items():
        answer = answers.file(path)
        if isinstance(answer, Observed):
            files[path] = answer.value
        elif isinstance(answer, Unavailable):
            troubles.append(answer)
        else:
            troubles.append(Unavailable(Reason.FAILED, f"{path}, which is named here, is not there", (at,)))
    kept = answers.matches(LETS_ENCRYPT)
    if isinstance(kept, Observed):
        files |= {file.path: file for file in kept.value.found}
        troubles += kept.value.troubles
    elif isinstance(kept, Unavailable):
        troubles.append(kept)
    return _record(files, troubles)


def _record(files: dict[str, File], troubles: list[Unavailable]) -> Evidence[Certificates]:
    found = []
    for path in sorted(files):
        certificate = read_certificate(files[path])
        if certificate is None:
            detail = f"{path} holds no certificate that can be understood"
            troubles.append(Unavailable(Reason.UNPARSABLE, detail, (files[path].source(),)))
        else:
            found.append(certificate)
    if found:
        troubles = [one for one in troubles if one.reason is not Reason.NOT_IN_BUNDLE]
    elif troubles:
        return troubles[0]
    else:
        return nothing((nginx.CONFIG, *apache.MAIN, LETS_ENCRYPT))
    return Observed(Certificates(tuple(found), tuple(troubles)), tuple(one.at for one in found))


def follow(answers: Answers) -> tuple[Request, ...]:
    """Included configuration, and the certificates it names."""
    paths, wanted, _ = _named(answers)
    return (*wanted, *(Read(path, redact=PUBLIC) for path in paths))


CERTIFICATES = Probe(
    name="certificates",
    record=Certificates,
    about="Certificates that nginx and Apache use, and those of Let's Encrypt clients: dates, keys, signatures.",
    requests=(
        *(Read(path, redact=nginx.REDACT) for path in nginx.STATIC),
        *(Read(path, redact=apache.REDACT) for path in apache.STATIC),
        Read(LETS_ENCRYPT, redact=PUBLIC),
    ),
    parse=parse,
    follow=follow,
)
