"""No check without its cases: it passes, it fails, it cannot look, and, where that can be, it does not apply."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from posture.assess.cases import load_cases
from posture.catalog.checks import load_checks
from posture.model.outcome import Outcome

CATALOG = load_checks()
ALWAYS_APPLY = (
    "data.backup.scheduled",
    "data.files.",
    "data.personal.",
    "host.filesystem.",
    "host.packages.security_updates",
    "network.firewall.active",
    "network.firewall.input_default",
    "network.firewall_rules.",
    "network.interfaces.",
    "network.listeners.",
    "network.outside.",
    "network.routing.default_routes",
    "physical.disk.swap",
)
"""Checks whose subject is there on every host that can be asked: files, packets, sockets, memory."""


def _expected() -> dict[str, set[Outcome]]:
    seen: dict[str, set[Outcome]] = defaultdict(set)
    for path in sorted((Path(__file__).parent / "cases").rglob("*.yaml")):
        for case in load_cases(path):
            seen[case.model.check].add(case.model.expect)
    return seen


def test_content_loads_without_a_problem() -> None:
    assert CATALOG.problems == ()


def test_every_check_has_its_cases() -> None:
    seen = _expected()
    lacking = {}
    for check in CATALOG.checks.values():
        wanted = {Outcome.PASS, Outcome.FAIL, Outcome.NOT_CHECKED if check.attested else Outcome.UNKNOWN}
        if not check.attested and not check.id.startswith(ALWAYS_APPLY):
            wanted.add(Outcome.NOT_APPLICABLE)
        if wanted - seen[check.id]:
            lacking[check.id] = sorted(wanted - seen[check.id])
    assert lacking == {}


def test_no_case_is_of_a_check_that_is_gone() -> None:
    assert set(_expected()) - set(CATALOG.checks) == set()


def test_every_layer_has_its_checks_and_few_are_critical() -> None:
    by_layer = defaultdict(int)
    for check in CATALOG.checks.values():
        by_layer[check.layer] += 1
    assert min(by_layer.values()) >= 5
    assert len(by_layer) == 5
    critical = sum(check.severity == "critical" for check in CATALOG.checks.values())
    assert critical <= len(CATALOG.checks) / 10
