"""The collector script: read-only, honest without root, the same under every shell, and twin of the folder reader."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from posture.model.answer import Answers, Walked
from posture.model.evidence import Absent, Evidence, Observed, Reason, Unavailable
from posture.model.request import Inside, Interest, Kind, Look, Read, Run, Tally, Walk
from posture.transport import frames
from posture.transport.files import RootFs
from posture.transport.script import collector
from tests.conftest import need

ROOT = os.geteuid() == 0


def collect(requests: list[Inside], *shell: str, env: dict[str, str] | None = None) -> Answers:
    done = subprocess.run(
        shell or ("sh",), input=collector(requests).encode(), capture_output=True, check=True, timeout=60, env=env
    )
    assert done.stderr == b""
    return Answers(frames.read(done.stdout, requests))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, mode in {
        "set/uid": 0o4755, "set/plain": 0o755, "open/file": 0o666, "keys/id_rsa": 0o600, "keys/ID_RSA.pub": 0o644,
        "dumps/all.sql": 0o644, "etc/.env": 0o600, "usr/share/doc/x.sql": 0o644,
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        path.chmod(mode)
    (tmp_path / "open/dir").mkdir(mode=0o777)
    (tmp_path / "open/dir").chmod(0o777)
    (tmp_path / "open/sticky").mkdir()
    (tmp_path / "open/sticky").chmod(0o1777)
    if ROOT:
        (tmp_path / "orphan").write_text("x")
        os.chown(tmp_path / "orphan", 54321, 54321)
    return tmp_path


def _met(evidence: Evidence[Walked]) -> set[str]:
    assert isinstance(evidence, Observed), evidence
    return {meta.path for meta in evidence.value.met}


def test_the_walk_of_the_script_and_of_the_folder_reader_agree(tree: Path) -> None:
    walk = Walk(str(tree), frozenset(Interest))
    here = _met(collect([walk]).walked(str(tree)))
    assert here == _met(Answers(RootFs(Path("/")).ask([walk])).walked(str(tree)))
    names = {path.removeprefix(f"{tree}/") for path in here}
    expected = {"set/uid", "open/file", "open/dir", "keys/id_rsa", "dumps/all.sql", "etc/.env", "usr/share/doc/x.sql"}
    assert names - {"orphan"} == expected
    assert ("orphan" in names) is ROOT


def test_the_tally_of_the_script_and_of_the_folder_reader_agree(tree: Path) -> None:
    (tree / "people.csv").write_text("name,phone\n王,13800138000\nLi,13900139000,a@example.org\n")
    tally = Tally(str(tree), frozenset(Kind))
    here = collect([tally]).tallied(str(tree))
    there = Answers(RootFs(Path("/")).ask([tally])).tallied(str(tree))
    assert isinstance(here, Observed)
    assert isinstance(there, Observed)
    assert sorted(here.value.counts) == sorted(there.value.counts)
    assert (f"{tree}/people.csv", Kind.MOBILE, 2) in [row[:3] for row in here.value.counts]


def test_a_file_too_long_to_look_into_is_said_on_both_sides(tree: Path) -> None:
    """A long export with ten thousand numbers must not pass as a folder without any."""
    (tree / "export.csv").write_text("13800138000\n" * 200)
    tally = Tally(str(tree), frozenset(Kind), limit=1024)
    for answers in (collect([tally]), Answers(RootFs(Path("/")).ask([tally]))):
        found = answers.tallied(str(tree))
        assert isinstance(found, Observed)
        assert not found.value.complete
        assert "1 files are longer than 1024 bytes" in found.value.why_partial


def test_a_walk_whose_end_is_unknown_is_not_complete() -> None:
    from posture.transport.stream import cut, gather

    boundary = "0123456789abcdef" * 2
    walk = Walk("/", frozenset({Interest.SET_ID}))
    stream = f"posture-collect/1 {boundary}\n{boundary} w 0 1\n\n{boundary} z 255 0\n{boundary} .\n".encode()
    assert gather(cut(stream).records).walks[0].status == 255
    found = Answers(frames.read(stream, [walk])).walked("/")
    assert isinstance(found, Observed)
    assert not found.value.complete


@pytest.mark.skipif(not ROOT, reason="needs root to become somebody else")
def test_without_root_what_may_not_be_read_is_permission_not_absence(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.conf").write_text("x")
    secret.chmod(0o700)
    (tmp_path / "closed").write_text("x")
    (tmp_path / "closed").chmod(0o600)
    requests: list[Inside] = [
        Read(f"{tmp_path}/closed"),
        Read(f"{secret}/a.conf"),
        Read(f"{secret}/*.conf"),
        Read(f"{tmp_path}/*/a.conf"),
        Look(f"{secret}/a.conf"),
        Look(f"{secret}/*"),
        Run(("id",), root=True),
        Read(f"{tmp_path}/missing"),
    ]
    answers = collect(requests, need("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups", "sh")
    denied = [
        answers.file(f"{tmp_path}/closed"),
        answers.file(f"{secret}/a.conf"),
        answers.files(f"{secret}/*.conf"),
        answers.files(f"{tmp_path}/*/a.conf"),
        answers.meta(f"{secret}/a.conf"),
        answers.metas(f"{secret}/*"),
        answers.output("id"),
    ]
    for evidence in denied:
        assert isinstance(evidence, Unavailable), evidence
        assert evidence.reason is Reason.PERMISSION
    assert isinstance(answers.file(f"{tmp_path}/missing"), Absent)


@pytest.mark.skipif(not ROOT, reason="needs root to become somebody else")
def test_a_walk_that_was_kept_out_of_a_folder_is_not_complete(tree: Path) -> None:
    for parent in (tree, *tree.parents):
        if str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    (tree / "keys").chmod(0o700)
    walk: list[Inside] = [Walk(str(tree), frozenset({Interest.SET_ID}))]
    as_nobody = (need("setpriv"), "--reuid", "65534", "--regid", "65534", "--clear-groups", "sh")
    kept_out, whole = collect(walk, *as_nobody).walked(str(tree)), collect(walk).walked(str(tree))
    assert isinstance(kept_out, Observed)
    assert isinstance(whole, Observed)
    assert (kept_out.value.complete, kept_out.value.reason) == (False, Reason.PERMISSION)
    assert whole.value.complete
    assert kept_out.value.met == whole.value.met


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
def test_every_shell_gives_the_same_answers(shell: str, tree: Path, tmp_path: Path) -> None:
    need(shell)
    requests: list[Inside] = [
        Read(f"{tree}/open/file"),
        Read(f"{tree}/*/plain"),
        Look(f"{tree}/set/*"),
        Run(("echo", "x y")),
        Read(f"{tree}/none"),
    ]
    argv, env = (shell,), None
    if shell == "busybox":
        bin_ = tmp_path / "bin"
        bin_.mkdir()
        subprocess.run(["busybox", "--install", "-s", str(bin_)], check=True)
        argv, env = (str(bin_ / "sh"),), {"PATH": str(bin_)}
    answers = collect(requests, *argv, env=env)
    plain = collect(requests)
    assert answers.by_request == plain.by_request


def test_nothing_is_written(tree: Path) -> None:
    def state() -> dict[str, tuple[int, int, int]]:
        found = {}
        for path in sorted(tree.rglob("*")):
            info = path.lstat()
            found[str(path)] = (info.st_mtime_ns, info.st_ctime_ns, info.st_size)
        return found

    before = state()
    collect(
        [
            Read(f"{tree}/*/*"),
            Look(f"{tree}/*"),
            Walk(str(tree), frozenset(Interest)),
            Tally(str(tree), frozenset(Kind)),
        ]
    )
    assert state() == before


def test_the_script_is_the_same_every_time_and_names_what_it_reads() -> None:
    requests: list[Inside] = [Read("/etc/passwd"), Run(("id", "-u")), Walk("/", frozenset(Interest))]
    assert collector(requests) == collector(requests)
    assert "# 0: read /etc/passwd" in collector(requests)


def test_a_path_is_never_code(tmp_path: Path) -> None:
    requests: list[Inside] = [
        Read(f"{tmp_path}/$(touch {tmp_path}/pwned)`touch {tmp_path}/pwned`'\";x"),
        Read(f"{tmp_path}/a b;touch {tmp_path}/pwned;*/x'y"),
        Run(("echo", "$(id)")),
    ]
    answers = collect(requests)
    assert not (tmp_path / "pwned").exists()
    printed = answers.output("echo", "$(id)")
    assert isinstance(printed, Observed)
    assert printed.value.text == "$(id)\n"


@pytest.mark.skipif(not ROOT, reason="needs root to mount")
def test_a_file_system_mounted_below_is_counted_too(tmp_path: Path) -> None:
    """A data folder is often a file system of its own; in a mount namespace it is made, and goes with it."""
    (tmp_path / "image").write_bytes(b"\0" * (1 << 20))
    (tmp_path / "root/data").mkdir(parents=True)
    tally, walk = Tally(f"{tmp_path}/root", frozenset(Kind)), Walk(f"{tmp_path}/root", frozenset({Interest.SET_ID}))
    script = tmp_path / "collect.sh"
    script.write_text(collector([tally, walk]))
    prepare = (
        'mkfs.ext2 -q -F "$1/image" && mount -o loop "$1/image" "$1/root/data" && '
        'echo 13800138000 >"$1/root/data/f" && chmod 4755 "$1/root/data/f"'
    )
    steps = f'({prepare}) >/dev/null 2>&1 || exit 77; sh "$1/collect.sh"; umount "$1/root/data"'
    command = ["unshare", "-m", "sh", "-c", steps, "-", str(tmp_path)]
    mounted = subprocess.run(command, capture_output=True, check=False, timeout=60)
    if mounted.returncode == 77:
        pytest.skip("no loop mounts here")
    answers = Answers(frames.read(mounted.stdout, [tally, walk]))
    counted = answers.tallied(f"{tmp_path}/root")
    assert isinstance(counted, Observed)
    assert [row[:3] for row in counted.value.counts] == [(f"{tmp_path}/root/data/f", Kind.MOBILE, 1)]
    assert _met(answers.walked(f"{tmp_path}/root")) == {f"{tmp_path}/root/data/f"}
