"""A ClientHello for exactly one protocol version (RFC 6101, 5246, 8446), with every suite a server may want."""

from __future__ import annotations

import os
from enum import IntEnum


class Version(IntEnum):
    """Protocol versions by their number on the wire."""

    SSL_3 = 0x0300
    TLS_1_0 = 0x0301
    TLS_1_1 = 0x0302
    TLS_1_2 = 0x0303
    TLS_1_3 = 0x0304

    @property
    def label(self) -> str:
        """As people and OpenSSL write it: SSLv3, TLSv1.0 ... TLSv1.3."""
        return "SSLv3" if self is Version.SSL_3 else f"TLSv1.{self.value - 0x0301}"


_SUITES_13 = bytes.fromhex("130213031301 13041305 00c600c7")
_SUITES_12 = bytes.fromhex(
    "c02cc030c02bc02f cca9cca8ccaa 009f009e00a300a2 c024c028c023c027 006b0067006a0040 009d009c 003d003c"
    "c0adc0acc09fc09ec09dc09c e013e011"
)
_SUITES_OLD = bytes.fromhex(
    "c00ac014c009c013 00390038 00330032 0035002f 00880087 00450044 00840041 009a0099 0096"
    "c008c012 00160013 000a c007c011 00050004 00150012 0009"
)
_SAFE_RENEGOTIATION = bytes.fromhex("00ff")
_GROUPS = bytes.fromhex("001d 0017 001e 0018 0019 0029 0100 0101")
_SIGNATURES = bytes.fromhex(
    "0403 0503 0603 0807 0808 0809 080a 080b 0804 0805 0806 0401 0501 0601 0303 0301 0203 0201 0202 0402 0708"
)
_SERVER_NAME, _SUPPORTED_GROUPS, _POINT_FORMATS, _SIGNATURE_ALGORITHMS = 0, 10, 11, 13
_SUPPORTED_VERSIONS, _PSK_MODES, _KEY_SHARE = 43, 45, 51
_X25519 = bytes.fromhex("001d")


def client_hello(version: Version, server_name: str = "") -> bytes:
    """One TLS record that offers `version` and nothing else."""
    newest = version is Version.TLS_1_3
    suites = _SUITES_13 if newest else (_SUITES_12 if version is Version.TLS_1_2 else b"") + _SUITES_OLD
    body = (
        min(version, Version.TLS_1_2).to_bytes(2, "big")
        + os.urandom(32)
        + _sized(os.urandom(32) if newest else b"", 1)
        + _sized(suites + _SAFE_RENEGOTIATION, 2)
        + b"\x01\x00"
    )
    if version is not Version.SSL_3:
        body += _sized(_extensions(version, server_name), 2)
    record_version = min(version, Version.TLS_1_0).to_bytes(2, "big")
    return b"\x16" + record_version + _sized(b"\x01" + _sized(body, 3), 2)


def _extensions(version: Version, server_name: str) -> bytes:
    parts = b""
    if server_name:
        host = server_name.encode("idna" if not server_name.isascii() else "ascii")
        parts += _extension(_SERVER_NAME, _sized(b"\x00" + _sized(host, 2), 2))
    parts += _extension(_SUPPORTED_GROUPS, _sized(_GROUPS, 2)) + _extension(_POINT_FORMATS, b"\x01\x00")
    if version >= Version.TLS_1_2:
        parts += _extension(_SIGNATURE_ALGORITHMS, _sized(_SIGNATURES, 2))
    if version is Version.TLS_1_3:
        parts += _extension(_SUPPORTED_VERSIONS, b"\x02\x03\x04") + _extension(_PSK_MODES, b"\x01\x01")
        # any 32 bytes are a public key of x25519: the server answers, and we end the connection
        parts += _extension(_KEY_SHARE, _sized(_X25519 + _sized(os.urandom(32), 2), 2))
    return parts


def _extension(kind: int, content: bytes) -> bytes:
    return kind.to_bytes(2, "big") + _sized(content, 2)


def _sized(content: bytes, width: int) -> bytes:
    return len(content).to_bytes(width, "big") + content
