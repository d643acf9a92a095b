"""What the asset is: distribution and kernel."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source
from posture.model.request import Read
from posture.parse.os_release import Platform, platform
from posture.probe.base import Probe

RELEASE = ("/etc/os-release", "/usr/lib/os-release")
KERNEL = "/proc/sys/kernel/osrelease"
HOSTNAME = "/etc/hostname"


def parse(answers: Answers) -> Evidence[Platform]:
    """The first os-release that is there; os-release(5) puts the one in /etc first."""
    for path in RELEASE:
        release = answers.file(path)
        if isinstance(release, Observed):
            kernel, name = answers.file(KERNEL), answers.file(HOSTNAME)
            return Observed(
                platform(
                    release.value,
                    kernel.value.text.strip() if isinstance(kernel, Observed) else "",
                    name.value.text.strip() if isinstance(name, Observed) else "",
                ),
                release.sources,
            )
        if not isinstance(release, Absent):
            return release
    return Absent(tuple(Source(path) for path in RELEASE))


PLATFORM = Probe(
    name="platform",
    record=Platform,
    about="Distribution, version and kernel.",
    requests=(*(Read(path, limit=65536) for path in RELEASE), Read(KERNEL, limit=4096), Read(HOSTNAME, limit=4096)),
    parse=parse,
)
