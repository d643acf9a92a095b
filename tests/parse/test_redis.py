"""redis.conf: words, includes, and the rights of the default user."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.redis import RedisInstance, instance, split


def made(text: str) -> RedisInstance:
    return instance(File("/r.conf", text), lambda _: ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bind 127.0.0.1 ::1", ("bind", "127.0.0.1", "::1")),
        ('requirepass "a b"', ("requirepass", "a b")),
        ("requirepass 'a b'", ("requirepass", "a b")),
        ('rename-command CONFIG ""', ("rename-command", "CONFIG", "")),
        ("  x \t y  ", ("x", "y")),
        ("", ()),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "enabled", "opened"),
    [
        ("", True, True),
        ("requirepass x", True, False),
        ('requirepass x\nrequirepass ""', True, True),
        ("user default off", False, False),
        ("user default on", True, False),
        ("user default on nopass", True, True),
        ("user default on nopass resetpass", True, False),
        ("user default on nopass >x", True, False),
        ("requirepass x\nuser default on nopass", True, True),
        ("requirepass x\nuser bob on >y", True, False),
        ("requirepass x\naclfile /u", True, True),
    ],
)
def test_the_default_user(text: str, enabled: bool, opened: bool) -> None:
    user = made(text).default_user()
    assert (user.enabled, user.open) == (enabled, opened)


@pytest.mark.parametrize(
    ("rules", "may"),
    [
        ("+@all", True),
        ("+@all -@dangerous", False),
        ("+@all -config", False),
        ("+@all -config +config|get", True),
        ("+@all -@dangerous +@all", True),
        ("allcommands nocommands", False),
        ("+get", False),
        ("", False),
    ],
)
def test_commands(rules: str, may: bool) -> None:
    assert made(f"user default on nopass {rules}").default_user().may("config") is may


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ("", True),
        ("bind 127.0.0.1 -::1", False),
        ("bind 10.0.0.1", True),
        ("bind 127.0.0.1 10.0.0.1", True),
        ("port 0", False),
        ("port 0\ntls-port 1", True),
        ('bind ""', True),
    ],
)
def test_reach(text: str, remote: bool) -> None:
    assert made(text).remote is remote


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    one = made(text)
    one.default_user()
    assert one.remote in (True, False)
