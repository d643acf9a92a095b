"""The SNMP agent of Net-SNMP."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Redaction
from posture.parse.snmpd import Snmpd, read_snmpd
from posture.probe.base import Probe

MAIN = "/etc/snmp/snmpd.conf"
OTHERS = ("/etc/snmp/snmpd.local.conf", "/etc/snmp/snmpd.conf.d/*.conf")


def parse(answers: Answers) -> Evidence[Snmpd]:
    """Absent without a configuration: the agent then answers nobody."""
    files: list[File] = []
    for path in (MAIN, *OTHERS):
        if Read(path).is_glob:
            many = answers.files(path)
            if isinstance(many, Unavailable):
                return many
            files += many.value if isinstance(many, Observed) else ()
        else:
            one = answers.file(path)
            if isinstance(one, Unavailable):
                return one
            files += [one.value] if isinstance(one, Observed) else []
    if not files:
        return Absent((Source(MAIN),))
    return Observed(read_snmpd(tuple(files)), tuple(file.source() for file in files))


SNMPD = Probe(
    name="snmpd",
    record=Snmpd,
    about="Communities and users of the SNMP agent, by kind: their names stay where they are.",
    requests=tuple(Read(path, redact=Redaction.SNMP) for path in (MAIN, *OTHERS)),
    parse=parse,
)
