"""PAM stacks from hostile and from ordinary text. How libpam walks them is compared in tests/live."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.option_file import leading_number, option_lines
from posture.parse.pam import MOST_MODULES, TYPES, Module, services
from posture.parse.pam_condition import holds
from posture.parse.pam_lockout import Lockout
from posture.parse.pam_policy import Pam
from posture.parse.pam_quality import pwquality
from posture.parse.pam_walk import walk

PIECES = st.sampled_from(
    (
        *(
            "auth ",
            "password ",
            "-session ",
            "@include ",
            "include login",
            "substack other",
            "[success=1 default=die] ",
        ),
        *(
            "required ",
            "sufficient ",
            "pam_unix.so ",
            "pam_faillock.so preauth ",
            "pam_pwquality.so minlen=x ",
            "[a b] ",
        ),
        *("\n", "\\\n", "#", " ", "]", "["),
    )
)


def pam(**texts: str) -> Pam:
    """A record over service files by name; an underscore stands for a hyphen."""
    files = tuple(File(f"/etc/pam.d/{name.replace('_', '-')}", text) for name, text in texts.items())
    return Pam(services({"/etc/pam.d": files}))


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)), st.lists(PIECES).map("".join))
def test_reads_any_text(login: str, other: str) -> None:
    record = pam(login=login, other=other, passwd=login, su=login)
    for kind in TYPES:
        stack = record.services.stack("login", kind)
        called = walk(stack, lambda module: "success").called
        assert len(called) <= len(stack) <= MOST_MODULES
        assert all(module.kind == kind for module in called)
    assert isinstance(record.lockout("login"), Lockout | str)
    record.quality()
    record.history()
    record.wheel()
    record.second_factor("login")
    record.umask(Setting("022"))
    assert record.open_door("login") in (True, False)


@given(st.text())
def test_reads_any_option_file(text: str) -> None:
    file = File("/etc/security/pwquality.conf", text)
    assert set(pwquality((), file)) <= {name.lower() for name, _ in option_lines(file)}


def test_files_that_include_each_other_end() -> None:
    stack = pam(login="@include login\nauth include login\n" * 50).services.stack("login", "auth")
    assert 0 < len(stack) <= MOST_MODULES
    assert {module.name for module in stack} == {"pam_deny"}


def test_an_include_that_is_not_there_fails() -> None:
    (module,) = pam(login="auth include nothing\n").services.stack("login", "auth")
    assert module.name == "pam_deny"
    assert module.at.line == 1


def test_words_controls_and_arguments() -> None:
    text = "-AUTH [ success=2  default=ignore ] /lib/security/pam_x.so a=1 [b=c d\\]] a=2 # a=3\n"
    (module,) = pam(login=text).services.stack("login", "auth")
    assert module.name == "pam_x"
    assert module.control == {"success": 2, "default": "ignore"}
    assert module.option("a") == "2"
    assert module.option("b") == "c d]"
    assert module.option("c") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minlen = 12", ("minlen", "12")),
        ("minlen=12 # long", ("minlen", "12")),
        ("  minlen 12", ("minlen", "12")),
        ("enforce_for_root", ("enforce_for_root", "")),
        ("a == b", ("a", "= b")),
    ],
)
def test_option_lines(text: str, expected: tuple[str, str]) -> None:
    ((name, setting),) = option_lines(File("/x", text))
    assert (name, setting.value) == expected


@pytest.mark.parametrize(("text", "expected"), [("5", 5), (" 12abc", 12), ("-1", None), ("", None), ("never", None)])
def test_numbers_as_scanf_reads_them(text: str, expected: int | None) -> None:
    assert leading_number(text) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("uid >= 1000 quiet_success", True),
        ("uid < 1000", False),
        ("quiet user ingroup admins", False),
        ("user notingroup admins", True),
        ("service in login:gdm", True),
        ("service notin login", False),
        ("uid >= 500 user = root", False),
        ("shell =", True),
    ],
)
def test_conditions_for_an_ordinary_user(condition: str, expected: bool) -> None:
    assert holds(condition.split(), "login") is expected


def test_a_substack_counts_as_one_in_a_jump() -> None:
    record = pam(
        login="auth [success=1] pam_a.so\nauth substack inner\nauth required pam_b.so\n",
        inner="auth required pam_c.so\n" * 3,
    )
    called = walk(record.services.stack("login", "auth"), lambda module: "success").called
    assert [module.name for module in called] == ["pam_a", "pam_b"]


def test_a_jump_out_of_the_stack_denies() -> None:
    record = pam(login="auth required pam_a.so\nauth [default=3] pam_b.so\n")

    def answer(module: Module) -> str:
        return "success"

    assert not walk(record.services.stack("login", "auth"), answer).granted
