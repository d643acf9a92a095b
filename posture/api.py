"""All that a check author imports.

    from posture.api import Fail, Layer, Pass, check, Accounts

A check is a judge: it takes typed records by type and yields verdicts. Records come from probes; an author
who needs a new question writes a `Probe` in a package of their own, under the entry point `posture.probes`.
"""

from __future__ import annotations

from posture.catalog.module import check
from posture.model.answer import Answers, File, Meta, OpenPorts, Output, SshOffer, TlsOffer
from posture.model.check import Absence, Param, Tighter
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable, refine
from posture.model.layer import Layer
from posture.model.request import Interest, Look, Read, Redaction, Run, Walk
from posture.model.setting import Setting
from posture.model.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from posture.parse.sysctl import Sysctl
from posture.probe.base import Probe

__all__ = [
    "Absence",
    "Absent",
    "Answers",
    "Evidence",
    "Fail",
    "File",
    "Interest",
    "Layer",
    "Look",
    "Meta",
    "NotApplicable",
    "Observed",
    "OpenPorts",
    "Output",
    "Param",
    "Pass",
    "Probe",
    "Read",
    "Reason",
    "Redaction",
    "Run",
    "Setting",
    "Source",
    "SshOffer",
    "Sysctl",
    "Tighter",
    "TlsOffer",
    "Unavailable",
    "Unknown",
    "Verdict",
    "Walk",
    "check",
    "refine",
]
