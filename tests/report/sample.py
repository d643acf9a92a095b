"""A realistic assessment for report writers: three assets, five layers, every outcome, Chinese text, hostile names.

The figures of the scores are plausible, not computed; the counts follow from the findings.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from posture.assess.controls import over_assets, verdict, worst_of
from posture.model.assessment import (
    Assessment,
    AssetResult,
    BaselineRef,
    ControlResult,
    EvidenceRef,
    Finding,
    LayerSummary,
    LevelStanding,
    RunProblem,
    ScoreInterval,
    Summary,
    Tool,
)
from posture.model.ccss import Ccss
from posture.model.layer import Layer
from posture.model.outcome import ControlVerdict, Disposition, Outcome, Severity

HOSTILE_PATH = "/srv/up\x1b[31mload\u202e/<script>alert('x')</script>&\"quoted\".sh"
WAIVER = (
    "legacy-tls: the partner's gateway speaks nothing newer; traffic is confined to one address. "
    "Approved by Chen Wei until 2026-03-31, ticket SEC-1412."
)


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    ccss: str
    why: str
    fix: str
    controls: list[str]
    expected: str = ""
    confirm: str = ""
    attack: Sequence[str] = ()


_DATA = yaml.safe_load(Path(__file__).with_name("sample.yaml").read_text(encoding="utf-8"))
CARDS = {check: Card(**card) for check, card in _DATA["cards"].items()}

ROOT_LOGIN = ("/etc/ssh/sshd_config.d/10-vendor.conf", 3, "PermitRootLogin yes")


def assessment() -> Assessment:
    """The sample. Each call builds an equal value."""
    findings = _findings()
    controls = _controls(findings)
    return Assessment(
        id="01JD9Z6Q8T4V0W3X5Y7Z9A1B2C",
        started="2025-11-22T06:50:31Z",
        finished="2025-11-22T06:51:49Z",
        incomplete=True,
        tool=Tool("posture", "0.1.0", _digest("content")),
        baseline=BaselineRef("mlps", 3, "0.1.0", _digest("baseline")),
        summary=_summary(findings, controls),
        assets=_assets(controls),
        findings=findings,
        controls=controls,
        problems=(
            RunProblem("/opt/checks/extra.yaml:12:5", "unknown key 'sevrity': did you mean 'severity'?"),
            RunProblem("host.kernel.modules on web-01", "the check raised KeyError: 'modprobe'"),
        ),
    )


def empty() -> Assessment:
    """A run that met nothing: no asset, no finding, no control, no figure."""
    nothing = ScoreInterval(None, None, None)
    return replace(
        assessment(),
        incomplete=False,
        assets=(),
        findings=(),
        controls=(),
        problems=(),
        summary=Summary(nothing, 0.0, 0.0, 0, ControlVerdict.UNASSESSED, {}, {}, ()),
    )


def finding(
    check: str,
    asset: str,
    outcome: Outcome,
    observed: str = "",
    *,
    subject: str = "",
    seen: tuple[str, int | None, str] | None = None,
    because: str = "",
    reason: str = "",
    waiver: str = "",
) -> Finding:
    """One finding of a card above."""
    card, base = CARDS[check], Ccss.parse(CARDS[check].ccss).base
    evidence = (EvidenceRef(*seen, _digest(asset + seen[0])),) if seen else ()
    return Finding(
        check=check,
        asset=asset,
        subject=subject,
        title=card.title,
        layer=Layer(check.split(".")[0]),
        severity=Severity.of(base),
        ccss=card.ccss,
        outcome=outcome,
        disposition=Disposition.WAIVED if waiver else Disposition.OPEN,
        because=because,
        expected=card.expected,
        observed=observed,
        evidence=evidence,
        fix=card.fix,
        controls=tuple(card.controls),
        references={"attack": tuple(card.attack), "cis-controls-8": ("5.4",)},
        fingerprint=_digest(f"{check}\n{asset}\n{subject}")[:16],
        risk=base if outcome is Outcome.FAIL else 0.0,
        risk_upper=base if outcome is Outcome.FAIL or outcome.undecided else 0.0,
        reason=reason,
        waiver=waiver,
        why=card.why,
        confirm=card.confirm,
    )


def _findings() -> tuple[Finding, ...]:
    ok, bad, unknown = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
    clock = ("timedatectl show", 4, "NTPSynchronized=yes")
    passwd = ("/etc/passwd", 31, "deploy:x:1001:1001:部署账号:/home/deploy:/bin/bash")
    pg = ("/etc/postgresql/15/main/pg_hba.conf", 97, "host all all 10.0.0.0/8 scram-sha-256")
    listening = ("nmap connect scan of ports 1-1024, from the scanner", None, "21/tcp open ftp vsftpd 3.0.3")
    not_attested = "nobody has answered the topic entry yet"
    return (
        finding("host.sshd.permit_root_login", "web-01", bad, "yes", seen=ROOT_LOGIN),
        finding("host.sshd.permit_root_login", "db-01", bad, "yes", seen=ROOT_LOGIN),
        finding("host.accounts.unique_uid", "web-01", bad, "deploy, 部署", subject="uid 1001", seen=passwd),
        finding("host.accounts.unique_uid", "db-01", ok, "43 accounts, 43 ids"),
        finding(
            "host.accounts.lockout", "web-01", ok, "deny = 5", seen=("/etc/security/faillock.conf", 32, "deny = 5")
        ),
        finding(
            "host.accounts.lockout",
            "db-01",
            unknown,
            reason="permission",
            because="/etc/security/faillock.conf: permission denied",
        ),
        finding("host.files.world_writable", "web-01", bad, "mode 0777", subject=HOSTILE_PATH),
        finding("host.files.world_writable", "web-01", bad, "mode 0777", subject="/usr/local/bin/部署.sh"),
        finding(
            "host.files.world_writable",
            "db-01",
            unknown,
            reason="truncated",
            because="the walk stopped after 20000 entries",
        ),
        finding(
            "host.audit.running", "web-01", ok, "active, enabled", seen=("systemctl is-active auditd", None, "active")
        ),
        finding("host.audit.running", "db-01", bad, "inactive", seen=("systemctl is-active auditd", None, "inactive")),
        finding(
            "host.boot.secure_boot",
            "web-01",
            Outcome.ERROR,
            because="the check raised IndexError; the traceback is in the log",
        ),
        finding(
            "host.boot.secure_boot", "db-01", Outcome.NOT_APPLICABLE, because="this is a container, it has no firmware"
        ),
        finding("host.time.synchronised", "web-01", ok, "yes", seen=clock),
        finding("host.time.synchronised", "db-01", ok, "yes", seen=clock),
        finding("network.wireless.none", "web-01", Outcome.NOT_APPLICABLE, because="a virtual machine has none"),
        finding("network.wireless.none", "db-01", Outcome.NOT_APPLICABLE, because="a virtual machine has none"),
        finding("network.firewall.default_deny", "web-01", ok, "drop"),
        finding(
            "network.firewall.default_deny", "db-01", bad, "accept", seen=("nft -a list ruleset", 4, "policy accept;")
        ),
        finding("network.exposure.cleartext", "web-01", bad, "ftp", subject="port 21", seen=listening),
        finding("network.exposure.cleartext", "sw-core", unknown, reason="unreachable", because="no route to 10.0.9.1"),
        finding(
            "physical.power.ups",
            "web-01",
            unknown,
            reason="tool-missing",
            because="neither upsc nor apcaccess is there",
        ),
        finding("physical.power.ups", "db-01", ok, "on line, 27 minutes"),
        finding("physical.access.entry", "web-01", Outcome.NOT_CHECKED, reason="not-attested", because=not_attested),
        finding("physical.access.entry", "db-01", Outcome.NOT_CHECKED, reason="not-attested", because=not_attested),
        finding(
            "data.backup.recent", "db-01", ok, "5 h", seen=("/var/lib/backup/last-run", 1, "2025-11-22T01:30:00Z ok")
        ),
        finding("data.backup.recent", "web-01", unknown, reason="stale", because="attested until 2025-10-01"),
        finding("data.personal.masked", "db-01", bad, "2 files, cn-mobile 412", subject="/srv/导出/客户.csv"),
        finding("application.nginx.tls_versions", "web-01", bad, "TLSv1, TLSv1.2", waiver=WAIVER),
        finding("application.nginx.tls_versions", "db-01", Outcome.NOT_APPLICABLE, because="nginx is not installed"),
        finding("application.postgresql.host_ssl", "db-01", bad, "1 line", seen=pg),
    )


def _summary(findings: tuple[Finding, ...], controls: tuple[ControlResult, ...]) -> Summary:
    figures = {
        Layer.PHYSICAL: (ScoreInterval(20.0, 100.0, 20.0), 0.0, 7.2),
        Layer.NETWORK: (ScoreInterval(33.3, 66.7, 66.6), 8.5, 9.1),
        Layer.HOST: (ScoreInterval(38.46, 69.23, 69.2), 10.0, 10.0),
        Layer.DATA: (ScoreInterval(50.0, 75.0, 75.0), 4.6, 7.4),
        Layer.APPLICATION: (ScoreInterval(0.0, 0.0, 100.0), 6.9, 6.9),
    }
    layers = {
        layer: LayerSummary(score, low, high, Counter(f.outcome for f in findings if f.layer is layer))
        for layer, (score, low, high) in figures.items()
    }
    outcomes = Counter(f.outcome for f in findings)
    ladder = _ladder(0, _third({control.id: control.verdict for control in controls}))
    return Summary(ScoreInterval(41.27, 68.25, 73.02), 10.0, 10.0, 0, ControlVerdict.UNMET, outcomes, layers, ladder)


def _ladder(attained: int, third: LevelStanding) -> tuple[LevelStanding, ...]:
    met, unmet, partial = ControlVerdict.MET, ControlVerdict.UNMET, ControlVerdict.PARTIAL
    unassessed, void = ControlVerdict.UNASSESSED, ControlVerdict.NOT_APPLICABLE
    second = () if attained > 1 else ("7.1.4.1a", "7.1.4.2b")
    return (
        LevelStanding(1, attained > 0, {met: 24, void: 1}, (), ())
        if attained
        else LevelStanding(1, False, {unassessed: 25}, (), ("6.1.1.1", "6.1.1.2")),
        LevelStanding(2, attained > 1, {met: 54, unmet: len(second), void: 1}, second, ()),
        third,
        LevelStanding(
            4, False, {met: 60, unmet: 1, partial: 1, unassessed: 1}, ("9.1.4.1a", "9.1.4.2f"), ("9.1.1.9d",)
        ),
    )


def _third(verdicts: dict[str, ControlVerdict]) -> LevelStanding:
    bad = (ControlVerdict.UNMET, ControlVerdict.PARTIAL)
    return LevelStanding(
        3,
        False,
        Counter(verdicts.values()),
        tuple(clause for clause, said in verdicts.items() if said in bad),
        tuple(clause for clause, said in verdicts.items() if said is ControlVerdict.UNASSESSED),
    )


def _assets(controls: tuple[ControlResult, ...]) -> tuple[AssetResult, ...]:
    third = {name: _third({c.id: c.assets[name] for c in controls}) for name in ("db-01", "sw-core", "web-01")}
    db = AssetResult(
        name="db-01",
        target="ssh://audit@10.0.2.11",
        platform="Debian 12.8",
        zone="data",
        criticality=4,
        owner="数据库组",
        labels={"env": "prod", "机房": "上海二号"},
        status="partial",
        reason="no root: 2 questions were refused",
        score=ScoreInterval(46.1, 64.0, 82.1),
        risk=10.0,
        risk_upper=10.0,
        level_attained=1,
        ladder=_ladder(1, third["db-01"]),
        collected="2025-11-22T06:50:40Z",
        blind={"permission": 1, "truncated": 1, "not-attested": 1},
    )
    switch = replace(
        db,
        name="sw-core",
        target="ssh://audit@10.0.9.1:22",
        platform="",
        zone="core",
        criticality=None,
        owner="",
        labels={},
        status="unreachable",
        reason="no route to host",
        score=ScoreInterval(0.0, 100.0, 0.0),
        risk=0.0,
        risk_upper=8.5,
        level_attained=0,
        ladder=_ladder(0, third["sw-core"]),
        collected="",
        blind={"unreachable": 1},
    )
    web = replace(
        db,
        name="web-01",
        target="local:",
        platform="Ubuntu 24.04",
        zone="dmz",
        criticality=3,
        owner="平台组",
        status="complete",
        reason="",
        score=ScoreInterval(44.4, 61.1, 83.3),
        level_attained=2,
        ladder=_ladder(2, third["web-01"]),
        blind={"tool-missing": 1, "stale": 1, "error": 1, "not-attested": 1},
    )
    return (db, switch, web)


def _controls(findings: tuple[Finding, ...]) -> tuple[ControlResult, ...]:
    return tuple(_control(findings, clause) for clause in _DATA["clauses"])


def _control(findings: tuple[Finding, ...], clause: dict[str, str]) -> ControlResult:
    checks = [check for check, card in CARDS.items() if clause["id"] in card.controls]
    assets = {name: _verdict(findings, checks, name) for name in ("web-01", "db-01", "sw-core")}
    return ControlResult(
        **clause,
        layer="host",
        importance="key",
        verdict=over_assets(assets.values()),
        assets=assets,
        checks=(*checks, "host.never.ran") if clause["id"] == "8.1.4.2f" else tuple(checks),
    )


def _verdict(findings: tuple[Finding, ...], checks: list[str], asset: str) -> ControlVerdict:
    """Checks that say nothing of an asset do not apply to it; without any check a person would have to state it."""
    if not checks:
        return ControlVerdict.UNASSESSED
    by_check = [[f.outcome for f in findings if f.check == check and f.asset == asset] for check in checks]
    return verdict([worst_of(outcomes) for outcomes in by_check if outcomes])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
