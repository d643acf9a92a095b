"""The audit system: /etc/audit, and, with the rights to ask, the rules the kernel holds."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Run
from posture.parse.audit import Audit, daemon_settings
from posture.parse.audit_rules import Ruleset, from_file, from_folder, from_kernel
from posture.probe.base import Probe

CONFIG, FOLDER, RULES = "/etc/audit/auditd.conf", "/etc/audit/rules.d/*.rules", "/etc/audit/audit.rules"
LIST, STATUS = ("auditctl", "-l"), ("auditctl", "-s")


def parse(answers: Answers) -> Evidence[Audit]:
    """Absent without any file of the audit daemon. Rules of rules.d replace audit.rules, as augenrules writes it."""
    config, folder, rules = answers.file(CONFIG), answers.files(FOLDER), answers.file(RULES)
    for answer in (config, folder, rules):
        if isinstance(answer, Unavailable):
            return answer
    if isinstance(config, Absent) and isinstance(folder, Absent) and isinstance(rules, Absent):
        return Absent((Source(CONFIG), Source(FOLDER), Source(RULES)))
    configured = Ruleset()
    if isinstance(folder, Observed):
        configured = from_folder(folder.value)
    elif isinstance(rules, Observed):
        configured = from_file(rules.value)
    listed, status = answers.ok(*LIST), answers.ok(*STATUS)
    loaded = None
    if isinstance(listed, Observed):
        loaded = from_kernel(listed.value, status.value if isinstance(status, Observed) else None)
    daemon = daemon_settings(config.value) if isinstance(config, Observed) else {}
    sources = tuple(source for answer in (config, folder, rules, listed) for source in answer.sources)
    return Observed(Audit(daemon, configured, loaded), sources)


AUDIT = Probe(
    name="audit",
    record=Audit,
    about="The audit daemon's settings, the rules of its files, and the rules that are loaded.",
    requests=(Read(CONFIG), Read(FOLDER), Read(RULES), Run(LIST, root=True), Run(STATUS, root=True)),
    parse=parse,
)
