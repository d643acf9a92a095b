"""Ctrl-Alt-Del: the target it starts, and what systemd does when it is pressed seven times in two seconds."""

from __future__ import annotations

from posture.model.answer import Answers, File, Meta
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Look, Read
from posture.model.setting import Setting
from posture.parse.reboot_keys import RebootKeys, inittab
from posture.parse.systemd_conf import ROOTS, merged, not_running
from posture.probe.base import Probe

TARGETS = tuple(f"{root}/system/ctrl-alt-del.target" for root in ROOTS)
CONF, INITTAB = "system.conf", "/etc/inittab"
MAIN = tuple(f"{root}/{CONF}" for root in ROOTS)
DROP_INS = tuple(f"{root}/{CONF}.d/*.conf" for root in ROOTS)


def parse(answers: Answers) -> Evidence[RebootKeys]:
    """Absent without systemd's target and without an inittab. The first target that is there counts."""
    for path in TARGETS:
        answer = answers.meta(path)
        if isinstance(answer, Unavailable) and not not_running(path, answer):
            if answer.reason is not Reason.UNSUPPORTED:
                return answer
            once = Setting(None, Source(path), undecided=answer.detail)  # a link to a device that a tree does not hold
        elif isinstance(answer, Observed):
            once = _target(path, answer.value)
        else:
            continue
        often = _burst(answers)
        return often if isinstance(often, Unavailable) else Observed(RebootKeys(once, often), (Source(path),))
    table = answers.file(INITTAB)
    if isinstance(table, Observed):
        return Observed(RebootKeys(inittab(table.value)), table.sources)
    return table if isinstance(table, Unavailable) else Absent((Source(TARGETS[-1]), Source(INITTAB)))


def _target(path: str, meta: Meta) -> Setting:
    masked = meta.kind == "char" or (meta.kind == "file" and meta.size == 0)
    return Setting("nothing" if masked else "a reboot", Source(path, excerpt="masked" if masked else ""))


def _burst(answers: Answers) -> Setting | Unavailable:
    files: list[File] = []
    for path in MAIN:
        answer = answers.file(path)
        if isinstance(answer, Observed):
            files.append(answer.value)
        elif isinstance(answer, Unavailable) and not not_running(path, answer):
            return answer
    for pattern in DROP_INS:
        several = answers.files(pattern)
        if isinstance(several, Observed):
            files += several.value
        elif isinstance(several, Unavailable) and not not_running(pattern, several):
            return several
    found = merged(files, CONF).last("Manager", "CtrlAltDelBurstAction")
    return found or Setting("reboot-force", Source(MAIN[0]), default=True)


REBOOT_KEYS = Probe(
    name="reboot_keys",
    record=RebootKeys,
    about="What Ctrl-Alt-Del does on the console.",
    requests=(*(Look(path) for path in TARGETS), *(Read(path) for path in (*MAIN, *DROP_INS)), Read(INITTAB)),
    parse=parse,
)
