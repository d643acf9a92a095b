"""One suite over every transport: the same questions about the same files get the same evidence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from posture.model.answer import Answers, File, Files, Meta
from posture.model.evidence import Absent, Evidence, Observed, Reason, Unavailable
from posture.model.request import Look, Read, Redaction, Request, Run
from posture.model.target import Target
from posture.transport import bundle
from posture.transport.fake import Scripted
from posture.transport.files import RootFs
from posture.transport.local import Local
from posture.transport.options import Options
from posture.transport.session import Session

HOSTILE = "x\n\x1b[31m<script>'$(id)\" p 1.conf"
CONTENT = {
    "plain": b"a\nb\n",
    "unended": b"no newline",
    "empty": b"",
    "binary": b"\x00\xff\xfe\r\n\x00",
    "d/1.conf": b"one\n",
    "d/2.conf": b"two\n",
    "d/.hidden.conf": b"hidden\n",
    "d/note.txt": b"no\n",
    f"d/{HOSTILE}": b"hostile\n",
    "shadow": b"root:$6$rounds=5000$salt$hash:1:0:99999:7:::\nbin:*:1::::::\nnew::1::::::\n",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    (folder / "d").mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o640)
    os.mkfifo(folder / "fifo")
    (folder / "loop").symlink_to("loop")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "link").symlink_to("plain")
    (folder / "masked").symlink_to("/dev/null")
    (folder / "long").write_bytes(b"x" * 5000)
    return folder


def questions(tree: Path) -> list[Request]:
    names = ["plain", "unended", "empty", "binary", "fifo", "loop", "link", "masked", "missing", "no/such/folder", "d"]
    return [
        *(Read(f"{tree}/{name}") for name in names),
        Read(f"{tree}/long", limit=4999),
        Read(f"{tree}/shadow", redact=Redaction.SHADOW),
        Read(f"{tree}/d/*.conf"),
        Read(f"{tree}/d/*.none"),
        Read(f"{tree}/*/1.conf"),
        Look(f"{tree}/plain"),
        Look(f"{tree}/missing"),
        Look(f"{tree}/fifo"),
        Look(f"{tree}/d/*"),
    ]


@pytest.fixture(params=["local", "rootfs", "bundle", "ssh", "fake"])
def session(request: pytest.FixtureRequest, tree: Path, tmp_path: Path) -> Iterator[Session]:
    if request.param == "local":
        yield Local()
    elif request.param == "rootfs":
        yield RootFs(Path("/"))
    elif request.param == "bundle":
        path = tmp_path / "x.bundle"
        bundle.write(path, bundle.Header("x", "local:", "", ""), Local().ask(questions(tree)))
        yield bundle.Replay(path)
    elif request.param == "ssh":
        from posture.transport.ssh import Ssh

        server = request.getfixturevalue("sshd")
        options = Options(identity=server.identity, known_hosts=server.known_hosts)
        with Ssh(Target.parse(server.target), options) as opened:
            yield opened
    else:
        yield _scripted(tree)


def _scripted(tree: Path) -> Scripted:
    files = {f"{tree}/{name}": content.decode("utf-8", "surrogateescape") for name, content in CONTENT.items()}
    files |= {f"{tree}/link": files[f"{tree}/plain"], f"{tree}/masked": ""}
    where = {
        f"{tree}/{name}": Meta(f"{tree}/{name}", "file", 0o640, os.getuid(), os.getgid(), 4, 0) for name in CONTENT
    }
    where[f"{tree}/fifo"] = Meta(f"{tree}/fifo", "fifo", 0o644, os.getuid(), os.getgid(), 0, 0)
    troubles = {
        f"{tree}/fifo": Reason.UNSUPPORTED,
        f"{tree}/d": Reason.UNSUPPORTED,
        f"{tree}/loop": Reason.FAILED,
        f"{tree}/long": Reason.TRUNCATED,
    }
    given: dict[Request, Evidence[Files]] = {
        Look(f"{tree}/fifo"): Observed(Files(metas=(where[f"{tree}/fifo"],))),
    }
    return Scripted(files=files, metas=where, troubles=troubles, given=given)  # type: ignore[arg-type]


@pytest.fixture
def answers(session: Session, tree: Path) -> Answers:
    return Answers(session.ask(questions(tree)))


def _text(evidence: Evidence[File]) -> str:
    assert isinstance(evidence, Observed), evidence
    return evidence.value.text


@pytest.mark.parametrize("name", ["plain", "unended", "empty", "binary"])
def test_content_comes_through_byte_for_byte(answers: Answers, tree: Path, name: str) -> None:
    assert _text(answers.file(f"{tree}/{name}")).encode("utf-8", "surrogateescape") == CONTENT[name]


def test_links_are_followed_and_masks_are_empty(answers: Answers, tree: Path) -> None:
    assert _text(answers.file(f"{tree}/link")) == "a\nb\n"
    assert _text(answers.file(f"{tree}/masked")) == ""


@pytest.mark.parametrize("name", ["missing", "no/such/folder"])
def test_what_is_not_there_is_absent(answers: Answers, tree: Path, name: str) -> None:
    assert isinstance(answers.file(f"{tree}/{name}"), Absent)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("fifo", Reason.UNSUPPORTED),
        ("d", Reason.UNSUPPORTED),
        ("loop", Reason.FAILED),
        ("long", Reason.TRUNCATED),
    ],
)
def test_what_could_not_be_read_says_why(answers: Answers, tree: Path, name: str, reason: Reason) -> None:
    evidence = answers.file(f"{tree}/{name}")
    assert isinstance(evidence, Unavailable)
    assert evidence.reason is reason


def test_a_glob_reads_what_a_shell_would_name(answers: Answers, tree: Path) -> None:
    evidence = answers.files(f"{tree}/d/*.conf")
    assert isinstance(evidence, Observed)
    assert {file.path: file.text for file in evidence.value} == {
        f"{tree}/d/1.conf": "one\n",
        f"{tree}/d/2.conf": "two\n",
        f"{tree}/d/{HOSTILE}": "hostile\n",
    }
    assert isinstance(answers.files(f"{tree}/d/*.none"), Absent)
    middle = answers.files(f"{tree}/*/1.conf")
    assert isinstance(middle, Observed)
    assert [file.path for file in middle.value] == [f"{tree}/d/1.conf"]


def test_metadata(answers: Answers, tree: Path) -> None:
    meta = answers.meta(f"{tree}/plain")
    assert isinstance(meta, Observed)
    assert (meta.value.kind, meta.value.mode, meta.value.uid, meta.value.size) == ("file", 0o640, os.getuid(), 4)
    assert isinstance(answers.meta(f"{tree}/missing"), Absent)
    fifo = answers.meta(f"{tree}/fifo")
    assert isinstance(fifo, Observed)
    assert fifo.value.kind == "fifo"
    all_ = answers.metas(f"{tree}/d/*")
    assert isinstance(all_, Observed)
    assert len(all_.value) == 4


def test_hashes_do_not_leave_the_target(answers: Answers, tree: Path) -> None:
    assert _text(answers.file(f"{tree}/shadow")) == (
        "root:$6$rounds=5000$<redacted>:1:0:99999:7:::\nbin:*:1::::::\nnew::1::::::\n"
    )


RUNS = [
    Run(("printf", "a%s", "'$HOME' $(id)")),
    Run(("sh", "-c", "exit 7")),
    Run(("no-such-program-here",)),
    Run(("sleep", "30"), seconds=1),
    Run(("yes",), limit=1000),
]


@pytest.mark.parametrize("name", ["local", "ssh"])
def test_programs(name: str, request: pytest.FixtureRequest) -> None:
    if name == "ssh":
        from posture.transport.ssh import Ssh

        server = request.getfixturevalue("sshd")
        options = Options(identity=server.identity, known_hosts=server.known_hosts)
        with Ssh(Target.parse(server.target), options) as opened:
            answers = Answers(opened.ask(RUNS))
    else:
        answers = Answers(Local().ask(RUNS))
    printed = answers.output(*RUNS[0].argv)
    assert isinstance(printed, Observed)
    assert printed.value.text == "a'$HOME' $(id)"
    ended = answers.output(*RUNS[1].argv)
    assert isinstance(ended, Observed)
    assert ended.value.status == 7
    reasons = [answers.output(*run.argv) for run in RUNS[2:]]
    assert [one.reason for one in reasons if isinstance(one, Unavailable)] == [
        Reason.TOOL_MISSING,
        Reason.TIMEOUT,
        Reason.TRUNCATED,
    ]


@pytest.mark.parametrize("kind", [RootFs])
def test_a_folder_of_files_runs_nothing(kind: type[RootFs]) -> None:
    answers = Answers(kind(Path("/")).ask([RUNS[0], Read("/proc/version")]))
    for evidence in (answers.output(*RUNS[0].argv), answers.file("/proc/version")):
        assert isinstance(evidence, Unavailable)
        assert evidence.reason is Reason.UNSUPPORTED


def test_kernel_values_come_whole() -> None:
    """A kernel value must be read in one go: byte by byte, /proc/sys gives the first byte only."""
    names = [
        "/proc/sys/kernel/pid_max",
        "/proc/sys/kernel/ostype",
        "/proc/sys/no/such",
        "/proc/sys/vm/overcommit_memory",
    ]
    answers = Answers(Local().ask([Read(name, limit=4096) for name in names]))
    for name in names:
        if Path(name).exists():
            assert _text(answers.file(name)) == Path(name).read_text()
        else:
            assert isinstance(answers.file(name), Absent)
