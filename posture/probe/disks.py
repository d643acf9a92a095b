"""Encryption of disks and swap: crypttab, what lsblk shows below each mount, and the swap areas in use."""

from __future__ import annotations

from posture.model.answer import Answers
from posture.model.evidence import Evidence, Observed, Source, Unavailable
from posture.model.request import Read, Run
from posture.parse.disks import Disks, block_tree, crypttab, fstab_swaps, swaps
from posture.probe.base import Probe

CRYPTTAB, FSTAB, SWAPS = "/etc/crypttab", "/etc/fstab", "/proc/swaps"
LSBLK = ("lsblk", "--json", "-o", "NAME,KNAME,TYPE,MOUNTPOINT,FSTYPE")


def parse(answers: Answers) -> Evidence[Disks]:
    """Unavailable where crypttab or fstab cannot be read; what the running system does not tell stays None."""
    table, fstab = answers.file(CRYPTTAB), answers.file(FSTAB)
    if isinstance(table, Unavailable):
        return table
    if isinstance(fstab, Unavailable):
        return fstab
    used, blocks = answers.file(SWAPS), answers.ok(*LSBLK)
    record = Disks(
        crypttab=crypttab(table.value) if isinstance(table, Observed) else {},
        encrypted=block_tree(blocks.value) if isinstance(blocks, Observed) else None,
        swaps=swaps(used.value) if isinstance(used, Observed) else None,
        later=fstab_swaps(fstab.value) if isinstance(fstab, Observed) else None,
        tree=blocks.value.source() if isinstance(blocks, Observed) else None,
    )
    sources = (*table.sources, *used.sources, *blocks.sources) or (Source(CRYPTTAB),)
    return Observed(record, sources)


DISKS = Probe(
    name="disks",
    record=Disks,
    about="Which file systems and swap areas lie on dm-crypt.",
    requests=(Read(CRYPTTAB), Read(FSTAB), Read(SWAPS, limit=65536), Run(LSBLK)),
    parse=parse,
)
