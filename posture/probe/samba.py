"""The Samba server."""

from __future__ import annotations

from collections.abc import Iterator

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Request
from posture.parse.samba import Samba, read_samba
from posture.parse.sections import GLOBAL, Line, assignments
from posture.probe.base import Probe

MAIN = "/etc/samba/smb.conf"
SERVERS = ("/usr/sbin/smbd", "/usr/local/sbin/smbd", "/usr/local/samba/sbin/smbd")
DEEPEST = 3
MOST_LINES = 20000


def parse(answers: Answers) -> Evidence[Samba]:
    """Absent without smb.conf, or without smbd: its clients read the same file.

    What an include with a variable, or the registry, would add is not known.
    """
    main = answers.file(MAIN)
    if not isinstance(main, Observed):
        return main
    servers = [answers.meta(path) for path in SERVERS]
    if not any(isinstance(server, Observed) for server in servers):
        return next((one for one in servers if isinstance(one, Unavailable)), Absent((Source(SERVERS[0]),)))
    unread: list[str] = []
    lines: list[Line] = []
    for line in _lines(answers, main.value, GLOBAL, unread, 0):
        lines.append(line)
        if len(lines) >= MOST_LINES:
            unread.append(f"more than {MOST_LINES} lines")
            break
    return Observed(read_samba(lines, unread[0] if unread else ""), main.sources)


def _lines(answers: Answers, file: File, section: str, unread: list[str], depth: int) -> Iterator[Line]:
    """The lines of a file with those of included files in place."""
    for line in assignments(file, section):
        section = line.section
        if line.name == "configbackend" and line.value.lower() == "registry":
            unread.append("the settings stand in Samba's registry")
        if line.name != "include":
            yield line
            continue
        included = answers.file(line.value) if "%" not in line.value and depth < DEEPEST else None
        if isinstance(included, Observed):
            yield from _lines(answers, included.value, section, unread, depth + 1)
        else:
            unread.append(f"the include {line.value[:100]} was not followed")


def follow(answers: Answers) -> tuple[Request, ...]:
    """Files that smb.conf includes by a plain path."""
    wanted: dict[str, None] = {}
    waiting = [MAIN]
    while waiting and len(wanted) < 50:
        answer = answers.file(waiting.pop())
        named = _included(answer.value) if isinstance(answer, Observed) else ()
        new = [path for path in named if path not in wanted]
        wanted |= dict.fromkeys(new)
        waiting += new
    return tuple(Read(path) for path in wanted)


def _included(file: File) -> Iterator[str]:
    for line in assignments(file):
        if line.name == "include" and line.value.startswith("/") and not {"%", "*", "?", "["} & set(line.value):
            yield line.value


SAMBA = Probe(
    name="samba",
    record=Samba,
    about="Settings and shares of the Samba server.",
    requests=(Read(MAIN), *(Look(path) for path in SERVERS)),
    parse=parse,
    follow=follow,
)
