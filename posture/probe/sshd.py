"""The OpenSSH server: its files with every Include, how the service starts it, and what the binary itself says."""

from __future__ import annotations

from collections.abc import Iterator

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import MIB, WILDCARDS, Look, Read, Request, Run
from posture.parse.sshd import Sshd, effective
from posture.parse.sshd_defaults import Release
from posture.parse.sshd_start import CONFIG, ENVIRONMENT, Start, start_of
from posture.parse.sshd_tree import Entered, Met, Missing, Placed, tree
from posture.probe.base import Probe
from posture.probe.include import may_follow

BINARY = "/usr/sbin/sshd"
PRINTED = (BINARY, "-T")
DPKG = "/var/lib/dpkg/status"
RPM = ("rpm", "-q", "--qf", "%{VERSION}", "openssh-server")


def parse(answers: Answers) -> Evidence[Sshd]:
    """Absent only when there is neither a configuration nor the binary; Unavailable when any part cannot be read."""
    start = _start(answers)
    if isinstance(start, Unavailable):
        return start
    main = answers.file(start.config)
    if isinstance(main, Unavailable):
        return main
    if isinstance(main, Absent):
        return _without_file(answers, start)
    met = tuple(_tree(answers, main.value))
    missing = next((one for one in met if isinstance(one, Missing)), None)
    if missing:
        return Unavailable(missing.why.reason, f"Include {missing.path}: {missing.why.detail}", main.sources)
    record = _effective(answers, start, met)
    return Observed(record, tuple(file.source() for file in record.files))


def follow(answers: Answers) -> tuple[Request, ...]:
    """The files named by Include, and the one named on the command line."""
    start = _start(answers)
    if isinstance(start, Unavailable):
        return ()
    main = answers.file(start.config)
    if not isinstance(main, Observed):
        return (Read(start.config),) if start.config != CONFIG and may_follow(start.config) else ()
    missing = (one for one in _tree(answers, main.value) if isinstance(one, Missing))
    return tuple(Read(one.path) for one in missing if may_follow(one.path, globs=True))


def _without_file(answers: Answers, start: Start) -> Evidence[Sshd]:
    """Without a file the built-in defaults hold, if there is a server at all."""
    binary = answers.meta(BINARY)
    if isinstance(binary, Unavailable):
        return binary
    if isinstance(binary, Absent):
        return Absent((Source(start.config), Source(BINARY)))
    return Observed(_effective(answers, start, ()), binary.sources)


def _effective(answers: Answers, start: Start, met: tuple[Met, ...]) -> Sshd:
    printed = answers.ok(*PRINTED) if start.config == CONFIG else Absent()
    return effective(
        (one for one in met if isinstance(one, Placed)),
        command_line=start.options,
        release=_release(answers),
        printed=printed.value if isinstance(printed, Observed) else None,
        files=tuple({one.file.path: one.file for one in met if isinstance(one, Entered)}.values()),
    )


def _tree(answers: Answers, main: File) -> Iterator[Met]:
    return tree(main, lambda path: _find(answers, path))


def _find(answers: Answers, path: str) -> Evidence[tuple[File, ...]]:
    if not may_follow(path, globs=True):
        return Unavailable(Reason.UNSUPPORTED, "an Include of this file is not followed")
    if WILDCARDS & set(path):
        return answers.files(path)
    answer = answers.file(path)
    return Observed((answer.value,), answer.sources) if isinstance(answer, Observed) else answer


def _start(answers: Answers) -> Start | Unavailable:
    for path in ENVIRONMENT:
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            return start_of(answer.value)
    return Start()


def _release(answers: Answers) -> Release | None:
    """The version of the installed package, as the package manager's own records say."""
    status = answers.file(DPKG)
    if isinstance(status, Observed):
        return _debian(status.value.text)
    asked = answers.ok(*RPM)
    return Release.parse(asked.value.text, "rpm") if isinstance(asked, Observed) else None


def _debian(status: str) -> Release | None:
    start = f"\n{status}".find("\nPackage: openssh-server\n")
    if start < 0:
        return None
    end = status.find("\n\n", start)
    stanza = status[start : end if end >= 0 else len(status)]
    version = next((line for line in stanza.split("\n") if line.startswith("Version: ")), "")
    return Release.parse(version.removeprefix("Version: "), "deb")


SSHD = Probe(
    name="sshd",
    record=Sshd,
    about="OpenSSH server: effective options with Include and Match, defaults by version, compared with `sshd -T`.",
    requests=(
        Read(CONFIG),
        Read("/etc/ssh/sshd_config.d/*.conf"),
        *(Read(path) for path in ENVIRONMENT),
        Look(BINARY),
        Read(DPKG, limit=16 * MIB),
        Run(RPM),
        Run(PRINTED, root=True),
    ),
    parse=parse,
    follow=follow,
)
