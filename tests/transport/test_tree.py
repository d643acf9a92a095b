"""Nothing in a root filesystem leads out of its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from posture.errors import TargetError
from posture.model.answer import Answers
from posture.model.evidence import Absent, Observed, Reason, Unavailable
from posture.model.request import Look, Read
from posture.transport.exported import Config
from posture.transport.files import RootFs


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").write_text("outside")
    folder = tmp_path / "root"
    (folder / "etc/real").mkdir(parents=True)
    (folder / "etc/real/file").write_text("inside")
    (folder / "etc/abs").symlink_to("/etc/real/file")
    (folder / "etc/up").symlink_to("../../../../outside")
    (folder / "etc/folder").symlink_to("/etc/real")
    (folder / "etc/masked.conf").symlink_to("/dev/null")
    (folder / "etc/a").symlink_to("b")
    (folder / "etc/b").symlink_to("a")
    return folder


def test_links_stay_inside(root: Path) -> None:
    answers = Answers(RootFs(root).ask([Read(f"/etc/{name}") for name in ("abs", "up", "folder/file", "a")]))
    for name in ("abs", "folder/file"):
        evidence = answers.file(f"/etc/{name}")
        assert isinstance(evidence, Observed)
        assert evidence.value.text == "inside"
    assert isinstance(answers.file("/etc/up"), Absent)
    loop = answers.file("/etc/a")
    assert isinstance(loop, Unavailable)
    assert loop.reason is Reason.FAILED


def test_dots_stop_at_the_root(root: Path) -> None:
    assert isinstance(Answers(RootFs(root).ask([Read("/../outside")])).file("/../outside"), Absent)


def test_exported_configuration_proves_no_absence(root: Path) -> None:
    (root / "etc/sshd_config").write_text("Port 22\n")
    ask = [Read("/etc/ssh/sshd_config"), Read("/etc/other"), Look("/etc/ssh/sshd_config")]
    for target in (root / "etc", root / "etc/sshd_config"):
        answers = Answers(Config(target).ask(ask))
        found = answers.file("/etc/ssh/sshd_config")
        assert isinstance(found, Observed)
        assert (found.value.path, found.value.text) == ("/etc/ssh/sshd_config", "Port 22\n")
        missing, mode = answers.file("/etc/other"), answers.meta("/etc/ssh/sshd_config")
        assert isinstance(missing, Unavailable)
        assert missing.reason is Reason.NOT_IN_BUNDLE
        assert isinstance(mode, Unavailable)


def test_a_folder_stands_for_the_part_of_the_path_it_is_named_after(root: Path) -> None:
    (root / "etc/ssh").mkdir()
    (root / "etc/ssh/sshd_config").write_text("Port 22\n")
    ask = [Read("/etc/ssh/sshd_config"), Read("/etc/ssh/sshd_config.d/*.conf"), Read("/etc/default/ssh")]
    for target in (root, root / "etc", root / "etc/ssh"):
        answers = Answers(Config(target).ask(ask))
        assert isinstance(answers.file("/etc/ssh/sshd_config"), Observed)
        assert isinstance(answers.files("/etc/ssh/sshd_config.d/*.conf"), Unavailable)
        assert isinstance(answers.file("/etc/default/ssh"), Unavailable)


def test_one_exported_file_stands_for_one_file_of_the_host(tmp_path: Path) -> None:
    (tmp_path / "postgresql.conf").write_text("port = 1\n")
    paths = ["/etc/postgresql/*/*/postgresql.conf", "/var/lib/pgsql/data/postgresql.conf"]
    answers = Answers(Config(tmp_path).ask([Read(path) for path in paths]))
    assert isinstance(answers.files(paths[0]), Observed)
    assert isinstance(answers.file(paths[1]), Unavailable)


def test_one_exported_file_answers_a_glob_that_would_match_it(tmp_path: Path) -> None:
    (tmp_path / "pg_hba.conf").write_text("local all all trust\n")
    ask = [Read("/etc/postgresql/*/*/pg_hba.conf")]
    found = Answers(Config(tmp_path / "pg_hba.conf").ask(ask)).files("/etc/postgresql/*/*/pg_hba.conf")
    assert isinstance(found, Observed)
    assert [file.path for file in found.value] == ["/etc/postgresql/exported/exported/pg_hba.conf"]


def test_what_is_no_root_filesystem_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TargetError, match="no root filesystem"):
        RootFs(tmp_path / "empty")
    with pytest.raises(TargetError):
        RootFs(tmp_path / "missing")
    with pytest.raises(TargetError, match="empty"):
        Config(tmp_path / "empty")
