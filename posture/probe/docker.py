"""The Docker daemon: its settings from daemon.json and from the command line of its service, and its socket."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Read
from posture.model.setting import Setting
from posture.parse.assignments import assignments
from posture.parse.docker import Docker, from_command, from_json
from posture.parse.systemd_conf import ROOTS, merged, not_running
from posture.probe.base import Probe

CONFIG = "/etc/docker/daemon.json"
UNIT = "docker.service"
ENVIRONMENT = ("/etc/default/docker", "/etc/sysconfig/docker")
PROGRAMS = ("/usr/bin/dockerd", "/usr/sbin/dockerd", "/usr/local/bin/dockerd")
SOCKETS = ("/run/docker.sock", "/var/run/docker.sock")
UNITS = tuple(path for root in ROOTS for path in (f"{root}/system/{UNIT}", f"{root}/system/{UNIT}.d/*.conf"))


def parse(answers: Answers) -> Evidence[Docker]:
    """Absent when there is neither a program, nor a unit, nor daemon.json; Unavailable when a setting may hide."""
    units: list[File] = []
    for path in UNITS:
        answer = answers.files(path) if "*" in path else _one(answers.file(path))
        if isinstance(answer, Unavailable) and not not_running(path, answer):
            return answer
        if isinstance(answer, Observed):
            units += answer.value
    config = answers.file(CONFIG)
    if isinstance(config, Unavailable):
        return config
    programs = [answers.meta(path) for path in PROGRAMS]
    if not units and isinstance(config, Absent) and not any(isinstance(one, Observed) for one in programs):
        for one in programs:
            if isinstance(one, Unavailable):
                return one
        return Absent((Source(CONFIG), *(Source(path) for path in PROGRAMS)))
    return _daemon(answers, config, units)


def _one(answer: Evidence[File]) -> Evidence[tuple[File, ...]]:
    return Observed((answer.value,), answer.sources) if isinstance(answer, Observed) else answer


def _daemon(answers: Answers, config: Observed[File] | Absent, units: list[File]) -> Evidence[Docker]:
    from_file: dict[str, tuple[Setting, ...]] | None = {}
    if isinstance(config, Observed):
        from_file = from_json(config.value)
    if from_file is None:
        return Unavailable(Reason.UNPARSABLE, f"{CONFIG} is no JSON object", config.sources)
    variables: dict[str, Setting] = {}
    for path in ENVIRONMENT:
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            variables |= assignments(answer.value)
    command = merged(units, UNIT).last("Service", "ExecStart")
    if command is None and not units:
        command = Setting("dockerd $DOCKER_OPTS $OPTIONS")
    from_flags = from_command(command, variables) if command else {}
    sources = (*config.sources, *(unit.source() for unit in units))
    names = {**from_file, **from_flags}
    together = {name: (*from_file.get(name, ()), *from_flags.get(name, ())) for name in names}
    at = sources[0] if isinstance(config, Observed) else (command.at if command else None)
    sockets = [answers.meta(path) for path in SOCKETS]
    socket = next((one for one in sockets if isinstance(one, Observed)), sockets[0])
    return Observed(Docker(together, at, socket), sources)


DOCKER = Probe(
    name="docker",
    record=Docker,
    about="The Docker daemon: daemon.json, the command line of its service, the mode of its socket.",
    requests=(
        Read(CONFIG),
        *(Read(path) for path in UNITS),
        *(Read(path) for path in ENVIRONMENT),
        *(Look(path) for path in (*PROGRAMS, *SOCKETS)),
    ),
    parse=parse,
)
