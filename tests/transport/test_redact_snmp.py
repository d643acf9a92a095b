"""Communities stay on the host; whether a community is a well-known one may be told."""

from __future__ import annotations

import pytest

from posture.model.request import Redaction
from posture.transport.redaction import redact
from tests.transport.test_redact_twins import AWKS, awk, python

CASES = [
    ("rocommunity public default\n", "rocommunity <default> default\n"),
    ("  RWCommunity\tN0tPublic 192.0.2.0/24\r\n", "  RWCommunity\t<redacted> 192.0.2.0/24\r\n"),
    ("# rocommunity s3cret\n", "# rocommunity <redacted>\n"),
    ('com2sec notConfigUser default "private"\n', "com2sec notConfigUser default <default>\n"),
    ("com2sec -Cn ctx local localhost mine\n", "com2sec -Cn ctx local localhost <redacted>\n"),
    ("trapsink 192.0.2.1 mine 162\n", "trapsink 192.0.2.1 <redacted> 162\n"),
    ("createUser bob SHA phrase1 AES phrase2\n", "createUser <redacted>\n"),
    ("proxy -v 2c -c mine 192.0.2.1 .1.3\n", "proxy -v 2c -c <redacted> 192.0.2.1 .1.3\n"),
    ("rouser bob priv\nsysLocation here\n\n", "rouser bob priv\nsysLocation here\n\n"),
]


@pytest.mark.parametrize(("before", "after"), CASES)
def test_snmp(before: str, after: str) -> None:
    assert redact(Redaction.SNMP, before) == after


@pytest.mark.parametrize("argv", AWKS, ids=[argv[0] for argv in AWKS])
def test_awk_agrees(argv: tuple[str, ...]) -> None:
    content = "".join(before for before, _ in CASES).encode()
    assert awk(argv, Redaction.SNMP, content) == python(Redaction.SNMP, content)
