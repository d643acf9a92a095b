"""What the cases cannot say: the outside looked at over the loopback is no outside."""

from __future__ import annotations

import pytest

from posture.assess.judge import judge
from posture.catalog.checks import load_checks
from posture.model.answer import OpenPort, OpenPorts
from posture.model.evidence import Evidence, Observed
from posture.model.outcome import Outcome
from posture.parse.listeners import Listeners

CHECKS = load_checks().checks


@pytest.mark.parametrize("check", ["allow_list", "clear_text", "accounted_for"])
@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("127.0.0.1", Outcome.UNKNOWN),
        ("::1", Outcome.UNKNOWN),
        ("192.0.2.1", Outcome.FAIL),
        ("fe80::1%eth0", Outcome.FAIL),
    ],
)
def test_the_loopback_shows_what_the_host_offers_itself(check: str, address: str, outcome: Outcome) -> None:
    evidence: dict[str, Evidence[object]] = {
        "open_ports": Observed(OpenPorts(address, "1-1024", (OpenPort(23, "telnet"),))),
        "listeners": Observed(Listeners()),
    }
    (settled,) = judge(CHECKS[f"network.outside.{check}"], evidence, {})
    assert settled.outcome is outcome
