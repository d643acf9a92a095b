"""Home folders: looked at by name after /etc/passwd has said whose they are."""

from __future__ import annotations

from posture.model.answer import Answers, Meta
from posture.model.evidence import Absent, Evidence, Observed, Reason, Unavailable
from posture.model.request import WILDCARDS, Look, Read, Redaction, Request
from posture.parse.accounts import Account, parse_passwd
from posture.parse.homes import KEYS, RISKY, Home, Homes
from posture.parse.login_defs import parse_login_defs
from posture.probe.base import Probe

PASSWD = "/etc/passwd"
LOGIN_DEFS = "/etc/login.defs"
MOST = 200
"""Homes looked at: some two thousand questions at most."""


def parse(answers: Answers) -> Evidence[Homes]:
    """Absent without /etc/passwd; what cannot be seen in one home does not hide the others."""
    passwd = answers.file(PASSWD)
    if not isinstance(passwd, Observed):
        return passwd
    people = _people(answers)
    homes = tuple(_home(answers, account) for account in people[:MOST])
    return Observed(Homes(homes, max(0, len(people) - MOST)), passwd.sources)


def follow(answers: Answers) -> tuple[Request, ...]:
    """The homes themselves, and the files in them."""
    folders = dict.fromkeys(account.home for account in _people(answers)[:MOST] if _plain(account.home))
    return tuple(Look(path) for home in folders for path in (home, *(_inside(home, name) for name in (*RISKY, *KEYS))))


def _people(answers: Answers) -> tuple[Account, ...]:
    passwd = answers.file(PASSWD)
    if not isinstance(passwd, Observed):
        return ()
    defaults = answers.file(LOGIN_DEFS)
    limits = parse_login_defs(defaults.value if isinstance(defaults, Observed) else None, None)
    accounts, _ = parse_passwd(passwd.value)
    return tuple(account for account in accounts if account.is_person(limits.number("UID_MIN")))


def _home(answers: Answers, account: Account) -> Home:
    if not _plain(account.home):
        return Home(account, Unavailable(Reason.UNPARSABLE, f"{account.home!r} is no plain path", (account.at,)))
    folder = answers.meta(account.home)
    if isinstance(folder, Absent):
        return Home(account, folder)
    files: dict[str, Evidence[Meta]] = {name: answers.meta(_inside(account.home, name)) for name in (*RISKY, *KEYS)}
    return Home(account, folder, files)


def _plain(path: str) -> bool:
    return path.startswith("/") and not WILDCARDS & set(path) and "\n" not in path


def _inside(home: str, name: str) -> str:
    return f"{home.rstrip('/')}/{name}"


HOMES = Probe(
    name="homes",
    record=Homes,
    about="Owner and mode of the home folders of people, and of the files in them that let others in.",
    requests=(Read(PASSWD, redact=Redaction.SHADOW), Read(LOGIN_DEFS)),
    parse=parse,
    follow=follow,
)
