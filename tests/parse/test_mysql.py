"""MySQL option files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.mysql import Mysql, mysql


def made(text: str) -> Mysql:
    return mysql("mysql", (File("/my.cnf", text),), lambda _: ())


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("[mysqld]\nlocal-infile", "local_infile", True),
        ("[mysqld]\nlocal_infile=OFF", "local_infile", False),
        ("[mysqld]\nskip-local-infile", "local_infile", False),
        ("[mysqld]\nskip-local-infile=0", "local_infile", None),
        ("[mysqld]\ndisable-local-infile", "local_infile", False),
        ("[mysqld]\nenable-local-infile", "local_infile", True),
        ("[mysqld]\nloose_local-infile=1", "local_infile", True),
        ("[ mysqld ]\nbind-address = '::' # x", "bind_address", ("::",)),
        ("[mysqldump]\nbind-address=1.2.3.4", "bind_address", ("*",)),
        ("[mysqld-8.0]\nbind-address=1.2.3.4", "bind_address", ("1.2.3.4",)),
        ("[server]\nskip_networking\n", "skip_networking", True),
        ("bind-address=1.2.3.4\n", "bind_address", ("*",)),
    ],
)
def test_options(text: str, name: str, value: object) -> None:
    assert made(text).settings(name)[0].value == value


def test_passwords_are_counted_by_their_marks() -> None:
    (file,) = made("[client]\npassword=<redacted>\n[a]\npassword=<default>\n[b]\npassword=<empty>\npassword\n").files
    assert [at.line for at in file.passwords] == [2, 4]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert made(text).settings("bind_address")
