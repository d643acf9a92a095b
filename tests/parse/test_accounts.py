"""Account databases from hostile and from ordinary text, after redaction as on the way from the target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.request import Redaction
from posture.parse.accounts import number, parse_group, parse_nsswitch, parse_passwd
from posture.parse.login_defs import DEFAULTS, parse_login_defs
from posture.parse.shadow import PasswordState, Secret, parse_shadow, secret
from posture.transport.redaction import redact

LINES = st.lists(st.text(alphabet=":x0123456789+-!*$ab/\n#\r \t", max_size=40)).map("\n".join)


@given(st.one_of(st.text(), LINES))
def test_reads_any_text(text: str) -> None:
    file = File("/etc/passwd", redact(Redaction.SHADOW, text))
    accounts, compat = parse_passwd(file)
    groups, _ = parse_group(file)
    assert all(0 <= account.uid <= 0xFFFFFFFF and account.name for account in accounts)
    assert all(0 <= group.gid <= 0xFFFFFFFF for group in groups)
    assert all(source.line for source in compat)
    names = [entry.name for entry in parse_shadow(file).entries]
    assert len(names) == len(set(names))
    parse_nsswitch(file)


@given(st.text(), st.text())
def test_reads_any_defaults(login_defs: str, useradd: str) -> None:
    record = parse_login_defs(File("/etc/login.defs", login_defs), File("/etc/default/useradd", useradd))
    for name in DEFAULTS:
        assert len(record.settings(name)) == 1
    assert isinstance(record.number("UID_MIN"), int)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("0", 0), ("00", 0), ("+0", 0), ("-0", 0), (" 7", 7), ("-1", 0xFFFFFFFF), ("4294967296", 0xFFFFFFFF)),
        *(("", None), ("0x0", None), ("1 ", None), ("٠", None)),
    ],
)
def test_ids_as_strtoul_reads_them(text: str, expected: int | None) -> None:
    assert number(text) == expected


@pytest.mark.parametrize(
    ("field", "state", "scheme"),
    [
        ("", PasswordState.EMPTY, ""),
        ("!", PasswordState.LOCKED, ""),
        ("*", PasswordState.LOCKED, ""),
        ("!!", PasswordState.LOCKED, ""),
        ("x", PasswordState.LOCKED, ""),
        ("*LK*", PasswordState.LOCKED, "other"),
        ("NP", PasswordState.SET, "other"),
        ("abJnggxhB/yWI", PasswordState.SET, "des"),
        ("$1$salt$hash", PasswordState.SET, "1"),
        ("$2b$12$abcdefghijklmnopqrstuv", PasswordState.SET, "2b"),
        ("$6$rounds=5000$salt$hash", PasswordState.SET, "6"),
        ("$y$j9T$salt$hash", PasswordState.SET, "y"),
        ("!$6$salt$hash", PasswordState.LOCKED, "6"),
    ],
)
def test_password_fields(field: str, state: PasswordState, scheme: str) -> None:
    shadow = parse_shadow(File("/etc/shadow", redact(Redaction.SHADOW, f"bob:{field}:19000:0:90:7:30::\n")))
    assert shadow.entries[0].secret == Secret(state, scheme)
    assert shadow.entries[0].max_days == 90
    assert shadow.entries[0].inactive_days == 30


def test_a_hash_is_never_kept() -> None:
    shadow = parse_shadow(File("/etc/shadow", redact(Redaction.SHADOW, "bob:$6$salt$secrethash:1::::::\n")))
    assert "secrethash" not in repr(shadow)
    assert "salt" not in repr(shadow)


def test_scheme_names() -> None:
    assert secret("$y$<redacted>").name == "yescrypt"
    assert secret("$99$<redacted>").name == "99"


def test_login_defs_values() -> None:
    text = 'PASS_MAX_DAYS\t 90\n# PASS_MIN_DAYS 1\nPASS_WARN_AGE "14"\nUMASK 027\nUID_MIN 0x3E8\nPASS_MIN_DAYS 010\n'
    record = parse_login_defs(File("/etc/login.defs", text), None)
    assert record.number("PASS_MAX_DAYS") == 90
    assert record.number("PASS_WARN_AGE") == 14
    assert record.number("UID_MIN") == 1000
    assert record.number("PASS_MIN_DAYS") == 8
    assert record.settings("UMASK")[0].value == "027"
    assert record.settings("UMASK")[0].at is not None
    assert record.settings("INACTIVE")[0].default
