"""GRUB's menu, the UEFI variable, and mokutil's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.request import Redaction
from posture.parse.boot_loader import menu, user_password
from posture.parse.boot_trust import lockdown, told, told_shim_off, variable
from posture.parse.kernel_line import doors, menus, running
from posture.parse.systemd_boot import editor
from posture.parse.thunderbolt import levels
from posture.parse.usbguard import usbguard
from posture.transport.redaction import redact

HASH = "grub.pbkdf2.sha512.10000.0123456789ABCDEF.FEDCBA9876543210"


def test_the_hash_leaves_no_trace() -> None:
    text = redact(Redaction.SETTINGS, f"set superusers=a\npassword_pbkdf2 a {HASH}\nGRUB2_PASSWORD={HASH}\n")
    assert "0123456789" not in text
    read = menu(File("/boot/grub/grub.cfg", text), None)
    assert read.hashed is not None
    assert read.superusers is not None
    assert user_password(File("/boot/grub2/user.cfg", text)) is not None


def test_lines_that_wait_for_user_cfg() -> None:
    text = 'if [ -n "${GRUB2_PASSWORD}" ]; then\nset superusers="root"\nif true; then\nfi\npassword_pbkdf2 x\nfi\n'
    file = File("/boot/grub2/grub.cfg", text)
    assert menu(file, None).superusers is None
    assert menu(file, file.source(1)).hashed is not None


@pytest.mark.parametrize(
    ("content", "value"),
    [("\x06\0\0\0\x01", True), ("\x06\0\0\0\0", False), ("\x01", None), ("", None), ("\x06\0\0\0\x02", None)],
)
def test_the_variable(content: str, value: bool | None) -> None:
    assert variable(content) is value


def test_words() -> None:
    assert told("SecureBoot enabled\n") is True
    assert told("SecureBoot disabled\nPlatform is in Setup Mode\n") is False
    assert told("EFI variables are not supported on this system\n") is None
    assert told("This system doesn't support Secure Boot\n") is None
    assert told_shim_off("SecureBoot enabled\nSecureBoot validation is disabled in shim\n")
    assert lockdown("none [integrity] confidentiality\n") == "integrity"
    assert lockdown("") is None


def test_what_goes_to_init_opens_nothing() -> None:
    assert doors("ro init=/bin/sh break=mount") == ("init=/bin/sh", "break=mount")
    assert doors("ro quiet -- rd.break") == ()
    assert doors("init=/sbin/init rd.breakpoint breakfast=1 systemd.debug_shell=no") == ()


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    file = File("/boot/grub/grub.cfg", text)
    menu(file, None)
    menu(File(file.path, f"set superusers={text}\nif GRUB2_PASSWORD\n{text}\nfi"), None)
    user_password(file)
    usbguard(file)
    variable(text)
    told(text)
    told_shim_off(text)
    lockdown(text)
    assert isinstance(editor(file).value, bool)
    assert len(levels([file], [file])) == 1
    assert isinstance(doors(text), tuple)
    running(file)
    list(menus([file, File("/boot/loader/entries/x.conf", f"options {text}")]))
