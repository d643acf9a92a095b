"""Time servers of chrony, ntpd and systemd-timesyncd, and whether the clock is in step."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import WILDCARDS, Look, Read, Request, Run
from posture.model.setting import Setting
from posture.parse.systemd_conf import ROOTS, merged, not_running
from posture.parse.time_sync import TimeSync, folders, servers
from posture.probe.base import Probe

CHRONY = ("/etc/chrony/chrony.conf", "/etc/chrony.conf")
CHRONY_FOLDERS = ("/etc/chrony/conf.d/*.conf", "/etc/chrony/sources.d/*.sources")
NTP = ("/etc/ntpsec/ntp.conf", "/etc/ntp.conf")
TIMESYNCD = (*(f"{root}/timesyncd.conf" for root in ROOTS), *(f"{root}/timesyncd.conf.d/*.conf" for root in ROOTS))
PROGRAMS = ("/usr/lib/systemd/systemd-timesyncd", "/lib/systemd/systemd-timesyncd")
SHOW = ("timedatectl", "show", "--property=NTPSynchronized")
TRACKING = ("chronyc", "-n", "tracking")


class _CouldNot(Exception):
    def __init__(self, why: Unavailable) -> None:
        super().__init__(why.detail)
        self.why = why


def parse(answers: Answers) -> Evidence[TimeSync]:
    """Absent when none of the three is there."""
    try:
        chrony, ntp = _chrony(answers), [file for path in NTP for file in _read(answers, path)]
        timesyncd = [file for path in TIMESYNCD for file in _read(answers, path)]
    except _CouldNot as fault:
        return fault.why
    there = bool(timesyncd) or any(isinstance(answers.meta(path), Observed) for path in PROGRAMS)
    if not chrony and not ntp and not there:
        return Absent(tuple(Source(path) for path in (CHRONY[0], NTP[0], PROGRAMS[0])))
    found: dict[str, tuple[Setting, ...]] = {}
    if chrony:
        found["chronyd"] = tuple(setting for file in chrony for setting in servers(file))
    if ntp:
        found["ntpd"] = tuple(setting for file in ntp for setting in servers(file))
    fallback = False
    if there:
        settings = merged(timesyncd, "timesyncd.conf")
        named = settings.all("Time", "NTP") or settings.all("Time", "FallbackNTP")
        cleared = settings.values.get(("Time", "FallbackNTP")) == ()
        found["timesyncd"] = named
        fallback = not named and not cleared
    files = (*chrony, *ntp, *timesyncd)
    return Observed(TimeSync(found, fallback, _in_step(answers)), tuple(file.source() for file in files))


def _read(answers: Answers, path: str) -> tuple[File, ...]:
    answer: Evidence[tuple[File, ...]]
    if WILDCARDS & set(path):
        answer = answers.files(path)
    else:
        one = answers.file(path)
        answer = Observed((one.value,)) if isinstance(one, Observed) else one
    if isinstance(answer, Unavailable) and not not_running(path, answer):
        raise _CouldNot(answer)
    return answer.value if isinstance(answer, Observed) else ()


def _chrony(answers: Answers) -> list[File]:
    main = next((files[0] for path in CHRONY if (files := _read(answers, path))), None)
    if main is None:
        return []
    return [main, *(file for pattern in folders(main) for file in _read(answers, pattern))]


def _in_step(answers: Answers) -> Setting | None:
    show = answers.ok(*SHOW)
    if isinstance(show, Observed) and show.value.text.strip() in ("NTPSynchronized=yes", "NTPSynchronized=no"):
        text = show.value.text.strip()
        return Setting(text.endswith("yes"), show.value.source(1, text))
    tracking = answers.ok(*TRACKING)
    if isinstance(tracking, Observed):
        for number, line in enumerate(tracking.value.text.split("\n"), 1):
            name, _, value = line.partition(":")
            if name.strip() == "Leap status":
                return Setting(value.strip() != "Not synchronised", tracking.value.source(number, line.strip()))
    return None


def follow(answers: Answers) -> tuple[Request, ...]:
    """Folders that chrony.conf names."""
    wanted: list[Request] = []
    for path in CHRONY:
        main = answers.file(path)
        if isinstance(main, Observed):
            wanted += [Read(pattern) for pattern in folders(main.value)]
    return tuple(wanted)


TIME_SYNC = Probe(
    name="time_sync",
    record=TimeSync,
    about="Time servers of chrony, ntpd and systemd-timesyncd, and whether the clock is in step.",
    requests=(
        *(Read(path) for path in (*CHRONY, *CHRONY_FOLDERS, *NTP, *TIMESYNCD)),
        *(Look(path) for path in PROGRAMS),
        Run(SHOW),
        Run(TRACKING),
    ),
    parse=parse,
    follow=follow,
)
