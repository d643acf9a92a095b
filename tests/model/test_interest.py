"""The rules by which a walk reports files."""

from __future__ import annotations

import pytest

from posture.model.answer import Meta
from posture.model.interest import NAMES, interested
from posture.model.request import Interest

ALL = frozenset(Interest)


def meta(path: str, mode: int = 0o600, kind: str = "file", uid: int = 0, gid: int = 0) -> Meta:
    return Meta(path, kind, mode, uid, gid, 10, 0)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/srv/a.key", {Interest.PRIVATE_KEY_NAME}),
        ("/srv/ID_RSA", {Interest.PRIVATE_KEY_NAME}),
        ("/etc/ssh/ssh_host_rsa_key", {Interest.PRIVATE_KEY_NAME}),
        ("/srv/id_rsa.pub", set()),
        ("/srv/Dump.SQL.GZ", {Interest.DATA_DUMP_NAME}),
        ("/srv/.env", {Interest.SECRET_NAME}),
        ("/srv/.env.local", {Interest.SECRET_NAME}),
        ("/srv/environment", set()),
        ("/usr/share/doc/a.key", set()),
        ("/usr/shared/a.key", {Interest.PRIVATE_KEY_NAME}),
        ("/srv/app/node_modules/x/a.key", set()),
        ("/srv/node_modules", set()),
    ],
)
def test_names(path: str, wanted: set[Interest]) -> None:
    assert interested(meta(path), ALL) == wanted


def test_only_regular_files_are_matched_by_name() -> None:
    assert interested(meta("/srv/a.key", kind="dir"), ALL) == set()


@pytest.mark.parametrize(
    ("mode", "kind", "wanted"),
    [
        (0o4755, "file", {Interest.SET_ID}),
        (0o2755, "file", {Interest.SET_ID}),
        (0o2755, "dir", set()),
        (0o666, "file", {Interest.WORLD_WRITABLE_FILE}),
        (0o777, "dir", {Interest.WORLD_WRITABLE_DIR}),
        (0o1777, "dir", set()),
        (0o666, "socket", set()),
        (0o664, "file", set()),
    ],
)
def test_modes(mode: int, kind: str, wanted: set[Interest]) -> None:
    assert interested(meta("/usr/share/x", mode, kind), ALL) == wanted


def test_owners_without_a_name() -> None:
    assert interested(meta("/a", uid=5), ALL, {0}, {0}) == {Interest.UNOWNED}
    assert interested(meta("/a", gid=5), ALL, {0}, {0}) == {Interest.UNOWNED}
    assert interested(meta("/a"), ALL, {0}, {0}) == set()
    assert interested(meta("/a", uid=5), ALL) == set(), "without the tables nothing is unowned"


def test_only_what_was_asked_is_reported() -> None:
    assert interested(meta("/srv/a.key", 0o4666), {Interest.SET_ID}) == {Interest.SET_ID}


def test_patterns_are_lower_case_globs_of_one_name() -> None:
    for pattern in (pattern for patterns in NAMES.values() for pattern in patterns):
        assert pattern == pattern.lower()
        assert "/" not in pattern
