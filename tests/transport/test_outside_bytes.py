"""What strangers send, as bytes: read exactly, or refused as garbled, and nothing else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.transport.outside.certificate import read_certificate
from posture.transport.outside.line import Garbled
from posture.transport.outside.ssh import NAME_LISTS, parse_kexinit
from posture.transport.outside.tls import chosen_version
from posture.transport.outside.tls_hello import Version, client_hello


def server_hello(number: int, extensions: bytes = b"", session: bytes = b"") -> bytes:
    body = number.to_bytes(2, "big") + b"r" * 32 + bytes([len(session)]) + session + b"\x13\x01\x00"
    body += len(extensions).to_bytes(2, "big") + extensions if extensions else b""
    return b"\x02" + len(body).to_bytes(3, "big") + body


def test_the_version_a_server_settles_on() -> None:
    assert chosen_version(server_hello(0x0301)) is Version.TLS_1_0
    assert chosen_version(server_hello(0x0303, session=b"s" * 32)) is Version.TLS_1_2
    assert chosen_version(server_hello(0x0303, b"\x00\x17\x00\x00\x00\x2b\x00\x02\x03\x04")) is Version.TLS_1_3
    assert chosen_version(server_hello(0x0101)) is None


@pytest.mark.parametrize("message", [b"", b"\x02" * 10, b"\x0b" + b"x" * 80])
def test_what_is_no_server_hello_is_garbled(message: bytes) -> None:
    with pytest.raises(Garbled):
        chosen_version(message)


@pytest.mark.parametrize("version", list(Version))
def test_a_hello_names_its_version_and_counts_its_bytes(version: Version) -> None:
    hello = client_hello(version, "www.example.org")
    assert hello[0] == 22
    assert int.from_bytes(hello[3:5], "big") == len(hello) - 5
    assert int.from_bytes(hello[6:9], "big") == len(hello) - 9
    assert int.from_bytes(hello[9:11], "big") == min(version, Version.TLS_1_2)
    assert (b"www.example.org" in hello) is (version is not Version.SSL_3)
    assert (b"\x00\x2b\x00\x03\x02\x03\x04" in hello) is (version is Version.TLS_1_3)


def test_labels_are_the_usual_ones() -> None:
    assert [version.label for version in Version] == ["SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_garbled(data: bytes) -> None:
    for whole in (data, server_hello(0x0303)[:40] + data, b"\x02" + data):
        with suppress(Garbled):
            chosen_version(whole)
    for payload in (data, b"\x14" + b"c" * 16 + data):
        with suppress(Garbled):
            assert len(parse_kexinit(payload)) == NAME_LISTS
    read_certificate(data)
