"""The stream comes from the target: whatever it holds, reading ends, and only what was said counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Observed, Reason, Unavailable
from posture.model.request import Inside, Interest, Kind, Look, Read, Run, Tally, Walk
from posture.transport.frames import read

BOUNDARY = b"0123456789abcdef" * 2
HEADER = b"posture-collect/1 " + BOUNDARY
ASKED: list[Inside] = [
    Read("/a"),
    Read("/d/*"),
    Look("/a"),
    Run(("id",)),
    Walk("/", frozenset(Interest)),
    Tally("/home", frozenset(Kind)),
]
tags = st.sampled_from([bytes([letter]) for letter in b"iqpceoxnasmuwtkzb."])
bodies = st.one_of(
    st.binary(max_size=30),
    st.builds(lambda n, rest: str(n).encode() + b" " + rest, st.integers(-2, 9), st.binary(max_size=20)),
)
records = st.lists(st.builds(lambda tag, body: tag + b" " + body, tags, bodies), min_size=1, max_size=30)


@given(records)
def test_any_sequence_of_records_gives_an_answer_to_every_question(parts: list[bytes]) -> None:
    stream = HEADER + b"".join(b"\n" + BOUNDARY + b" " + part for part in parts)
    answers = read(stream, ASKED)
    assert list(answers) == ASKED


@given(st.binary(max_size=200))
def test_silence_is_never_absence(tail: bytes) -> None:
    answers = Answers(read(HEADER + b"\n" + BOUNDARY + b" i " + tail.replace(BOUNDARY, b""), ASKED))
    for evidence in (answers.file("/a"), answers.output("id"), answers.walked("/"), answers.tallied("/home")):
        assert isinstance(evidence, Unavailable)
        assert evidence.reason is Reason.TRUNCATED


def _stream(*parts: bytes) -> bytes:
    return HEADER + b"".join(b"\n" + BOUNDARY + b" " + part for part in parts)


def test_content_that_looks_like_a_record_of_another_run_is_content() -> None:
    forged = b"x\n" + b"f" * 32 + b" a 0 /a\nposture-collect/1 " + b"f" * 32 + b"\n"
    answer = Answers(read(_stream(b"p 0 /a", b"c " + forged, b"e 0", b"."), ASKED)).file("/a")
    assert isinstance(answer, Observed)
    assert answer.value.text.encode() == forged


def test_a_cut_in_the_middle_of_a_file_is_no_file() -> None:
    answer = Answers(read(_stream(b"p 0 /a", b"c half"), ASKED)).file("/a")
    assert isinstance(answer, Unavailable)


def test_a_stated_absence_is_one() -> None:
    assert isinstance(Answers(read(_stream(b"a 0 /a"), ASKED)).file("/a"), Absent)


def test_one_unreadable_file_spoils_the_glob_but_not_its_neighbours() -> None:
    answers = Answers(read(_stream(b"p 1 /d/x", b"c 1", b"e 0", b"n 1 permission /d/y"), ASKED))
    assert isinstance(answers.files("/d/*"), Unavailable)
    both = answers.matches("/d/*")
    assert isinstance(both, Observed)
    assert [file.path for file in both.value.found] == ["/d/x"]
    assert isinstance(both.value.found[0], File)
