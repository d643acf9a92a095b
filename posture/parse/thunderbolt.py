"""Thunderbolt's security level, as the kernel shows it for each controller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.model.answer import File
from posture.model.setting import Setting


@dataclass(frozen=True, slots=True)
class Thunderbolt:
    """For each domain its security level; `moot` where the IOMMU keeps devices from memory they were not given."""

    levels: tuple[Setting, ...] = ()


def levels(security: Iterable[File], protection: Iterable[File]) -> tuple[Setting, ...]:
    """The level of each domain (none, user, secure, dponly, usbonly, nopcie), beside its `iommu_dma_protection`."""
    shielded = {_folder(file) for file in protection if file.text.strip() == "1"}
    found = []
    for file in security:
        folder, level = _folder(file), file.text.strip()
        moot = "the IOMMU keeps its devices from memory they were not given" if folder in shielded else ""
        name = folder.rsplit("/", 1)[-1]
        found.append(Setting(level[:40], file.source(1, level[:40]), subject=name, moot=moot))
    return tuple(found)


def _folder(file: File) -> str:
    return file.path.rsplit("/", 1)[0]
