"""Fetches the certificate of a TLS server, whatever it is worth: nothing is verified, all is written down."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any

from posture.transport.outside.line import Garbled, Line

MOST = 512 * 1024
LONGEST_NAME = 256


@dataclass(frozen=True, slots=True)
class Certificate:
    """The facts of an X.509 certificate that checks judge. Times are UTC epoch seconds; 0 and "" mean not known."""

    subject: str = ""
    issuer: str = ""
    not_before: int = 0
    not_after: int = 0
    key_type: str = ""
    key_bits: int = 0
    signature_hash: str = ""


def fetch(address: str, port: int, deadline: float, server_name: str) -> Certificate | None:
    """The server's certificate, or None when no handshake could be completed or it cannot be read."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        talk = _context().wrap_bio(incoming, outgoing, server_hostname=server_name or None)
        with Line(address, port, deadline, MOST) as line:
            while True:
                try:
                    talk.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    line.say(outgoing.read())
                    incoming.write(line.some())
            der = talk.getpeercert(binary_form=True)
    except (OSError, EOFError, Garbled, ValueError):  # SSLError is an OSError
        return None
    return read_certificate(der) if der else None


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.options |= getattr(ssl, "OP_LEGACY_SERVER_CONNECT", 0x4)
    return context


def read_certificate(der: bytes) -> Certificate | None:
    """The facts of a certificate in DER, or None when it is none."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        certificate = x509.load_der_x509_certificate(der)
        key_type, key_bits = _key(certificate)
        try:
            signed = certificate.signature_hash_algorithm
            signature_hash = signed.name if signed else ""
        except UnsupportedAlgorithm:
            signature_hash = f"oid {certificate.signature_algorithm_oid.dotted_string}"
        return Certificate(
            certificate.subject.rfc4514_string()[:LONGEST_NAME],
            certificate.issuer.rfc4514_string()[:LONGEST_NAME],
            int(certificate.not_valid_before_utc.timestamp()),
            int(certificate.not_valid_after_utc.timestamp()),
            key_type,
            key_bits,
            signature_hash,
        )
    except (ValueError, TypeError):
        return None


def _key(certificate: Any) -> tuple[str, int]:
    """Kind and size in bits; "" for a kind the library does not know (SM2, post-quantum)."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return "", 0
    for kind, name in ((rsa.RSAPublicKey, "rsa"), (dsa.DSAPublicKey, "dsa"), (ec.EllipticCurvePublicKey, "ec")):
        if isinstance(key, kind):
            return name, int(key.key_size)
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "ed25519", 256
    return ("ed448", 456) if isinstance(key, ed448.Ed448PublicKey) else ("", 0)
