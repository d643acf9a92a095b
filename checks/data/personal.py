"""Personal data in files: who can read it, and whether it lies where nobody looks after it."""

from __future__ import annotations

from collections.abc import Iterator

from posture.api import (
    Fail,
    Kind,
    Param,
    Pass,
    PersonalData,
    PersonalFile,
    Reason,
    Source,
    Tighter,
    Unknown,
    Verdict,
    check,
)

LIMITS = {
    "ids": Param(5, Tighter.LOWER, "identity numbers in one file"),
    "cards": Param(5, Tighter.LOWER, "card numbers in one file"),
    "mobiles": Param(50, Tighter.LOWER, "mobile numbers in one file"),
}


def _over(data: PersonalData, ids: int, cards: int, mobiles: int) -> Iterator[PersonalFile]:
    limits = {Kind.RESIDENT_ID: ids, Kind.BANK_CARD: cards, Kind.MOBILE: mobiles}
    return (file for file in data.files if file.over(limits))


def _rest(data: PersonalData, bad: bool, expected: str) -> Iterator[Verdict]:
    if bad:
        return
    if data.partial:
        yield Unknown(because=f"not all could be counted: {data.partial[0]}", reason=Reason.TRUNCATED)
    else:
        yield Pass(observed="none", expected=expected)


@check(
    "data.personal.exposed",
    title="Files with personal data are closed to other accounts",
    ccss="AV:L/AC:L/Au:N/C:C/I:N/A:N",
    fix="Run `chmod 0600` on the file or close its folder, then ask why the data lies there at all.",
    params=LIMITS,
    maps={"mlps": ("8.1.4.11b", "8.1.4.2f@3"), "attack": ("T1005",)},
)
def exposed(data: PersonalData, *, ids: int, cards: int, mobiles: int) -> Iterator[Verdict]:
    """Every account and every broken service on the host can copy such a file, and no log will say so."""
    bad = False
    for file in _over(data, ids, cards, mobiles):
        if file.open is False:
            continue
        bad = True
        at = Source(file.path)
        if file.open is None or file.meta is None:
            because = f"{file.shown()}, and its mode or a folder above could not be looked at"
            yield Unknown(subject=file.path, because=because, reason=Reason.PERMISSION, at=at)
        else:
            seen = f"{file.shown()}, mode {file.meta.mode:04o}"
            yield Fail(subject=file.path, observed=seen, expected="not readable by others", at=at)
    yield from _rest(data, bad, "no file with personal data that others can read")


@check(
    "data.personal.strays",
    title="Personal data does not lie about in home folders and backups",
    ccss="AV:L/AC:M/Au:S/C:P/I:N/A:N",
    fix="Move the file to the system that is meant to hold such data, or delete it.",
    params=LIMITS | {"places": Param(("/home/", "/var/backups/"), Tighter.SUPERSET, "where it is not meant to be")},
    maps={"mlps": ("8.1.4.11a", "8.1.4.11b"), "attack": ("T1005",)},
)
def strays(data: PersonalData, *, ids: int, cards: int, mobiles: int, places: tuple[str, ...]) -> Iterator[Verdict]:
    """Extracts that people made for one day are in no inventory: nobody protects them, and nobody deletes them."""
    bad = False
    for file in _over(data, ids, cards, mobiles):
        if file.path.startswith(places):
            bad = True
            at = Source(file.path)
            yield Fail(subject=file.path, observed=file.shown(), expected=f"none below {', '.join(places)}", at=at)
    yield from _rest(data, bad, f"none below {', '.join(places)}")
