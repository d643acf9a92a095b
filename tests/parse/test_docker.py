"""What daemon.json and the daemon's command line set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.model.setting import Setting
from posture.parse.docker import Docker, from_command, from_json

NAMES = ("open-hosts", "icc", "userns-remap", "no-new-privileges", "live-restore", "insecure-registries", "log-driver")


@given(st.text(), st.text())
def test_reads_any_text(config: str, command: str) -> None:
    assigned = from_json(File("/etc/docker/daemon.json", config))
    flags = from_command(Setting(command), {"DOCKER_OPTS": Setting(config)})
    docker = Docker({**(assigned or {}), **flags})
    for name in NAMES:
        assert docker.settings(name)


def test_flags_in_all_spellings() -> None:
    line = (
        "/usr/bin/dockerd -H fd:// -Htcp://a --host=tcp://b --host tcp://c --icc=false --live-restore --tlsverify=0 $X"
    )
    found = from_command(Setting(line), {"X": Setting("--userns-remap 'de fault'")})
    assert [one.value for one in found["hosts"]] == ["fd://", "tcp://a", "tcp://b", "tcp://c"]
    assert [found[name][-1].value for name in ("icc", "live-restore", "tlsverify")] == [False, True, False]
    assert found["userns-remap"][-1].value == "de fault"


def test_what_is_no_json_object() -> None:
    for text in ("[]", "{", "nonsense", "[" * 100_000):
        assert from_json(File("daemon.json", text)) is None
    assert from_json(File("daemon.json", " \n")) == {}
