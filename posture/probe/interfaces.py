"""Network interfaces, from /sys/class/net and /proc/sys/net."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Read
from posture.parse.interfaces import Interfaces, read_interfaces
from posture.probe.base import Probe

FLAGS = "/sys/class/net/*/flags"
WIRELESS = ("/sys/class/net/*/wireless", "/sys/class/net/*/phy80211")
MASTER = "/sys/class/net/*/master"
RP_FILTER = "/proc/sys/net/ipv4/conf/*/rp_filter"


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
    checked = answers.files(RP_FILTER)
    values = checked.value if isinstance(checked, Observed) else ()
    wireless = [path for pattern in WIRELESS for path in paths[pattern]]
    return Observed(read_interfaces(flags.value, wireless, paths[MASTER], values), flags.sources)


INTERFACES = Probe(
    name="interfaces",
    record=Interfaces,
    about="Network interfaces: up, promiscuous, wireless, and the check of source addresses in force.",
    requests=(
        Read(FLAGS, limit=4096, most=1000),
        *(Look(pattern) for pattern in (*WIRELESS, MASTER)),
        Read(RP_FILTER, limit=4096, most=1000),
    ),
    parse=parse,
)
