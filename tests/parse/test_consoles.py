"""Command lines that serve a console."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.console_command import is_getty, open_door
from posture.parse.consoles import graphical, inittab, units
from posture.parse.rescue import asks
from posture.parse.rescue import inittab as single_user


@pytest.mark.parametrize(
    "command",
    [
        r"-/sbin/agetty -o '-p -- \\u' --noclear - $TERM",
        "-/sbin/agetty --keep-baud 115200,57600,38400,9600 - $TERM",
        "/sbin/agetty -Ha tty1",
        "/sbin/agetty --init-string --autologin tty1".replace("--init-string --autologin", "--init-string=--autologin"),
        "/sbin/agetty tty1 -- -a root",
        "/bin/login",
        "",
    ],
)
def test_asks_for_a_password(command: str) -> None:
    assert open_door(command) == ""


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("/sbin/agetty -a root tty1", "logs root in by itself"),
        ("/sbin/agetty -aroot tty1", "logs root in by itself"),
        ("/sbin/agetty -8Na root tty1", "logs root in by itself"),
        ("/sbin/agetty --a=root tty1", "logs root in by itself"),
        ("!!/sbin/agetty --autolog root tty1", "logs root in by itself"),
        ("/sbin/agetty --login-options='-p -f root' tty1", "login -f asks for no password"),
        ("/sbin/agetty -nl/bin/sh tty1", "starts sh without a login"),
        ("/sbin/mingetty --autologin=root tty1", "logs root in by itself"),
        ("/bin/login -f root", "login -f asks for no password"),
        ("-/bin/bash", "starts bash without a login"),
        ("-/bin/bash 'unclosed", "starts bash without a login"),
    ],
)
def test_needs_none(command: str, why: str) -> None:
    assert open_door(command) == why


def test_an_instance_without_a_file_runs_its_template() -> None:
    template = File("/usr/lib/systemd/system/getty@.service", "[Service]\nExecStart=/sbin/agetty -a root %I\n")
    drop_in = File("/etc/systemd/system/getty@tty1.service.d/x.conf", "[Service]\nRestart=no\n")
    assert {setting.subject: str(setting.at) for setting in units([template, drop_in])} == {
        "getty@.service": "/usr/lib/systemd/system/getty@.service:2",
        "getty@tty1.service": "/usr/lib/systemd/system/getty@.service:2",
    }


@given(st.text(), st.sampled_from(["agetty", "login", "sh", "busybox"]))
def test_no_text_breaks_it(text: str, program: str) -> None:
    for command in (text, f"{program} {text}", f"{program} -{text}", f"{program} --{text}"):
        assert isinstance(open_door(command), str)
        assert isinstance(is_getty(command), bool)
        assert isinstance(asks(Setting(command)), bool)
    file = File("/etc/systemd/system/getty@x.service", text)
    units([file])
    inittab(file)
    single_user(file)
    for manager in ("gdm", "lightdm", "sddm"):
        assert graphical(manager, [file])
