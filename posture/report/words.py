"""The words a report uses for results, with what each means and how each is drawn.

`tone` chooses the colour and `shape` the symbol, so that no meaning rests on colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posture.model.evidence import Reason
from posture.model.layer import Layer
from posture.model.outcome import ControlVerdict, Outcome, Severity


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `key` in data, `label` for people, `tone` one of good, bad, open, mute."""

    key: str
    label: str
    tone: str
    shape: str
    meaning: str = ""


OUTCOMES: Mapping[Outcome, Word] = {
    Outcome.FAIL: Word("fail", "Fail", "bad", "cross", "We looked, and it is not as it should be."),
    Outcome.ERROR: Word("error", "Error", "open", "alarm", "The check itself broke. Nothing is known about the asset."),
    Outcome.UNKNOWN: Word(
        "unknown", "Unknown", "open", "ask", "We could not look, or what came back could not be judged."
    ),
    Outcome.NOT_CHECKED: Word(
        "notchecked", "Not checked", "open", "hollow", "Only a person can answer, and nobody has yet."
    ),
    Outcome.PASS: Word("pass", "Pass", "good", "tick", "We looked, and it is as it should be."),
    Outcome.NOT_APPLICABLE: Word(
        "notapplicable",
        "Not applicable",
        "mute",
        "dash",
        "The question makes no sense here; the reason is given.",
    ),
}
"""Worst first: the order in which outcomes are listed."""

VERDICTS: Mapping[ControlVerdict, Word] = {
    ControlVerdict.UNMET: Word("unmet", "Unmet", "bad", "cross", "What decides the clause failed."),
    ControlVerdict.PARTIAL: Word("partial", "Partly met", "bad", "half", "Some of what decides the clause failed."),
    ControlVerdict.UNASSESSED: Word(
        "unassessed",
        "Unassessed",
        "open",
        "hollow",
        "Nobody has looked at the clause yet, or not at all of it.",
    ),
    ControlVerdict.MET: Word("met", "Met", "good", "tick", "All that decides the clause passed."),
    ControlVerdict.NOT_APPLICABLE: Word(
        "notapplicable", "Not applicable", "mute", "dash", "The clause does not concern what was assessed."
    ),
}
"""Worst first."""

SEVERITIES: Mapping[Severity, Word] = {
    Severity.CRITICAL: Word("critical", "Critical", "bad", "bars-4", "9.0 to 10.0"),
    Severity.HIGH: Word("high", "High", "bad", "bars-3", "7.0 to 8.9"),
    Severity.MEDIUM: Word("medium", "Medium", "open", "bars-2", "4.0 to 6.9"),
    Severity.LOW: Word("low", "Low", "mute", "bars-1", "0.1 to 3.9"),
    Severity.NONE: Word("none", "None", "mute", "bars-0", "0.0"),
}

ASSET_STATUS: Mapping[str, Word] = {
    "complete": Word("complete", "Complete", "good", "tick", "All questions were answered."),
    "partial": Word("partial", "Partial", "open", "half", "Some questions could not be answered."),
    "unreachable": Word("unreachable", "Unreachable", "bad", "cross", "The asset could not be reached at all."),
}

ATTAINED = Word("attained", "Attained", "good", "tick")
NOT_ATTAINED = Word("missed", "Not attained", "bad", "cross")
WAIVED = Word("waived", "Waived", "mute", "half", "A failure that was accepted; it stays a failure.")

LAYERS: Mapping[Layer, str] = {
    Layer.PHYSICAL: "Physical",
    Layer.NETWORK: "Network",
    Layer.HOST: "Host",
    Layer.DATA: "Data",
    Layer.APPLICATION: "Application",
}

DOMAINS: Mapping[str, tuple[str, str]] = {
    "physical": ("Physical environment", "安全物理环境"),
    "communication": ("Communication network", "安全通信网络"),
    "boundary": ("Area boundary", "安全区域边界"),
    "computing": ("Computing environment", "安全计算环境"),
    "centre": ("Management centre", "安全管理中心"),
}
"""Names of the domains of GB/T 22239-2019 by their short form; other baselines speak for themselves."""

FRAMEWORKS: Mapping[str, str] = {
    "attack": "MITRE ATT&CK",
    "cis-controls-8": "CIS Controls v8",
    "iso-27001": "ISO/IEC 27001",
    "mlps": "MLPS",
    "nist-800-53": "NIST SP 800-53",
}

REMEDIES: Mapping[str, tuple[str, str]] = {
    Reason.PERMISSION: (
        "The scanner was not allowed to look.",
        "Scan as root, or add `--sudo`. `posture privileges --sudoers` prints the rule for exactly what is read.",
    ),
    Reason.UNREACHABLE: (
        "The target did not answer.",
        "Check the address, the port, the firewall and the login with plain `ssh`, then scan again.",
    ),
    Reason.TIMEOUT: (
        "The answer took longer than its time budget.",
        "Scan again when the asset is less busy. If it recurs, run the question by hand and see what makes it slow.",
    ),
    Reason.TOOL_MISSING: (
        "The program that answers is not installed on the target.",
        "Install the program named in the finding, then scan again.",
    ),
    Reason.TRUNCATED: (
        "The answer was longer than its size bound. Half an answer is not judged.",
        "Look at the file or output by hand, and find out why it is so large.",
    ),
    Reason.NOT_IN_BUNDLE: (
        "The recording holds no answer to this question.",
        "Collect the bundle again with this version and with the same checks selected.",
    ),
    Reason.UNPARSABLE: (
        "An answer came, but it could not be read with certainty.",
        "Look for a syntax fault at the place named; if there is none, report the case with its bundle.",
    ),
    Reason.UNSUPPORTED: (
        "This kind of target cannot answer the question.",
        "Reach the asset another way, for example over `ssh://` instead of a copy of its files.",
    ),
    Reason.STALE: (
        "The attestation has expired.",
        "Have the responsible person look again, and renew the entry with its new end date.",
    ),
    Reason.FAILED: (
        "The program ran but gave no answer.",
        "Run the command named in the finding on the asset, mend what it complains about, then scan again.",
    ),
    Reason.NOT_ATTESTED: (
        "Only a person can answer, and nobody has yet.",
        "Fill in the attestation sheet: `posture attest template` writes it, `--attestations FILE` hands it in.",
    ),
    Outcome.ERROR: (
        "The check itself broke. This is a defect of the check, not of the asset.",
        "Find the traceback in the log of the run and report it. Until then the question is open.",
    ),
}
"""By reason word: what happened, and how to mend it."""

WAITS_FOR_A_PERSON = (
    "Their checks, if they have any, left nothing open; a person has to state the rest.",
    "Fill in the attestation sheet: `posture attest template` writes it, `--attestations FILE` hands it in.",
)
"""For clauses that are unassessed although no finding says so."""

NO_REASON = (
    "No reason was recorded.",
    "See the finding for what is known, and look at the asset by hand.",
)

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Compliance",
        "The share of the applicable, weighted requirements that are met, in percent. It says how much of the "
        "baseline is kept, not how dangerous the rest is.",
    ),
    (
        "Interval",
        "The low end counts everything that is not known as not met, the high end counts it as met. The truth lies "
        "between. The low end is the headline, because what nobody has looked at is no achievement.",
    ),
    (
        "Coverage",
        "The share of the applicable weight that is known. A wide interval and a low coverage are the same fact.",
    ),
    (
        "Risk",
        "0 to 10, from known failures only: the worst weakness, raised a little by each further one. The upper bound "
        "adds what is not known as if it had failed. Compliance and risk are never blended.",
    ),
    (
        "Severity",
        "How bad a failure of the check is in general: the CVSS band of its CCSS base score (NISTIR 7502, which "
        "names no bands of its own). Risk bands use the same limits.",
    ),
    (
        "Level attained",
        "The highest level at which every applicable clause is met, and every level below it too.",
    ),
    (
        "Clause, control",
        "One requirement of the baseline. Over several assets the worst verdict counts.",
    ),
    (
        "Waived",
        "A failure that a named person accepted for a stated reason until a stated day. It stays a failure.",
    ),
    (
        "Blind spot",
        "A question without an answer: unknown, error or not checked. It is never counted as passed.",
    ),
)
