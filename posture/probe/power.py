"""Whether the machine listens to a UPS."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read
from posture.parse.power import Power, nut_mode, ups_type
from posture.probe.base import Probe

NUT = ("/etc/nut/nut.conf", "/etc/ups/nut.conf")
MONITOR = ("/etc/nut/upsmon.conf", "/etc/ups/upsmon.conf")
APCUPSD = "/etc/apcupsd/apcupsd.conf"


def parse(answers: Answers) -> Evidence[Power]:
    """Absent where neither NUT nor apcupsd has a configuration. NUT's folder may be root's and nut's alone."""
    nut, monitor = None, False
    for path in NUT:
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed) and nut is None:
            nut = nut_mode(answer.value)
    for path in MONITOR:
        meta = answers.meta(path)
        if isinstance(meta, Unavailable):
            return meta
        monitor = monitor or isinstance(meta, Observed)
    conf = answers.file(APCUPSD)
    if isinstance(conf, Unavailable):
        return conf
    apc = ups_type(conf.value) if isinstance(conf, Observed) else None
    if nut is None and apc is None and not monitor:
        return Absent((Source(NUT[0]), Source(APCUPSD)))
    places = [setting.at for setting in (nut, apc) if setting is not None and setting.at is not None]
    return Observed(Power(nut, monitor, apc), tuple(places))


POWER = Probe(
    name="power",
    record=Power,
    about="Whether NUT or apcupsd is set up. The file with NUT's password is looked at, not read.",
    requests=(*(Read(path) for path in NUT), *(Look(path) for path in MONITOR), Read(APCUPSD)),
    parse=parse,
)
