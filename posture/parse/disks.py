"""What lies below a mounted file system: partitions, logical volumes, and dm-crypt where there is any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posture.model.answer import File, Output
from posture.model.evidence import Source

MOST_DEEP = 32
NAMES = ("name", "kname", "mountpoint")


@dataclass(frozen=True, slots=True)
class CryptEntry:
    """One line of crypttab(5): the name below /dev/mapper, and the device it lies on."""

    name: str
    device: str
    at: Source


@dataclass(frozen=True, slots=True)
class Swap:
    """One swap area: a path (or `UUID=...` in fstab), and its kind (partition or file)."""

    path: str
    kind: str
    at: Source


@dataclass(frozen=True, slots=True)
class Disks:
    """`encrypted`: by block device name (`vg-root`, `dm-1`, `sda2`) and by mount point (`/`), whether dm-crypt lies at
    or below it on every way down; None where lsblk did not answer. `swaps`: areas in use, None where no system runs
    to ask; `later`: those of fstab, None where there is no fstab."""

    crypttab: Mapping[str, CryptEntry] = field(default_factory=dict)
    encrypted: Mapping[str, bool] | None = None
    swaps: tuple[Swap, ...] | None = None
    later: tuple[Swap, ...] | None = None
    tree: Source | None = None


def crypttab(file: File) -> dict[str, CryptEntry]:
    """The entries by the name they have below /dev/mapper."""
    found = {}
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if len(words) < 2 or words[0].startswith("#"):
            continue
        found[words[0]] = CryptEntry(words[0], words[1], file.source(number, line.strip()))
    return found


def swaps(file: File) -> tuple[Swap, ...]:
    """The lines of /proc/swaps, its heading left out."""
    found = []
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if len(words) >= 2 and words[0].startswith("/"):
            found.append(Swap(words[0].replace("\\040", " "), words[1], file.source(number, line.strip())))
    return tuple(found)


def fstab_swaps(file: File) -> tuple[Swap, ...]:
    """The swap areas of fstab, those left out with `noauto` aside."""
    found = []
    for number, line in enumerate(file.text.splitlines(), 1):
        words = line.split()
        if len(words) < 3 or words[0].startswith("#") or words[2] != "swap":
            continue
        if len(words) > 3 and "noauto" in words[3].split(","):
            continue
        kind = "partition" if words[0].startswith("/dev/") or "=" in words[0] else "file"
        found.append(Swap(words[0], kind, file.source(number, line.strip())))
    return tuple(found)


def block_tree(output: Output) -> dict[str, bool] | None:
    """Whether dm-crypt lies on every way from a device down to the disks; None for no valid answer of lsblk.

    A volume over two disks stands under both: one way in clear makes the whole clear.
    """
    try:
        data = json.loads(output.text)
    except (ValueError, RecursionError):
        return None
    top = data.get("blockdevices") if isinstance(data, dict) else None
    if not isinstance(top, list):
        return None
    found: dict[str, bool] = {}
    todo: list[tuple[Any, bool, int]] = [(node, False, 0) for node in top]
    while todo:
        node, above, depth = todo.pop()
        if not isinstance(node, dict) or depth > MOST_DEEP:
            continue
        crypt = above or node.get("type") == "crypt"
        names = {name for key in NAMES if isinstance(name := node.get(key), str)}
        for name in names:
            if name != "[SWAP]":
                found[name] = found.get(name, True) and crypt
        children = node.get("children")
        if isinstance(children, list):
            todo += [(child, crypt, depth + 1) for child in children]
    return found


def device_name(path: str) -> str:
    """The name lsblk gives a device: `/dev/mapper/vg-root` is `vg-root`."""
    return path.rsplit("/", 1)[-1]


def is_disk(path: str) -> bool:
    """Whether a path names a local disk or a part of one, rather than dm-crypt, LVM, a label or an id."""
    name = device_name(path)
    return path == f"/dev/{name}" and name.startswith(("sd", "vd", "xvd", "hd", "nvme", "mmcblk"))


def named(entries: Mapping[str, CryptEntry], path: str) -> CryptEntry | None:
    """The entry of crypttab that makes a device."""
    return entries.get(device_name(path)) if path.startswith("/dev/mapper/") else None
