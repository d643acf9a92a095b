"""Exposure, content of suspects, backup jobs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File, Meta
from posture.parse.backup import is_copy, jobs_in, jobs_of_units
from posture.parse.exposure import above, readable_by_others
from posture.parse.sensitive_files import holds_key, holds_secret, opaque


def meta(path: str, mode: int, size: int = 1) -> Meta:
    return Meta(path, "file", mode, 0, 0, size, 0)


def folder(mode: int) -> Meta:
    return Meta("/f", "dir", mode, 0, 0, 0, 0)


def test_folders_above() -> None:
    assert above("/a/b/c") == ("/a", "/a/b")
    assert above("/a") == ()


@pytest.mark.parametrize(
    ("mode", "folders", "wanted"),
    [
        (0o644, {"/a": folder(0o755), "/a/b": folder(0o711)}, True),
        (0o640, {}, False),
        (0o644, {"/a": folder(0o750), "/a/b": None}, False),
        (0o644, {"/a": folder(0o755), "/a/b": None}, None),
        (0o644, {"/a": folder(0o755)}, None),
        (0o644, {"/a": folder(0o744), "/a/b": folder(0o755)}, False),
    ],
)
def test_exposure(mode: int, folders: dict[str, Meta | None], wanted: bool | None) -> None:
    assert readable_by_others(meta("/a/b/c", mode), folders) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("-----BEGIN PRIVATE KEY-----\n", True),
        ("x\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n", True),
        ("-----BEGIN EC PRIVATE KEY-----\r\n", True),
        ("PuTTY-User-Key-File-3: ssh-rsa\n", True),
        ("-----BEGIN CERTIFICATE-----\n", False),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n", False),
        ("", False),
    ],
)
def test_keys(text: str, wanted: bool) -> None:
    assert holds_key(File("/k", text)) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A=<redacted>", True),
        ("A=<default>", True),
        ("# A=<redacted>", False),
        ("A=<reference>\nB=<encrypted>\nC=<empty>\nD=<hidden>", False),
        ("machine h login u password <hidden>", True),
    ],
)
def test_secrets(text: str, wanted: bool) -> None:
    assert holds_secret(File("/s", text)) is wanted


def test_names_that_say_enough() -> None:
    assert opaque("/a/x.JKS")
    assert opaque("/a/.pgpass")
    assert not opaque("/a/x.pem")


def test_jobs() -> None:
    text = "# restic\n0 1 * * * root restic backup /\n\n0 2 * * * root /usr/bin/tar czf /b.tgz /etc\n"
    assert [(job.tool, job.at.line) for job in jobs_in([File("/c", text)])] == [("restic", 2), ("tar", 4)]
    links = [
        meta(f"/w/{name}", 0o777)
        for name in ("borgmatic.timer", "dpkg-db-backup.timer", "cron.service", "x-backup.timer")
    ]
    assert [job.tool for job in jobs_of_units(links)] == ["borgmatic.timer", "x-backup.timer"]


def test_copies() -> None:
    assert is_copy(meta("/var/backups/app.sql", 0o600))
    assert not is_copy(meta("/var/backups/dpkg.status.0", 0o600))
    assert not is_copy(meta("/var/backups/app.sql", 0o600, size=0))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    file = File("/x", text)
    holds_key(file)
    holds_secret(file)
    assert len(list(jobs_in([file]))) <= text.count("\n") + 1
