"""The sudo policy: /etc/sudoers with everything it includes, in sudo's order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Read, Request, Run
from posture.model.setting import Setting
from posture.parse.sudoers import Sudoers, parse_lines
from posture.parse.sudoers_lexer import Logical, logical_lines
from posture.probe.base import Probe
from posture.probe.include import may_follow, may_list

MAIN = "/etc/sudoers"
FOLDER = "/etc/sudoers.d"
NSSWITCH = "/etc/nsswitch.conf"
SSSD = "/etc/sssd/sssd.conf"
INCLUDES = ("@include", "#include", "@includedir", "#includedir")
DEEPEST = 10
MOST_LINES = 100_000


class _CouldNot(Exception):
    """An included file could not be looked at."""

    def __init__(self, why: Unavailable) -> None:
        super().__init__(why.detail)
        self.why = why


def parse(answers: Answers) -> Evidence[Sudoers]:
    """Absent without /etc/sudoers; Unavailable when it, or a file it includes, cannot be read."""
    main = answers.file(MAIN)
    if not isinstance(main, Observed):
        return main
    sources: list[Source] = []
    try:
        lines = tuple(_lines(main.value, answers, sources, 0))
    except _CouldNot as fault:
        return fault.why
    if len(lines) > MOST_LINES:
        return Unavailable(Reason.TRUNCATED, f"{MAIN}: more than {MOST_LINES} lines with what it includes")
    record = replace(parse_lines(lines), version=_version(answers), remote=_remote(answers))
    return Observed(record, tuple(sources))


def _lines(file: File, answers: Answers, sources: list[Source], depth: int) -> Iterator[Logical]:
    sources.append(file.source())
    for line in logical_lines(file):
        word, rest = _directive(line)
        if not word:
            yield line
            continue
        if depth >= DEEPEST:
            raise _CouldNot(Unavailable(Reason.UNPARSABLE, f"{line.at}: includes are nested too deeply", (line.at,)))
        path = target(rest, file.path)
        if not path:
            why = f"{line.at}: the included path depends on the host's name"
            raise _CouldNot(Unavailable(Reason.UNSUPPORTED, why, (line.at,)))
        for inner in _included(path, word.endswith("dir"), answers):
            yield from _lines(inner, answers, sources, depth + 1)


def _included(path: str, folder: bool, answers: Answers) -> tuple[File, ...]:
    if not folder:
        answer = answers.file(path)
        if isinstance(answer, Observed):
            return (answer.value,)
        if isinstance(answer, Unavailable):
            raise _CouldNot(answer)
        return ()
    found = answers.files(f"{path}/*")
    if isinstance(found, Unavailable):
        raise _CouldNot(found)
    files = found.value if isinstance(found, Observed) else ()
    counted = [file for file in files if not skipped(file.path.rsplit("/", 1)[-1])]
    return tuple(sorted(counted, key=lambda file: file.path.encode(errors="replace")))


def skipped(name: str) -> bool:
    """Whether an included folder's file of this name is left out by sudo."""
    return "." in name or name.endswith("~")


def target(text: str, parent: str) -> str:
    """The path of an include: quotes and backslashes taken off, relative ones from the including file's folder.

    Empty where it holds `%h`, the host's short name, which no file tells for certain.
    """
    path = text.strip()
    path = path[1:-1] if len(path) > 1 and path[0] == path[-1] == '"' else path.replace("\\", "")
    if "%h" in path or not path:
        return ""
    return (path if path.startswith("/") else f"{parent.rsplit('/', 1)[0]}/{path}").rstrip("/")


def follow(answers: Answers) -> tuple[Request, ...]:
    """All that is included, as far as what came back so far tells."""
    wanted: dict[Request, None] = {}
    todo = list(_read(answers, Read(MAIN)))
    seen: set[str] = set()
    while todo:
        file = todo.pop()
        if file.path in seen:
            continue
        seen.add(file.path)
        for request in _includes(file):
            wanted[request] = None
            todo += _read(answers, request)
    return tuple(wanted)


def _read(answers: Answers, request: Read) -> tuple[File, ...]:
    if request.is_glob:
        found = answers.matches(request.path)
        return found.value.found if isinstance(found, Observed) else ()
    one = answers.file(request.path)
    return (one.value,) if isinstance(one, Observed) else ()


def _includes(file: File) -> Iterator[Read]:
    for line in logical_lines(file):
        word, rest = _directive(line)
        path = target(rest, file.path) if word else ""
        if path and word.endswith("dir") and may_list(f"{path}/*", "sudo"):
            yield Read(f"{path}/*")
        elif path and not word.endswith("dir") and may_follow(path):
            yield Read(path)


def _directive(line: Logical) -> tuple[str, str]:
    """The include word of a line and what follows; nothing for another line."""
    word, *rest = line.text.split(None, 1)
    return (word, rest[0] if rest else "") if word in INCLUDES else ("", "")


def _version(answers: Answers) -> str:
    """Such as `1.9.13p3`, or empty where the program cannot be asked."""
    answer = answers.ok("sudo", "-V")
    if not isinstance(answer, Observed):
        return ""
    first = answer.value.text.partition("\n")[0].split()
    return first[2] if first[:2] == ["Sudo", "version"] and len(first) > 2 else ""


def _remote(answers: Answers) -> Setting | None:
    """The nsswitch line that lets rules come from LDAP, or from SSSD where that is set up."""
    answer = answers.file(NSSWITCH)
    if not isinstance(answer, Observed):
        return None
    sssd = not isinstance(answers.meta(SSSD), Absent)
    for number, line in enumerate(answer.value.text.split("\n"), 1):
        name, colon, sources = line.partition("#")[0].partition(":")
        if colon and name.strip() == "sudoers":
            words = sources.split()
            if "ldap" in words or "nis" in words or ("sss" in words and sssd):
                return Setting(" ".join(words), answer.value.source(number, line.strip()))
    return None


SUDOERS = Probe(
    name="sudoers",
    record=Sudoers,
    about="The sudo policy with all includes: defaults and grants, aliases resolved.",
    requests=(
        Read(MAIN),
        Read(f"{FOLDER}/*"),
        Read(NSSWITCH),
        Look(SSSD),
        Run(("sudo", "-V")),
    ),
    parse=parse,
    follow=follow,
)
