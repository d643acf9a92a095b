"""Listening sockets in the words of ss and of the kernel."""

from __future__ import annotations

import ipaddress
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File, Output
from posture.parse.listeners import Listener, collect, from_proc, from_ss

HEADER = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def ss(text: str) -> list[Listener]:
    return list(from_ss(Output(("ss",), 0, text)))


def proc(table: str, *rows: str) -> list[Listener]:
    return list(from_proc(File(f"/proc/net/{table}", HEADER + "\n".join(rows))))


@pytest.mark.parametrize(
    ("place", "subject", "loopback"),
    [
        ("0.0.0.0:22", "tcp/0.0.0.0:22", False),
        ("*:22", "tcp/[::]:22", False),
        ("[::]:22", "tcp/[::]:22", False),
        ("127.0.0.53%lo:53", "tcp/127.0.0.53:53", True),
        ("[fe80::1%eth0]:546", "tcp/[fe80::1]:546", False),
        ("[::1]:631", "tcp/[::1]:631", True),
        ("[::ffff:127.0.0.1]:8080", "tcp/127.0.0.1:8080", True),
        ("[::ffff:10.0.0.1]:8080", "tcp/10.0.0.1:8080", False),
    ],
)
def test_how_ss_writes_addresses(place: str, subject: str, loopback: bool) -> None:
    (one,) = ss(f'tcp LISTEN 0 128 {place} 0.0.0.0:* users:(("sshd",pid=1,fd=3),("systemd",pid=2,fd=4))\n')
    assert (one.subject, one.loopback, one.process) == (subject, loopback, "sshd")


def test_a_process_name_cannot_invent_a_socket() -> None:
    found = ss('tcp LISTEN 0 5 0.0.0.0:80 0.0.0.0:* users:(("a b",pid=1,fd=1))\ntcp LISTEN 0",pid=2\n')
    assert [one.subject for one in found] == ["tcp/0.0.0.0:80"]
    assert found[0].process == "a b"


def test_the_kernels_tables() -> None:
    row = "0: {} {} {} 00000000:00000000 00:00000000 00000000 {} 0 565 1 0"
    any4, any6 = "00000000:0000", "0" * 32 + ":0000"
    found = [
        *proc("tcp", row.format("0100007F:1538", any4, "0A", 115), row.format("0100007F:1538", any4, "01", 115)),
        *proc("tcp6", row.format("00000000000000000000000001000000:0016", any6, "0A", 0)),
        *proc("tcp6", row.format("0000000000000000FFFF00000100007F:0017", any6, "0A", 0)),
        *proc("udp", row.format("00000000:0045", any4, "07", 0), row.format("00000000:0046", any4, "0A", 0)),
    ]
    assert [(one.subject, one.loopback, one.uid) for one in found] == [
        ("tcp/127.0.0.1:5432", True, 115),
        ("tcp/[::1]:22", True, 0),
        ("tcp/127.0.0.1:23", True, 0),
        ("udp/0.0.0.0:69", False, 0),
    ]


def test_a_big_endian_host() -> None:
    file = File("/proc/net/tcp", HEADER + "0: 7F000001:0016 00000000:0000 0A 0:0 0:0 0 0 0 1")
    assert [one.address for one in from_proc(file, order="big")] == ["127.0.0.1"]


def test_workers_on_one_port_count_once_and_keep_a_name() -> None:
    found = collect([Listener("tcp", "0.0.0.0", 80), Listener("tcp", "0.0.0.0", 80, "nginx")])
    assert [(one.subject, one.process) for one in found.all] == [("tcp/0.0.0.0:80", "nginx")]


@pytest.mark.live
def test_ss_and_the_kernel_tell_the_same_of_this_machine() -> None:
    if shutil.which("ss") is None:
        pytest.skip("no ss here")
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        port = opened.getsockname()[1]
        text = subprocess.run(["ss", "-H", "-tulpn"], capture_output=True, text=True, check=True).stdout
        tables = [File(f"/proc/net/{name}", Path(f"/proc/net/{name}").read_text()) for name in ("tcp", "tcp6")]
    asked = {one.subject for one in collect(ss(text)).all if one.proto == "tcp"}
    read = {one.subject for table in tables for one in from_proc(table)}
    assert f"tcp/127.0.0.1:{port}" in asked & read


@given(st.text())
def test_any_text_is_read_without_fault(text: str) -> None:
    for one in (*ss(text), *proc("tcp6", text), *proc("udp", text)):
        ipaddress.ip_address(one.address)


@given(st.lists(st.text(alphabet="0123456789ABCDEFabcdef:* .[]%lo", max_size=40), max_size=9))
def test_likely_words_are_read_without_fault(words: list[str]) -> None:
    line = " ".join(words)
    for one in (*ss(f"tcp LISTEN 0 0 {line}"), *proc("tcp", f"0: {line} 00:0 0A 0 0 0 0")):
        assert one.subject
