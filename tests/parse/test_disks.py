"""lsblk's tree, crypttab, fstab and the sensors of the kernel."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File, Output
from posture.parse.disks import block_tree, crypttab, fstab_swaps, is_disk, swaps
from posture.parse.sensors import alarm, temperatures
from posture.probe.disks import LSBLK


def tree(*top: object) -> dict[str, bool] | None:
    return block_tree(Output(LSBLK, 0, json.dumps({"blockdevices": top})))


def test_crypt_covers_what_lies_on_it() -> None:
    volume = {"name": "vg-root", "kname": "dm-1", "type": "lvm", "mountpoint": "/"}
    crypt = {"name": "c", "kname": "dm-0", "type": "crypt", "mountpoint": None, "children": [volume]}
    found = tree({"name": "sda", "kname": "sda", "type": "disk", "children": [crypt]})
    assert found == {"sda": False, "c": True, "dm-0": True, "vg-root": True, "dm-1": True, "/": True}


def test_one_way_in_clear_makes_the_whole_clear() -> None:
    volume = {"name": "v", "type": "lvm"}
    crypt = {"name": "c", "type": "crypt", "children": [volume]}
    for order in ((crypt, {"name": "sdb", "type": "disk", "children": [volume]}),):
        for ways in (order, tuple(reversed(order))):
            found = tree(*ways)
            assert found is not None
            assert found["v"] is False


@pytest.mark.skipif(shutil.which("lsblk") is None, reason="needs lsblk")
def test_what_lsblk_says_here() -> None:
    done = subprocess.run(LSBLK, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        found = block_tree(Output(LSBLK, 0, done.stdout))
        assert found is not None
        assert all(isinstance(value, bool) for value in found.values())


@pytest.mark.parametrize(
    ("path", "disk"),
    [
        ("/dev/sda1", True),
        ("/dev/nvme0n1p2", True),
        ("/dev/mapper/sda1", False),
        ("/dev/dm-0", False),
        ("/dev/md0", False),
        ("UUID=1", False),
        ("/dev/disk/by-id/sda", False),
    ],
)
def test_what_a_name_tells(path: str, disk: bool) -> None:
    assert is_disk(path) is disk


def test_tables() -> None:
    table = crypttab(File("/etc/crypttab", "# x\nroot UUID=1 none luks,discard\r\nshort\n"))
    assert {name: str(entry.at) for name, entry in table.items()} == {"root": "/etc/crypttab:2"}
    used = swaps(File("/proc/swaps", "Filename Type\n/dev/dm-1 partition 1 0 -2\n/swap\\040file file 1 0 -3\n"))
    assert [(swap.path, swap.kind) for swap in used] == [("/dev/dm-1", "partition"), ("/swap file", "file")]
    later = fstab_swaps(File("/etc/fstab", "UUID=1 none swap sw 0 0\n/a none swap noauto 0 0\n/b / ext4 x 0 0\n"))
    assert [(swap.path, swap.kind) for swap in later] == [("UUID=1", "partition")]


def test_temperatures() -> None:
    folder = "/sys/class/hwmon/hwmon0"
    [one] = temperatures(
        [
            File(f"{folder}/temp1_input", "45500\n"),
            File(f"{folder}/temp1_crit", "100000\n"),
            File(f"{folder}/name", "coretemp\n"),
        ]
    )
    assert (one.name, one.now, one.critical, one.faulty) == ("coretemp temp1", 45500, 100000, False)


@given(
    st.text(), st.recursive(st.none() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_no_text_breaks_it(text: str, shape: object) -> None:
    file = File("/sys/class/hwmon/hwmon0/temp1_input", text)
    crypttab(file)
    swaps(file)
    fstab_swaps(file)
    alarm(file)
    assert len(temperatures([file])) == 1
    block_tree(Output(LSBLK, 0, text))
    tree(shape)
    tree({"name": shape, "type": shape, "children": [shape]})


def test_a_tower_of_brackets() -> None:
    assert block_tree(Output(LSBLK, 0, '{"blockdevices":' + "[" * 100_000)) is None
