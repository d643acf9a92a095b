"""What is asked: each question once, and nothing two ways."""

from __future__ import annotations

import pytest

from posture.assess.plan import merge, plan, select
from posture.catalog.checks import load_checks
from posture.errors import UsageError
from posture.model.layer import Layer
from posture.model.request import Interest, Look, Read, Redaction, Request, Walk, identity
from posture.probe.registry import probes

CHECKS = load_checks().checks


def test_two_readings_of_one_path_become_the_more_generous() -> None:
    assert merge([Read("/a", limit=5), Read("/a", limit=9), Look("/a"), Look("/a", most=9)]) == (
        Read("/a", limit=9),
        Look("/a", most=1000),
    )


def test_walks_of_one_root_become_one_and_stand_last() -> None:
    set_id, unowned = frozenset({Interest.SET_ID}), frozenset({Interest.UNOWNED})
    assert merge([Walk("/", set_id), Read("/a"), Walk("/", unowned)]) == (Read("/a"), Walk("/", set_id | unowned))


def test_no_path_is_read_with_two_redactions() -> None:
    """Answers are looked up by path: two redactions of one file could be taken for each other."""
    seen: dict[str, Redaction] = {}
    for probe in probes().values():
        for request in probe.requests:
            if isinstance(request, Read):
                assert seen.setdefault(request.path, request.redact) is request.redact, request.path


def test_files_with_hashes_are_always_redacted() -> None:
    for probe in probes().values():
        for request in probe.requests:
            if isinstance(request, Read) and request.path in (
                "/etc/shadow",
                "/etc/gshadow",
                "/etc/passwd",
                "/etc/group",
            ):
                assert request.redact is Redaction.SHADOW, probe.name


def test_the_plan_of_everything_asks_each_question_once() -> None:
    requests = plan(CHECKS.values(), probes()).requests
    assert len({identity(request) for request in requests}) == len(requests)


def test_only_what_the_selected_checks_need_is_asked() -> None:
    chosen = select(CHECKS, only=["host.kernel.aslr"])
    names = {probe.name for probe in plan(chosen, probes()).probes}
    assert names == {"sysctl", "platform"}


def test_selection() -> None:
    assert {check.layer for check in select(CHECKS, layers=[Layer.DATA])} == {Layer.DATA}
    host = select(CHECKS, only=["host.sshd.*"], skip=["host.sshd.banner"])
    assert host
    assert all(check.id.startswith("host.sshd.") and check.id != "host.sshd.banner" for check in host)
    with pytest.raises(UsageError, match=r"did you mean host\.sshd"):
        select(CHECKS, only=["host.sshd.permit_rot_login"])


def test_a_selection_that_leaves_nothing_is_no_clean_run() -> None:
    with pytest.raises(UsageError, match="leaves no check"):
        select(CHECKS, layers=[Layer.DATA], only=["host.*"])


def test_every_request_describes_itself() -> None:
    requests: list[Request] = [request for probe in probes().values() for request in probe.requests]
    assert all(request.describe() for request in requests)
