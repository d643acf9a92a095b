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
from posture.parse.account_files import AccountFiles
from posture.parse.accounts import Account, Accounts, Group
from posture.parse.audit import Audit
from posture.parse.audit_rules import Rule, Ruleset
from posture.parse.clock import Clock
from posture.parse.firewall import Firewall
from posture.parse.forwarding import Destination, Forwarding
from posture.parse.homes import Home, Homes
from posture.parse.installed import Installed
from posture.parse.journald import Journald
from posture.parse.key_files import KeyFiles, others_may_write, owner_and_mode
from posture.parse.listeners import Listener, Listeners
from posture.parse.log_files import LogFiles
from posture.parse.login_defs import LoginDefs
from posture.parse.logrotate import Logrotate
from posture.parse.mounts import Mount, Mounts
from posture.parse.netfilter import Chain, FilterRule, Narrow
from posture.parse.os_release import Platform
from posture.parse.pam_policy import Pam
from posture.parse.pg_hba import HbaCluster, HbaRule, PgHba
from posture.parse.postgresql import Postgresql
from posture.parse.shadow import PasswordState, Shadow, ShadowEntry
from posture.parse.shell_profile import ShellProfile
from posture.parse.ssh_keys import SshHostKeys
from posture.parse.sshd import Sshd
from posture.parse.startup import Startup
from posture.parse.sudoers import Grant, Sudoers
from posture.parse.sysctl import Sysctl
from posture.parse.tree_walk import TreeWalk
from posture.probe.base import Probe

__all__ = [
    "Absence",
    "Absent",
    "Account",
    "AccountFiles",
    "Accounts",
    "Answers",
    "Audit",
    "Chain",
    "Clock",
    "Destination",
    "Evidence",
    "Fail",
    "File",
    "FilterRule",
    "Firewall",
    "Forwarding",
    "Grant",
    "Group",
    "HbaCluster",
    "HbaRule",
    "Home",
    "Homes",
    "Installed",
    "Interest",
    "Journald",
    "KeyFiles",
    "Layer",
    "Listener",
    "Listeners",
    "LogFiles",
    "LoginDefs",
    "Logrotate",
    "Look",
    "Meta",
    "Mount",
    "Mounts",
    "Narrow",
    "NotApplicable",
    "Observed",
    "OpenPorts",
    "Output",
    "Pam",
    "Param",
    "Pass",
    "PasswordState",
    "PgHba",
    "Platform",
    "Postgresql",
    "Probe",
    "Read",
    "Reason",
    "Redaction",
    "Rule",
    "Ruleset",
    "Run",
    "Setting",
    "Shadow",
    "ShadowEntry",
    "ShellProfile",
    "Source",
    "SshHostKeys",
    "SshOffer",
    "Sshd",
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
