"""Shell profiles: any text is read, and ordinary ones mean what the shell would make of them."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.shell_profile import LONGEST, shell_profile
from posture.parse.shell_words import commands

PIECES = st.sampled_from(
    (
        *(
            "if ",
            "then ",
            "fi\n",
            "else ",
            "case x in ",
            "esac ",
            "for i in /etc/profile.d/*.sh; do ",
            "done\n",
            "{ ",
            "}\n",
        ),
        *("TMOUT=600", "readonly TMOUT", "unset TMOUT", "umask 027", ". /etc/bash.bashrc", "f() ", "&& ", "|| ", "; "),
        *("\n", "'", '"', "#", " ", "$PS1"),
    )
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.lists(PIECES).map("".join))
def test_reads_any_text(profile: str, other: str) -> None:
    rc = File("/etc/bash.bashrc", other)
    record = shell_profile(File("/etc/profile", profile), (rc,), (File("/etc/profile.d/a.sh", other),))
    assert record.timeout
    assert record.timeout_readonly.value in ("yes", "no")


@pytest.mark.parametrize(
    "script",
    [
        "TMOUT=600",
        "TMOUT=600; TMOUT=300",
        "TMOUT='600' # TMOUT=1",
        "export TMOUT=600",
        "TMOUT=600; unset TMOUT",
        "true && TMOUT=600",
        "TMOUT=600\nif false; then TMOUT=1; fi",
        "TMOUT=60 true",
        "readonly TMOUT=600",
        "TMOUT=600\nreadonly TMOUT",
        "typeset -xr TMOUT=5",
        ": TMOUT=600",
        "X=1 TMOUT=600",
        "f() { TMOUT=9; }\nTMOUT=600",
        "#TMOUT=600",
        "TMOUT=",
    ],
)
def test_bash_agrees_where_we_are_certain(script: str) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    # TMOUT as bash would take it: 0, empty and unset all mean that no timeout is in force
    said = subprocess.run(
        [bash, "--norc", "-c", f'unset TMOUT\n{script}\nprintf "%s" "${{TMOUT:-0}}"'],
        capture_output=True,
        text=True,
        check=True,
        env={},
    ).stdout
    record = shell_profile(File("/etc/profile", script), (), ())
    possible = {setting.value or 0 for setting in record.timeout if not setting.undecided}
    assert int(said) in possible or any(setting.undecided for setting in record.timeout)
    if len(record.timeout) == 1 and not record.timeout[0].undecided:
        assert possible == {int(said)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a b; c", [("a", "b"), ("c",)]),
        ("a && b || c | d", [("a",), ("b",), ("c",), ("d",)]),
        ("a 'b ; c' # d", [("a", "b ; c")]),
        ("a#b", [("a#b",)]),
        ("a ''", [("a", "")]),
        ("", []),
    ],
)
def test_commands(line: str, expected: list[tuple[str, ...]]) -> None:
    assert [command.words for command in commands(line)] == expected


def test_files_that_read_each_other_end() -> None:
    drop_in = File("/etc/profile.d/a.sh", "for i in /etc/profile.d/*.sh; do . $i; done\n" * 500)
    record = shell_profile(File("/etc/profile", drop_in.text), (), (drop_in,) * 20)
    assert str(LONGEST) in record.timeout[0].undecided
