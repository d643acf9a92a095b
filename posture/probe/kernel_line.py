"""The kernel's command line, as it runs now and as the boot menus hold it."""

from __future__ import annotations

from posture.model.answer import Answers, File
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.request import Read, Redaction
from posture.parse.kernel_line import KernelLines, menus, running
from posture.probe.base import Probe

NOW = "/proc/cmdline"
GRUB = ("/boot/grub/grub.cfg", "/boot/grub2/grub.cfg")
ENTRIES = ("/boot/loader/entries/*.conf", "/efi/loader/entries/*.conf", "/boot/efi/loader/entries/*.conf")


def parse(answers: Answers) -> Evidence[KernelLines]:
    """Absent where there is neither a running kernel nor a menu; Unavailable when a menu cannot be read."""
    files: list[File] = []
    for path in GRUB:
        answer = answers.file(path)
        if isinstance(answer, Unavailable):
            return answer
        if isinstance(answer, Observed):
            files.append(answer.value)
    for pattern in ENTRIES:
        several = answers.files(pattern)
        if isinstance(several, Unavailable):
            return several
        if isinstance(several, Observed):
            files += several.value
    now = answers.file(NOW)
    if isinstance(now, Unavailable) and (now.reason is not Reason.UNSUPPORTED or not files):
        return now
    lines = ((running(now.value),) if isinstance(now, Observed) else ()) + tuple(menus(files))
    if not lines:
        return Absent((Source(NOW), Source(GRUB[0])))
    return Observed(KernelLines(lines), (*now.sources, *(file.source() for file in files)))


KERNEL_LINE = Probe(
    name="kernel_line",
    record=KernelLines,
    about="The kernel's parameters, of the running system and of the boot menus.",
    requests=(
        Read(NOW, limit=65536),
        *(Read(path, redact=Redaction.SETTINGS) for path in GRUB),
        *(Read(pattern) for pattern in ENTRIES),
    ),
    parse=parse,
)
