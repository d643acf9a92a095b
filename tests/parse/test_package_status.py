"""Versions from dpkg's status file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posture.parse.package_status import upstream, version_of

STATUS = """Package: nginx-common
Status: install ok installed
Version: 9.9

Package: nginx
Status: deinstall ok config-files
Version: 1.18.0-6

Package: nginx-core
Status: install ok installed
Description: a server
 Version: 7.7
Version: 1:1.22.1-9+deb12u1
"""


def test_only_what_is_installed_counts() -> None:
    assert version_of(STATUS, ("nginx", "nginx-core")) == (1, 22, 1)
    assert version_of(STATUS, ("nginx",)) is None
    assert version_of(STATUS, ("apache2",)) is None


def test_upstream_numbers() -> None:
    assert upstream("1.26.1-1~bookworm") == (1, 26, 1)
    assert upstream("2.4.62rc1") == (2, 4, 62)
    assert upstream("git") is None


@given(st.text())
def test_reads_any_text(text: str) -> None:
    upstream(text)
    assert version_of(f"Package: a\nStatus: {text}\n", ("b",)) is None
