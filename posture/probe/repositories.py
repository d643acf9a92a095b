"""Where packages come from, and whether their signatures are checked."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Redaction
from posture.model.setting import Setting
from posture.parse.apt_conf import apt_settings
from posture.parse.assignments import assignments
from posture.parse.repositories import YES, Repositories, Repository, deb822, one_line, yum
from posture.probe.base import Probe
from posture.probe.found import found

LIST, LISTS, STANZAS = "/etc/apt/sources.list", "/etc/apt/sources.list.d/*.list", "/etc/apt/sources.list.d/*.sources"
CONFIG, CONFIGS = "/etc/apt/apt.conf", "/etc/apt/apt.conf.d/*"
YUM, DNF, REPOS = "/etc/yum.conf", "/etc/dnf/dnf.conf", "/etc/yum.repos.d/*.repo"
PATHS = (LIST, LISTS, STANZAS, CONFIG, CONFIGS, YUM, DNF, REPOS)
"""Read with secrets taken out: credentials for private archives stand in addresses."""
WEAK = (
    "apt::get::allowunauthenticated",
    "acquire::allowinsecurerepositories",
    "acquire::allowweakrepositories",
    "acquire::allowdowngradetoinsecurerepositories",
)


def parse(answers: Answers) -> Evidence[Repositories]:
    """Absent without any source; Unavailable when one cannot be read (credentials may stand in it)."""
    files: dict[str, tuple[File, ...]] = {}
    for path in PATHS:
        answer = found(answers, path)
        if isinstance(answer, Unavailable):
            return answer
        files[path] = answer.value if isinstance(answer, Observed) else ()
    sources: list[Repository] = [source for path in (LIST, LISTS) for file in files[path] for source in one_line(file)]
    sources += [source for file in files[STANZAS] for source in deb822(file)]
    main = {name: value for path in (YUM, DNF) for file in files[path] for name, value in assignments(file).items()}
    checked = "gpgcheck" in main and str(main["gpgcheck"].value).lower() in YES
    sources += [source for file in files[REPOS] for source in yum(file, checked)]
    settings = apt_settings((*sorted(files[CONFIGS], key=lambda file: file.path), *files[CONFIG]))
    weakened = [Setting(f"{name} {settings[name].value}", settings[name].at) for name in WEAK if name in settings]
    weakened = [setting for setting in weakened if str(setting.value).rpartition(" ")[2].lower() in YES]
    if not sources and not any(files.values()):
        return Absent((Source(LIST), Source(REPOS)))
    seen = tuple(file.source() for path in (LIST, LISTS, STANZAS, REPOS) for file in files[path])
    return Observed(Repositories(tuple(sources), tuple(weakened)), seen)


REPOSITORIES = Probe(
    name="repositories",
    record=Repositories,
    about="Package sources of apt, yum and dnf, and whether their signatures are checked.",
    requests=tuple(
        Read(path, redact=Redaction.SETTINGS) for path in (LIST, LISTS, STANZAS, CONFIG, CONFIGS, YUM, DNF, REPOS)
    ),
    parse=parse,
)
