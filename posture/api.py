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
from posture.model.request import Interest, Kind, Look, Read, Redaction, Run, Walk
from posture.model.setting import Setting
from posture.model.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from posture.parse.account_files import AccountFiles
from posture.parse.accounts import Account, Accounts, Group
from posture.parse.app_settings import AppFile, AppSettings
from posture.parse.audit import Audit
from posture.parse.audit_rules import Rule, Ruleset
from posture.parse.auto_updates import AutoUpdates
from posture.parse.backup import Backup, Job
from posture.parse.boot_loader import BootLoader
from posture.parse.boot_trust import BootTrust
from posture.parse.certificates import Certificate, Certificates
from posture.parse.clamav import Clamav
from posture.parse.clock import Clock
from posture.parse.console_command import is_getty, open_door
from posture.parse.consoles import Consoles
from posture.parse.core_dumps import CoreDumps
from posture.parse.disks import Disks, Swap, device_name, is_disk, named
from posture.parse.docker import Docker
from posture.parse.exports import Export, Exports
from posture.parse.file_monitor import FileMonitor
from posture.parse.firewall import Firewall
from posture.parse.forwarding import Destination, Forwarding
from posture.parse.homes import Home, Homes
from posture.parse.inetd import Inetd, InetService
from posture.parse.installed import Installed
from posture.parse.interfaces import Interface, Interfaces
from posture.parse.journald import Journald
from posture.parse.kernel_line import KernelLines, doors
from posture.parse.kernel_modules import KernelModules
from posture.parse.key_files import KeyFiles, others_may_write, owner_and_mode
from posture.parse.listeners import Listener, Listeners
from posture.parse.log_files import LogFiles
from posture.parse.login_defs import LoginDefs
from posture.parse.logrotate import Logrotate
from posture.parse.mac import Mac
from posture.parse.mounts import Mount, Mounts
from posture.parse.mysql import Mysql
from posture.parse.netfilter import Chain, FilterRule, Narrow
from posture.parse.os_release import Platform
from posture.parse.pam_policy import Pam
from posture.parse.personal_files import PersonalData, PersonalFile
from posture.parse.pg_hba import HbaCluster, HbaRule, PgHba
from posture.parse.postgresql import Postgresql
from posture.parse.power import Power
from posture.parse.reboot_keys import RebootKeys
from posture.parse.redis import Redis, RedisInstance
from posture.parse.repositories import Repositories
from posture.parse.rescue import Rescue, asks
from posture.parse.resolver import Resolver
from posture.parse.routes import Routes
from posture.parse.rsyncd import Rsyncd
from posture.parse.samba import Samba
from posture.parse.sensitive_files import SensitiveFiles, Suspect
from posture.parse.sensors import Sensors
from posture.parse.shadow import PasswordState, Shadow, ShadowEntry
from posture.parse.shell_profile import ShellProfile
from posture.parse.snmpd import Snmpd
from posture.parse.ssh_keys import SshHostKeys
from posture.parse.sshd import Sshd
from posture.parse.startup import Startup
from posture.parse.sudoers import Grant, Sudoers
from posture.parse.sysctl import Sysctl
from posture.parse.systemd_boot import SystemdBoot
from posture.parse.thunderbolt import Thunderbolt
from posture.parse.time_sync import TimeSync
from posture.parse.tree_walk import TreeWalk
from posture.parse.updates import Updates
from posture.parse.usbguard import Usbguard
from posture.parse.web_root import WebRoot
from posture.probe.base import Probe

__all__ = [
    "Absence",
    "Absent",
    "Account",
    "AccountFiles",
    "Accounts",
    "Answers",
    "AppFile",
    "AppSettings",
    "Audit",
    "AutoUpdates",
    "Backup",
    "BootLoader",
    "BootTrust",
    "Certificate",
    "Certificates",
    "Chain",
    "Clamav",
    "Clock",
    "Consoles",
    "CoreDumps",
    "Destination",
    "Disks",
    "Docker",
    "Evidence",
    "Export",
    "Exports",
    "Fail",
    "File",
    "FileMonitor",
    "FilterRule",
    "Firewall",
    "Forwarding",
    "Grant",
    "Group",
    "HbaCluster",
    "HbaRule",
    "Home",
    "Homes",
    "InetService",
    "Inetd",
    "Installed",
    "Interest",
    "Interface",
    "Interfaces",
    "Job",
    "Journald",
    "KernelLines",
    "KernelModules",
    "KeyFiles",
    "Kind",
    "Layer",
    "Listener",
    "Listeners",
    "LogFiles",
    "LoginDefs",
    "Logrotate",
    "Look",
    "Mac",
    "Meta",
    "Mount",
    "Mounts",
    "Mysql",
    "Narrow",
    "NotApplicable",
    "Observed",
    "OpenPorts",
    "Output",
    "Pam",
    "Param",
    "Pass",
    "PasswordState",
    "PersonalData",
    "PersonalFile",
    "PgHba",
    "Platform",
    "Postgresql",
    "Power",
    "Probe",
    "Read",
    "Reason",
    "RebootKeys",
    "Redaction",
    "Redis",
    "RedisInstance",
    "Repositories",
    "Rescue",
    "Resolver",
    "Routes",
    "Rsyncd",
    "Rule",
    "Ruleset",
    "Run",
    "Samba",
    "SensitiveFiles",
    "Sensors",
    "Setting",
    "Shadow",
    "ShadowEntry",
    "ShellProfile",
    "Snmpd",
    "Source",
    "SshHostKeys",
    "SshOffer",
    "Sshd",
    "Startup",
    "Sudoers",
    "Suspect",
    "Swap",
    "Sysctl",
    "SystemdBoot",
    "Thunderbolt",
    "Tighter",
    "TimeSync",
    "TlsOffer",
    "TreeWalk",
    "Unavailable",
    "Unknown",
    "Updates",
    "Usbguard",
    "Verdict",
    "Walk",
    "WebRoot",
    "asks",
    "check",
    "device_name",
    "doors",
    "is_disk",
    "is_getty",
    "named",
    "open_door",
    "others_may_write",
    "owner_and_mode",
    "refine",
]
