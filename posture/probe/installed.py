"""Which of the programs that security rests on are installed, told by their files."""

from __future__ import annotations

from collections.abc import Mapping

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Look
from posture.parse.installed import Installed
from posture.probe.base import Probe

PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "su": ("/usr/bin/su", "/bin/su"),
    "sudo": ("/usr/bin/sudo",),
    "auditd": ("/usr/sbin/auditd", "/sbin/auditd"),
    "rsyslogd": ("/usr/sbin/rsyslogd", "/sbin/rsyslogd"),
    "syslog-ng": ("/usr/sbin/syslog-ng", "/sbin/syslog-ng"),
    "journald": ("/usr/lib/systemd/systemd-journald", "/lib/systemd/systemd-journald"),
    "chronyd": ("/usr/sbin/chronyd", "/sbin/chronyd"),
    "ntpd": ("/usr/sbin/ntpd", "/sbin/ntpd"),
    "timesyncd": ("/usr/lib/systemd/systemd-timesyncd", "/lib/systemd/systemd-timesyncd"),
    "usbguard": ("/usr/sbin/usbguard-daemon", "/usr/bin/usbguard-daemon"),
    "upsmon": ("/usr/sbin/upsmon", "/sbin/upsmon"),
    "apcupsd": ("/usr/sbin/apcupsd", "/sbin/apcupsd"),
    # log shippers
    "filebeat": ("/usr/share/filebeat/bin/filebeat", "/usr/bin/filebeat"),
    "fluent-bit": ("/opt/fluent-bit/bin/fluent-bit", "/usr/bin/fluent-bit"),
    "fluentd": ("/opt/td-agent/bin/fluentd", "/opt/fluent/bin/fluentd"),
    "vector": ("/usr/bin/vector",),
    "promtail": ("/usr/bin/promtail", "/usr/local/bin/promtail"),
    "splunk forwarder": ("/opt/splunkforwarder/bin/splunkd",),
    "ilogtail": ("/usr/local/ilogtail/ilogtail",),
    "wazuh agent": ("/var/ossec/bin/wazuh-agentd", "/var/ossec/bin/ossec-agentd"),
    # against malicious code
    "clamav": ("/usr/sbin/clamd", "/usr/bin/clamscan"),
    "Microsoft Defender": ("/opt/microsoft/mdatp/sbin/wdavdaemon",),
    "Sophos": ("/opt/sophos-spl/bin", "/opt/sophos-av/bin"),
    "Trend Micro": ("/opt/ds_agent/ds_agent",),
    "Kaspersky": ("/opt/kaspersky/kesl/bin/kesl-control",),
    "ESET": ("/opt/eset/efs/sbin/startd", "/opt/eset/esets/sbin/esets_daemon"),
    "CrowdStrike": ("/opt/CrowdStrike/falcon-sensor",),
    "SentinelOne": ("/opt/sentinelone/bin/sentinelctl",),
    "Aegis (Alibaba Cloud)": ("/usr/local/aegis/aegis_client",),
    "YunJing (Tencent Cloud)": ("/usr/local/qcloud/YunJing",),
    "HostGuard (Huawei Cloud)": ("/usr/local/hostguard/bin",),
    # against changed files
    "aide": ("/usr/bin/aide", "/usr/sbin/aide"),
    "samhain": ("/usr/sbin/samhain", "/usr/local/sbin/samhain"),
    "tripwire": ("/usr/sbin/tripwire",),
    "osquery": ("/opt/osquery/bin/osqueryd", "/usr/bin/osqueryd"),
    "falco": ("/usr/bin/falco",),
}
CONTAINER = ("/.dockerenv", "/run/.containerenv")


def parse(answers: Answers) -> Evidence[Installed]:
    """Always observed; what could not be looked for is said by name."""
    found: dict[str, Source] = {}
    unseen: dict[str, Unavailable] = {}
    for name, paths in PROGRAMS.items():
        for path in paths:
            answer = answers.meta(path)
            if isinstance(answer, Observed):
                found.setdefault(name, Source(path))
            elif isinstance(answer, Unavailable):
                unseen.setdefault(name, answer)
    if len(unseen) == len(PROGRAMS):
        return next(iter(unseen.values()))
    marks = [path for path in CONTAINER if isinstance(answers.meta(path), Observed)]
    sources = tuple(found.values())[:3]
    return Observed(Installed(found, unseen, Source(marks[0]) if marks else None), sources)


INSTALLED = Probe(
    name="installed",
    record=Installed,
    about="Which log, audit, time, anti-malware and integrity programs are installed.",
    requests=tuple(Look(path) for path in (*(p for paths in PROGRAMS.values() for p in paths), *CONTAINER)),
    parse=parse,
)
