"""Time servers of chrony, ntpd and systemd-timesyncd, and whether the clock is in step."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read, Request, Run
from posture.model.setting import Setting
from posture.parse.systemd_conf import ROOTS, merged
from posture.parse.time_sync import TimeSync, folders, servers
from posture.probe.base import Probe
from posture.probe.found import all_found
from posture.probe.include import may_follow, may_list

CHRONY = ("/etc/chrony/chrony.conf", "/etc/chrony.conf")
CHRONY_FOLDERS = ("/etc/chrony/conf.d/*.conf", "/etc/chrony/sources.d/*.sources")
NTP = ("/etc/ntpsec/ntp.conf", "/etc/ntp.conf")
TIMESYNCD = (*(f"{root}/timesyncd.conf" for root in ROOTS), *(f"{root}/timesyncd.conf.d/*.conf" for root in ROOTS))
PROGRAMS = ("/usr/lib/systemd/systemd-timesyncd", "/lib/systemd/systemd-timesyncd")
SHOW = ("timedatectl", "show", "--property=NTPSynchronized")
TRACKING = ("chronyc", "-n", "tracking")


def parse(answers: Answers) -> Evidence[TimeSync]:
    """Absent when none of the three is there."""
    chrony, ntp, timesyncd = _chrony(answers), all_found(answers, NTP), all_found(answers, TIMESYNCD)
    if isinstance(chrony, Unavailable):
        return chrony
    if isinstance(ntp, Unavailable):
        return ntp
    if isinstance(timesyncd, Unavailable):
        return timesyncd
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


def _chrony(answers: Answers) -> tuple[File, ...] | Unavailable:
    main = all_found(answers, CHRONY)
    if isinstance(main, Unavailable) or not main:
        return main
    more = all_found(answers, folders(main[0]))
    return more if isinstance(more, Unavailable) else (main[0], *more)


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
            wanted += [Read(path) for path in folders(main.value) if may_list(path) or may_follow(path)]
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
