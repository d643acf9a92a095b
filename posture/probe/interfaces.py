"""Network interfaces, from /sys/class/net and /proc/sys/net."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Read
from posture.parse.interfaces import Interfaces, Parameters, read_interfaces
from posture.probe.base import Probe

FLAGS = "/sys/class/net/*/flags"
WIRELESS = ("/sys/class/net/*/wireless", "/sys/class/net/*/phy80211")
MASTER = "/sys/class/net/*/master"
PARAMETERS = {
    "rp_filter": "/proc/sys/net/ipv4/conf/*/rp_filter",
    "accept_redirects6": "/proc/sys/net/ipv6/conf/*/accept_redirects",
    "accept_ra6": "/proc/sys/net/ipv6/conf/*/accept_ra",
}


def parse(answers: Answers) -> Evidence[Interfaces]:
    """Unavailable where a kernel does not run: files do not say which interfaces there will be."""
    flags = answers.files(FLAGS)
    if isinstance(flags, Unavailable):
        return flags
    if isinstance(flags, Absent):
        return Unavailable(Reason.UNSUPPORTED, "no /sys/class/net to look into", (Source(FLAGS),))
    paths: dict[str, list[str]] = {}
    for pattern in (*WIRELESS, MASTER):
        metas = answers.metas(pattern)
        if isinstance(metas, Unavailable):
            return metas
        paths[pattern] = [meta.path for meta in metas.value] if isinstance(metas, Observed) else []
    values = {name: answers.files(pattern) for name, pattern in PARAMETERS.items()}
    seen = {name: answer.value for name, answer in values.items() if isinstance(answer, Observed)}
    wireless = [path for pattern in WIRELESS for path in paths[pattern]]
    return Observed(read_interfaces(flags.value, wireless, paths[MASTER], Parameters(**seen)), flags.sources)


INTERFACES = Probe(
    name="interfaces",
    record=Interfaces,
    about="Network interfaces: up, promiscuous, wireless, and parameters that each has for itself.",
    requests=(
        Read(FLAGS, limit=4096, most=1000),
        *(Look(pattern) for pattern in (*WIRELESS, MASTER)),
        *(Read(pattern, limit=4096, most=1000) for pattern in PARAMETERS.values()),
    ),
    parse=parse,
)
