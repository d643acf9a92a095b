"""Certificates in PEM files, well-formed and not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.certificates import BEGIN, END, read_certificate


@given(st.text(), st.text())
def test_reads_any_text(before: str, within: str) -> None:
    assert read_certificate(File("a.pem", f"{before}{BEGIN}\n{within}\n{END}\n")) is None
    assert read_certificate(File("a.pem", before)) is None


@pytest.mark.parametrize(
    ("key", "kind", "bits", "signed"),
    [
        ("rsa:2048", "rsa", 2048, "sha256"),
        ("ec", "ec", 256, "sha256"),
        ("ed25519", "ed25519", 0, ""),
    ],
)
def test_keys_and_signatures(key: str, kind: str, bits: int, signed: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pem"
    curve = ["-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else []
    argv = ["openssl", "req", "-x509", "-newkey", key, *curve, "-nodes", "-keyout", str(tmp_path / "k"), "-days", "9"]
    try:
        subprocess.run([*argv, "-subj", "/CN=a.example", "-out", str(path)], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl is installed")
    found = read_certificate(File("a.pem", "first line\n" + path.read_text()))
    assert found is not None
    assert (found.key_type, found.key_bits, found.signature_hash) == (kind, bits, signed)
    assert found.not_after - found.not_before == 9 * 86400
    assert (found.subject, found.self_signed, found.at.line) == ("CN=a.example", True, 2)
