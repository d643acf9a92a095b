"""Addresses of targets."""

from __future__ import annotations

import pytest

from posture.errors import UsageError
from posture.model.target import Scheme, Target


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("local:", "local:"),
        ("local", "local:"),
        ("rootfs:/srv/image", "rootfs:/srv/image"),
        ("rootfs:///srv/image", "rootfs:/srv/image"),
        ("config:./etc", "config:./etc"),
        ("bundle:a.bundle", "bundle:a.bundle"),
        ("ssh://web01", "ssh://web01"),
        ("ssh://root@web01:2222", "ssh://root@web01:2222"),
        ("root@web01", "ssh://root@web01"),
        ("web01:22", "ssh://web01:22"),
        ("ssh://a@[::1]:22", "ssh://a@[::1]:22"),
    ],
)
def test_known_forms(text: str, shown: str) -> None:
    assert str(Target.parse(text)) == shown
    assert Target.parse(shown) == Target.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rootfs:",
        "web01",
        "ssh://",
        "ssh://a:secret@h",
        "ssh://-oProxyCommand=x",
        "ssh://h:0",
        "ssh://h:99999",
        "a b@c",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Target.parse(text)


def test_ipv6_host_loses_its_brackets() -> None:
    target = Target.parse("ssh://[fe80::1]:2200")
    assert (target.scheme, target.host, target.port) == (Scheme.SSH, "fe80::1", 2200)
