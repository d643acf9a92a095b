"""Apache: its configuration with every include, on Debian's and on Red Hat's layout."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Redaction, Request
from posture.parse.apache import Apache
from posture.parse.apache_tree import Tree, build
from posture.probe.base import Probe
from posture.probe.library import Library, nothing

MAIN = ("/etc/apache2/apache2.conf", "/etc/httpd/conf/httpd.conf")
ROOTS = {MAIN[0]: "/etc/apache2", MAIN[1]: "/etc/httpd"}
STATIC = (
    *MAIN,
    "/etc/apache2/ports.conf",
    "/etc/apache2/mods-enabled/*.load",
    "/etc/apache2/mods-enabled/*.conf",
    "/etc/apache2/conf-enabled/*.conf",
    "/etc/apache2/sites-enabled/*.conf",
    "/etc/httpd/conf.modules.d/*.conf",
    "/etc/httpd/conf.d/*.conf",
)
REDACT = Redaction.WEB
"""Every probe that reads these files asks for them with the same redaction."""


def read_tree(answers: Answers, main: File) -> tuple[Library, Tree]:
    """The configuration with its includes; what could not be read gathers in the library."""
    library = Library(answers, REDACT)

    def read(pattern: str) -> tuple[File, ...]:
        found = library.read(pattern)
        if pattern in library.troubles:
            raise KeyError(pattern)
        return found

    return library, build(main, read, ROOTS[main.path])


def parse(answers: Answers) -> Evidence[Apache]:
    """Absent without a main file. An include that could not be read leaves undecided what it may decide."""
    main = _main(answers)
    if not isinstance(main, Observed):
        return main
    _, tree = read_tree(answers, main.value)
    return Observed(Apache(tree), tuple(file.source() for file in tree.files.values()))


def _main(answers: Answers) -> Evidence[File]:
    troubles: list[Unavailable] = []
    for path in MAIN:
        answer = answers.file(path)
        if isinstance(answer, Observed):
            return answer
        if isinstance(answer, Unavailable):
            troubles.append(answer)
    return troubles[0] if troubles else nothing(MAIN)


def follow(answers: Answers) -> tuple[Request, ...]:
    """Files that are included from elsewhere."""
    main = _main(answers)
    return read_tree(answers, main.value)[0].wanted() if isinstance(main, Observed) else ()


def certificate_files(answers: Answers) -> tuple[dict[str, Source], list[Request], list[Unavailable]]:
    """Paths of certificates with the line that names them, what is yet to be read, and what could not be read."""
    main = _main(answers)
    if not isinstance(main, Observed):
        return {}, [], [main] if isinstance(main, Unavailable) else []
    library, tree = read_tree(answers, main.value)
    paths: dict[str, Source] = {}
    for one in Apache(tree).certificate_lines():
        path = one.args[0]
        paths.setdefault(path if path.startswith("/") else f"{ROOTS[main.value.path]}/{path}", one.at)
    return paths, list(library.wanted()), list(library.troubles.values())


def document_roots(answers: Answers) -> tuple[list[str], list[Request]]:
    """The folders that DocumentRoot names, and the configuration that has yet to be read."""
    main = _main(answers)
    if not isinstance(main, Observed):
        return [], []
    library, tree = read_tree(answers, main.value)
    folders = [one.args[0] for one in tree.placed if one.name == "documentroot" and one.args]
    return folders, list(library.wanted())


APACHE = Probe(
    name="apache",
    record=Apache,
    about="Apache: directives in force for the server and its virtual hosts, includes followed.",
    requests=tuple(Read(path, redact=REDACT) for path in STATIC),
    parse=parse,
    follow=follow,
)
