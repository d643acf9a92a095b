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
from posture.parse.key_files import KeyFiles, others_may_write, owner_and_mode
from posture.parse.mounts import Mount, Mounts
from posture.parse.startup import Startup
from posture.parse.sudoers import Grant, Sudoers
from posture.parse.sysctl import Sysctl
from posture.parse.tree_walk import TreeWalk
from posture.probe.base import Probe

__all__ = [
    "Absence",
    "Absent",
    "Answers",
    "Evidence",
    "Fail",
    "File",
    "Grant",
    "Interest",
    "KeyFiles",
    "Layer",
    "Look",
    "Meta",
    "Mount",
    "Mounts",
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
    "Startup",
    "Sudoers",
    "Sysctl",
    "Tighter",
    "TlsOffer",
    "TreeWalk",
    "Unavailable",
    "Unknown",
    "Verdict",
    "Walk",
    "check",
    "others_may_write",
    "owner_and_mode",
    "refine",
]
