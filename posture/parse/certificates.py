"""X.509 certificates of servers, from their PEM files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from posture.model.answer import File
from posture.model.evidence import Source, Unavailable

if TYPE_CHECKING:
    from cryptography import x509

BEGIN = "-----BEGIN CERTIFICATE-----"
END = "-----END CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Certificate:
    """The first certificate of a file, which is the server's own. Times are seconds since 1970."""

    path: str
    subject: str
    not_before: int
    not_after: int
    key_type: str
    key_bits: int
    signature_hash: str
    """Empty for signatures without a hash of their own, such as Ed25519's."""
    self_signed: bool
    at: Source


@dataclass(frozen=True, slots=True)
class Certificates:
    """The certificates that web servers use, and the files that could not be read or understood."""

    found: tuple[Certificate, ...] = ()
    troubles: tuple[Unavailable, ...] = ()


def read_certificate(file: File) -> Certificate | None:
    """The first certificate in a PEM file; None where there is none or it cannot be understood."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    start = file.text.find(BEGIN)
    end = file.text.find(END, start)
    if start < 0 or end < 0:
        return None
    try:
        one = x509.load_pem_x509_certificate(file.text[start : end + len(END)].encode("ascii", "replace"))
        key_type, key_bits = _key(one)
        hashed = one.signature_hash_algorithm
        return Certificate(
            path=file.path,
            subject=one.subject.rfc4514_string()[:200],
            not_before=int(one.not_valid_before_utc.timestamp()),
            not_after=int(one.not_valid_after_utc.timestamp()),
            key_type=key_type,
            key_bits=key_bits,
            signature_hash=hashed.name if hashed else "",
            self_signed=one.issuer == one.subject,
            at=file.source(file.text.count("\n", 0, start) + 1, BEGIN),
        )
    except (ValueError, TypeError, UnsupportedAlgorithm, OverflowError):
        return None


def _key(certificate: x509.Certificate) -> tuple[str, int]:
    """`("rsa", 2048)`; other kinds of keys by the name of their class."""
    key = certificate.public_key()
    kind = type(key).__name__.lower().removesuffix("publickey").strip("_")
    return kind, int(getattr(key, "key_size", 0))
