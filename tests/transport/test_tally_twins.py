"""The Python counter and the awk program give the same counts, on every awk that is installed."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posture.model.request import Kind
from posture.parse.personal_data import count_personal_data
from posture.transport.tally_awk import TALLY_AWK

AWKS = [
    (path, *rest)
    for name, *rest in (("mawk",), ("busybox", "awk"), ("gawk",), ("original-awk",))
    if (path := shutil.which(name))
]
BOUNDARY = "0123456789abcdef" * 2


def resident(body: str) -> str:
    """Seventeen places with their right check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def card(body: str) -> str:
    """The digits with their right Luhn digit."""
    for last in "0123456789":
        digits = [int(char) for char in reversed(body + last)]
        doubled = [digit if place % 2 == 0 else sum(divmod(digit * 2, 10)) for place, digit in enumerate(digits)]
        if sum(doubled) % 10 == 0:
            return body + last
    raise AssertionError(body)


ID = resident("11010519491231002")
CARD = card("622848040256489001")
ALL = dict.fromkeys(Kind, 1)


def run_awk(argv: tuple[str, ...], paths: list[Path]) -> tuple[int, dict[str, dict[Kind, int]]]:
    done = subprocess.run(
        [*argv, "-v", f"B={BOUNDARY}", TALLY_AWK, *map(str, paths)],
        capture_output=True,
        check=False,
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        timeout=60,
    )
    assert done.stderr == b""
    counts: dict[str, dict[Kind, int]] = {}
    for record in done.stdout.decode().split(f"\n{BOUNDARY} ")[1:]:
        tag, kind, number, path = record.split(" ", 3)
        assert tag == "k"
        counts.setdefault(path, {})[Kind(kind)] = int(number)
    return done.returncode, counts


CORPUS: dict[str, tuple[bytes, dict[Kind, int]]] = {
    "empty": (b"", {}),
    "one of each": (f"{ID}\n13812345678\n{CARD}\na.b+c@example.org\n".encode(), ALL),
    "glued to Chinese text": (f"身份证{ID}号，手机13812345678，卡{CARD}。邮箱zhang@example.cn。".encode(), ALL),
    "the same in GB 18030": (f"身份证{ID}号，手机13812345678，卡{CARD}。邮箱zhang@example.cn。".encode("gb18030"), ALL),
    "csv with CRLF": (f'"{ID}","13812345678","{CARD}","x@y.com"\r\n'.encode() * 3, dict.fromkeys(Kind, 3)),
    "small x is a check digit": (resident("51010119900307133").lower().encode(), {Kind.RESIDENT_ID: 1}),
    "wrong check digit": (ID[:-1].encode() + (b"1" if ID[-1] != "1" else b"2"), {}),
    "29 February of a common year": (resident("11010519970229002").encode(), {}),
    "29 February of a leap year": (resident("11010519960229002").encode(), {Kind.RESIDENT_ID: 1}),
    "29 February 1900": (resident("11010519000229002").encode(), {}),
    "unknown province": (resident("99010519960229002").encode(), {}),
    "month 13": (resident("11010519961301002").encode(), {}),
    "day 31 of April": (resident("11010519960431002").encode(), {}),
    "year 2040": (resident("11010520400401002").encode(), {}),
    "an identity number of Gansu is no card": (
        next(
            value
            for n in range(1000)
            if (value := resident(f"62010219900307{n:03}")).isdigit() and card(value[:-1]) == value
        ).encode(),
        {Kind.RESIDENT_ID: 1},
    ),
    "longer digit runs hold nothing": (f"9{ID} {ID}0 813812345678 {CARD}12".encode(), {}),
    "letters join": (f"a{ID} 13812345678b x{CARD}".encode(), {}),
    "underscore, dot and dash do not join": (f"id_{ID} tel-13812345678. pan.{CARD}-".encode(), {
        Kind.RESIDENT_ID: 1, Kind.MOBILE: 1, Kind.BANK_CARD: 1}),
    "mobile with country code": (b"+8613912345678 8613912345678 008613912345678", {Kind.MOBILE: 3}),
    "no mobile": (b"12012345678 23812345678 1381234567 85213812345678", {}),
    "milliseconds": (b"1700000000000 1700000000 17000000000000", {}),
    "cards of five schemes": (
        " ".join(
            [card("411111111111111"), card("555555555555444"), card("37828224631000"), card("353011133330000"), CARD]
        ).encode(),
        {Kind.BANK_CARD: 5},
    ),
    "card lengths that do not fit": (f"{card('41111111111111')} {card('3782822463100050')}".encode(), {}),
    "wrong Luhn": (b"4111111111111112", {}),
    "addresses": (
        b"a@b.co, x.y_z%w@mail.example.com; <q@d-e.org> (p@h.cn). a@b.co.",
        {Kind.EMAIL: 5},
    ),
    "no addresses": (b"@b.co a@ a@b root@localhost a@b.c a@b.1c a@.com a@b..com a@-b.com a@b.-com user@10.0.0.1", {}),
    "chained at signs": (b"a@b.com@c.org", {Kind.EMAIL: 2}),
    "a blob is passed over": (b"a" * 4097 + b"@b.com", {}),
    "a run at the bound counts": (b"a" * 4090 + b"@b.com", {Kind.EMAIL: 1}),
    "one long line": (f"{ID},13812345678;".encode() * 5000, {Kind.RESIDENT_ID: 5000, Kind.MOBILE: 5000}),
    "no newline at the end": (b"x\n13812345678", {Kind.MOBILE: 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", CORPUS)
def test_python_counts(name: str) -> None:
    content, wanted = CORPUS[name]
    assert count_personal_data(content) == wanted


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
def test_awk_counts_the_corpus(argv: tuple[str, ...], tmp_path: Path) -> None:
    paths = []
    for number, (content, _) in enumerate(CORPUS.values()):
        paths.append(tmp_path / f"{number} file")
        paths[-1].write_bytes(content)
    status, counts = run_awk(argv, paths)
    wanted = {str(path): kinds for path, (_, kinds) in zip(paths, CORPUS.values(), strict=True) if kinds}
    assert (status, counts) == (0, wanted)


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
def test_awk_reads_on_after_a_file_that_cannot_be_read(argv: tuple[str, ...], tmp_path: Path) -> None:
    good = tmp_path / "b=1"
    good.write_bytes(b"13812345678")
    assert run_awk(argv, [tmp_path / "gone", good]) == (1, {str(good): {Kind.MOBILE: 1}})


PIECES = st.sampled_from(
    [ID, ID.lower(), CARD, "13812345678", "8613812345678", "4111111111111111", "a@b.com", "@", ".", "-", "_", "x", "9",
     " ", "\n", "中", "é", "\r\n", ",", "=", "%", "+", "0086", "\x7f", "\x01"]
)  # fmt: skip


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(PIECES, max_size=30).map("".join), min_size=1, max_size=20))
def test_the_twins_agree(argv: tuple[str, ...], texts: list[str], tmp_path: Path) -> None:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(text.encode())
    wanted = {str(path): found for path in paths if (found := dict(count_personal_data(path.read_bytes())))}
    assert run_awk(argv, paths) == (0, wanted)


@pytest.mark.parametrize("argv", AWKS, ids=" ".join)
def test_the_twins_agree_on_noise(argv: tuple[str, ...], tmp_path: Path) -> None:
    draw = random.Random(20260115)
    bodies = b"0123456789" * 6 + b"@.-_ \nxXaZ" + bytes(range(1, 256))
    paths = []
    for number in range(8):
        paths.append(tmp_path / str(number))
        paths[-1].write_bytes(bytes(draw.choice(bodies) for _ in range(60_000)))
    wanted = {str(path): found for path in paths if (found := dict(count_personal_data(path.read_bytes())))}
    assert run_awk(argv, paths) == (0, wanted)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_counted_without_raising(content: bytes) -> None:
    assert all(number > 0 for number in count_personal_data(content).values())


def test_the_program_can_stand_in_single_quotes() -> None:
    assert "'" not in TALLY_AWK
