"""Local accounts: who there is, and what new accounts get. World-readable on every system."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Redaction
from posture.parse.accounts import Accounts, parse_group, parse_nsswitch, parse_passwd
from posture.parse.login_defs import LoginDefs, parse_login_defs
from posture.probe.base import Probe

PASSWD = "/etc/passwd"
GROUP = "/etc/group"
NSSWITCH = "/etc/nsswitch.conf"
LOGIN_DEFS_FILE = "/etc/login.defs"
USERADD = "/etc/default/useradd"


def parse(answers: Answers) -> Evidence[Accounts]:
    """Absent without /etc/passwd; a missing group or nsswitch file counts as empty, an unreadable one does not."""
    files: dict[str, File | None] = {}
    for path in (PASSWD, GROUP, NSSWITCH):
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            return answer
        files[path] = answer.value if isinstance(answer, Observed) else None
    passwd, group, nsswitch = files[PASSWD], files[GROUP], files[NSSWITCH]
    if passwd is None:
        return Absent((Source(PASSWD),))
    accounts, compat = parse_passwd(passwd)
    groups, group_compat = parse_group(group) if group else ((), ())
    sources = parse_nsswitch(nsswitch) if nsswitch else {}
    record = Accounts(accounts, groups, (*compat, *group_compat), sources)
    return Observed(record, tuple(file.source() for file in files.values() if file))


def parse_defaults(answers: Answers) -> Evidence[LoginDefs]:
    """Absent only when neither file is there; the tools' own defaults fill what they leave out."""
    login_defs, useradd = answers.file(LOGIN_DEFS_FILE), answers.file(USERADD)
    if isinstance(login_defs, Unavailable):
        return login_defs
    if isinstance(useradd, Unavailable):
        return useradd
    found = [answer.value if isinstance(answer, Observed) else None for answer in (login_defs, useradd)]
    if found == [None, None]:
        return Absent((Source(LOGIN_DEFS_FILE), Source(USERADD)))
    return Observed(parse_login_defs(found[0], found[1]), tuple(file.source() for file in found if file))


ACCOUNTS = Probe(
    name="accounts",
    record=Accounts,
    about="Local accounts and groups, and which other directories nsswitch.conf asks.",
    requests=(Read(PASSWD, redact=Redaction.SHADOW), Read(GROUP, redact=Redaction.SHADOW), Read(NSSWITCH)),
    parse=parse,
)

LOGIN_DEFS = Probe(
    name="login_defs",
    record=LoginDefs,
    about="What new accounts get: /etc/login.defs and /etc/default/useradd.",
    requests=(Read(LOGIN_DEFS_FILE), Read(USERADD)),
    parse=parse_defaults,
)
