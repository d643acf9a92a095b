"""systemd-boot's settings on the EFI partition."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Absent, Evidence, Observed, Source, Unavailable
from posture.model.request import Look, Read
from posture.model.setting import Setting
from posture.parse.systemd_boot import SystemdBoot, editor
from posture.probe.base import Probe

PARTITIONS = ("/boot", "/efi", "/boot/efi")
CONF, PROGRAM = "loader/loader.conf", "EFI/systemd/systemd-boot*.efi"


def parse(answers: Answers) -> Evidence[SystemdBoot]:
    """Absent where no partition holds systemd-boot; without a loader.conf its defaults hold.

    A loader.conf without systemd-boot is the work of another loader (Fedora's GRUB keeps its entries beside it).
    """
    editors: list[Setting] = []
    for partition in PARTITIONS:
        program = answers.metas(f"{partition}/{PROGRAM}")
        if isinstance(program, Unavailable):
            return program
        if not isinstance(program, Observed):
            continue
        path = f"{partition}/{CONF}"
        conf = answers.file(path)
        if isinstance(conf, Unavailable):
            return conf
        default = Setting(True, program.sources[0] if program.sources else Source(path), default=True, subject=path)
        editors.append(editor(conf.value) if isinstance(conf, Observed) else default)
    if not editors:
        return Absent(tuple(Source(f"{partition}/{PROGRAM}") for partition in PARTITIONS))
    return Observed(SystemdBoot(tuple(editors)), tuple(one.at for one in editors if one.at))


SYSTEMD_BOOT = Probe(
    name="systemd_boot",
    record=SystemdBoot,
    about="Whether systemd-boot lets anybody edit an entry.",
    requests=(
        *(Look(f"{partition}/{PROGRAM}") for partition in PARTITIONS),
        *(Read(f"{partition}/{CONF}", limit=65536) for partition in PARTITIONS),
    ),
    parse=parse,
)
