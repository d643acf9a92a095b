"""The distribution's own end of life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from posture.api import Clock, Evidence, Fail, Observed, Param, Pass, Platform, Tighter, Unknown, Verdict, check

AS_OF = date(2026, 10, 4)
"""When the dates below were gathered, from the distributions' release pages as endoflife.date lists them. Free
security support counts, volunteers' long-term support of Debian included; paid extensions do not."""

ENDS: Mapping[tuple[str, str], str] = {
    ("debian", "9"): "2022-06-30",
    ("debian", "10"): "2024-06-30",
    ("debian", "11"): "2026-08-31",
    ("debian", "12"): "2028-06-30",
    ("debian", "13"): "2030-06-30",
    ("ubuntu", "16.04"): "2021-04-30",
    ("ubuntu", "18.04"): "2023-05-31",
    ("ubuntu", "20.04"): "2025-05-31",
    ("ubuntu", "22.04"): "2027-04-01",
    ("ubuntu", "24.04"): "2029-05-31",
    ("ubuntu", "24.10"): "2025-07-10",
    ("ubuntu", "25.04"): "2026-01-17",
    ("ubuntu", "25.10"): "2026-07-01",
    ("ubuntu", "26.04"): "2031-04-30",
    ("centos", "6"): "2020-11-30",
    ("centos", "7"): "2024-06-30",
    ("almalinux", "8"): "2029-03-01",
    ("almalinux", "9"): "2032-05-31",
    ("almalinux", "10"): "2035-05-31",
    ("rocky", "8"): "2029-05-31",
    ("rocky", "9"): "2032-05-31",
    ("rhel", "7"): "2024-06-30",
    ("rhel", "8"): "2029-05-31",
    ("rhel", "9"): "2032-05-31",
    ("centos", "8"): "2021-12-31",
    ("centos stream", "8"): "2024-05-31",
    ("centos stream", "9"): "2027-05-31",
    ("openeuler", "20.03"): "2021-03-31",
    ("openeuler", "20.03 sp1"): "2022-12-31",
    ("openeuler", "20.03 sp2"): "2022-04-30",
    ("openeuler", "20.03 sp3"): "2023-12-31",
    ("openeuler", "20.03 sp4"): "2025-11-30",
    ("openeuler", "22.03"): "2024-03-31",
    ("openeuler", "22.03 sp1"): "2024-12-31",
    ("openeuler", "22.03 sp2"): "2024-03-31",
    ("openeuler", "22.03 sp3"): "2025-12-31",
    ("openeuler", "22.03 sp4"): "2026-06-30",
    ("openeuler", "24.03"): "2026-05-31",
    ("openeuler", "24.03 sp1"): "2026-12-31",
    ("openeuler", "24.03 sp2"): "2026-03-31",
    ("openeuler", "24.03 sp3"): "2027-12-31",
    ("openeuler", "24.03 sp4"): "2027-03-31",
}


@check(
    "host.release.supported",
    title="The distribution still gets security updates",
    ccss="AV:N/AC:M/Au:N/C:P/I:P/A:P",
    fix="Upgrade to a release that is supported, or buy its extended support and record that as a waiver.",
    confirm="cat /etc/os-release",
    params={"days_left": Param(0, Tighter.HIGHER, "days of support that have to be left")},
    maps={"mlps": ("8.1.4.4e",), "attack": ("T1190", "T1068", "T1210"), "cis-controls-8": ("2.2",)},
)
def supported(platform: Platform, clock: Evidence[Clock], *, days_left: int) -> Iterator[Verdict]:
    """After that day holes are found as before, and nobody closes them."""
    name = platform.pretty or str(platform.id.value)
    text = ENDS.get(_key(platform))
    expected = f"support for {days_left} days or more"
    if text is None:
        because = f"the end of support of {name} is not among the dates of {AS_OF.isoformat()}"
        yield Unknown(because=because, expected=expected, at=platform.version)
        return
    end = date.fromisoformat(text)
    today = _today(clock)
    if today is not None and today >= AS_OF:
        kind = Pass if (end - today).days >= days_left else Fail
        yield kind(observed=f"{name}, until {text}", expected=expected, at=platform.version)
    elif (end - AS_OF).days < days_left:
        yield Fail(observed=f"{name}, until {text}", expected=expected, at=platform.version)
    else:
        because = "what day it is on the target is not known" if today is None else f"the target's clock says {today}"
        yield Unknown(
            because=f"{name} is supported until {text}, and {because}", expected=expected, at=platform.version
        )


def _today(clock: Evidence[Clock]) -> date | None:
    if not isinstance(clock, Observed) or clock.value.now > 4_000_000_000:
        return None
    return datetime.fromtimestamp(clock.value.now, UTC).date()


def _key(platform: Platform) -> tuple[str, str]:
    """Distribution and version in the table's words: without minor numbers, with openEuler's service pack."""
    name, version = str(platform.id.value or "").lower(), str(platform.version.value or "")
    pretty = platform.pretty.lower()
    if name == "openeuler":
        pack = pretty.partition("-sp")[2][:1]
        return name, f"{version} sp{pack}" if pack.isdecimal() else version
    if name == "centos" and "stream" in pretty:
        return "centos stream", version
    if name in ("rhel", "rocky", "almalinux", "centos", "debian"):
        version = version.partition(".")[0]
    return name, version
