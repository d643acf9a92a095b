"""Where rsyslog, syslog-ng and systemd-journal-upload send log records."""

from __future__ import annotations

from collections.abc import Callable

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Request
from posture.parse import rsyslog, syslog_ng
from posture.parse.forwarding import Destination, Forwarding
from posture.parse.systemd_conf import ROOTS, merged
from posture.probe.base import Probe
from posture.probe.found import all_found
from posture.probe.include import may_follow, may_list

RSYSLOG, SYSLOG_NG = "/etc/rsyslog.conf", "/etc/syslog-ng/syslog-ng.conf"
UPLOAD = (
    *(f"{root}/journal-upload.conf" for root in ROOTS),
    *(f"{root}/journal-upload.conf.d/*.conf" for root in ROOTS),
)
DEEPEST = 4


def parse(answers: Answers) -> Evidence[Forwarding]:
    """Absent when none of the three is configured; Unavailable when a file of one of them cannot be read."""
    old, new = _tree(answers, RSYSLOG, rsyslog.includes), _tree(answers, SYSLOG_NG, syslog_ng.includes)
    upload = all_found(answers, UPLOAD)
    if isinstance(old, Unavailable):
        return old
    if isinstance(new, Unavailable):
        return new
    if isinstance(upload, Unavailable):
        return upload
    if not old and not new and not upload:
        return Absent((Source(RSYSLOG), Source(SYSLOG_NG), Source(UPLOAD[0])))
    found: list[Destination] = [destination for file in old for destination in rsyslog.destinations(file)]
    found += syslog_ng.destinations(new)
    url = merged(upload, "journal-upload.conf").last("Upload", "URL")
    if url is not None and url.at is not None:
        target = str(url.value).partition("://")[2] or str(url.value)
        found.append(Destination("systemd-journal-upload", target, "all", url.at))
    return Observed(Forwarding(tuple(found)), tuple(file.source() for file in (*old, *new, *upload)))


def _tree(answers: Answers, main: str, includes: Callable[[File], tuple[str, ...]]) -> tuple[File, ...] | Unavailable:
    """A file and all it includes, each once."""
    found: dict[str, File] = {}
    level = [main]
    for _ in range(DEEPEST):
        read = all_found(answers, level)
        if isinstance(read, Unavailable):
            return read
        files = [file for file in read if file.path not in found]
        found |= {file.path: file for file in files}
        level = [path for file in files for path in includes(file)]
    return tuple(found.values())


def follow(answers: Answers) -> tuple[Request, ...]:
    """Includes other than the usual folders."""
    wanted: dict[Request, None] = {}
    for main, includes in ((RSYSLOG, rsyslog.includes), (SYSLOG_NG, syslog_ng.includes)):
        level = [main]
        for _ in range(DEEPEST):
            files: list[File] = []
            for path in level:
                many, one = answers.matches(path), answers.file(path)
                files += many.value.found if isinstance(many, Observed) else ()
                files += (one.value,) if isinstance(one, Observed) else ()
            level = [path for file in files for path in includes(file)]
            wanted |= dict.fromkeys(Read(path) for path in level if may_list(path) or may_follow(path))
    return tuple(wanted)


FORWARDING = Probe(
    name="forwarding",
    record=Forwarding,
    about="Network destinations of rsyslog, syslog-ng and systemd-journal-upload.",
    requests=(
        Read(RSYSLOG),
        Read("/etc/rsyslog.d/*.conf"),
        Read(SYSLOG_NG),
        Read("/etc/syslog-ng/conf.d/*.conf"),
        *(Read(path) for path in UPLOAD),
    ),
    parse=parse,
    follow=follow,
)
