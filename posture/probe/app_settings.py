"""Settings files of applications below /opt, /srv and /var/www, with their secrets masked at the source."""

from __future__ import annotations

from dataclasses import replace

from posture.model.answer import Answers, File
from posture.model.evidence import Evidence, Observed, Reason, Unavailable
from posture.model.request import Look, Read, Redaction, Request
from posture.parse.app_settings import AppFile, AppSettings, read_settings
from posture.probe.base import Probe
from posture.probe.library import nothing

ROOTS = ("/opt", "/srv", "/var/www")
NAMES = (
    ".env",
    ".env.production",
    "application*.properties",
    "application*.yml",
    "application*.yaml",
    "settings.py",
    "config.json",
    "appsettings*.json",
    "wp-config.php",
    "config.php",
)
PATTERNS = tuple(f"{root}/{level}/{name}" for root in ROOTS for level in ("*", "*/*") for name in NAMES)


def _files(answers: Answers) -> tuple[dict[str, File], list[Unavailable]]:
    found: dict[str, File] = {}
    troubles: list[Unavailable] = []
    for pattern in PATTERNS:
        answer = answers.matches(pattern)
        if isinstance(answer, Unavailable):
            troubles.append(answer)
        elif isinstance(answer, Observed):
            found |= {file.path: file for file in answer.value.found}
            troubles += answer.value.troubles
    return found, troubles


def parse(answers: Answers) -> Evidence[AppSettings]:
    """Absent without any such file; files that could not be read stand beside those that could."""
    found, troubles = _files(answers)
    if found:
        troubles = [one for one in troubles if one.reason is not Reason.NOT_IN_BUNDLE]
    elif troubles:
        return troubles[0]
    else:
        return nothing(f"{root}/*/{name}" for root in ROOTS for name in NAMES[:2])
    files = tuple(_with_folders(answers, read_settings(found[path])) for path in sorted(found))
    return Observed(AppSettings(files, tuple(troubles)), tuple(file.source() for file in found.values()))


def _with_folders(answers: Answers, file: AppFile) -> AppFile:
    return replace(file, folders={path: answers.meta(path) for path in _folders(file.path)})


def _folders(path: str) -> list[str]:
    """The folders above a file, the root of the search first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(2, len(parts) + 1)]


def follow(answers: Answers) -> tuple[Request, ...]:
    """The folders above files that everybody may read: one that is closed keeps others out of all of them."""
    found, _ = _files(answers)
    readable = (file.path for file in found.values() if file.meta is not None and file.meta.mode & 0o004)
    return tuple(Look(path) for path in dict.fromkeys(folder for path in readable for folder in _folders(path)))


APP_SETTINGS = Probe(
    name="app_settings",
    record=AppSettings,
    about="Settings files of applications (.env, Spring, Django, .NET, JSON), secrets masked at the source.",
    requests=tuple(Read(pattern, redact=Redaction.SETTINGS) for pattern in PATTERNS),
    parse=parse,
    follow=follow,
)
