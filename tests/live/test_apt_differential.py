"""Our reading of apt.conf against `apt-config dump`, and a simulated upgrade that leaves no trace."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from posture.model.answer import File
from posture.parse.apt_conf import apt_settings
from posture.probe.updates import SIMULATE

pytestmark = pytest.mark.live

CONFIG = """\
// a note "with"; quotes {
Demo { Periodic { One "1"; Two "2"; }; };
Demo::Periodic::One "7"; # later
/* Demo::Periodic::Two "9"; */
demo::three   "3";#x
Demo { Empty ""; Deep { Deeper { Deepest "x y"; } } }
"""


@pytest.mark.skipif(shutil.which("apt-config") is None, reason="apt is not here")
def test_settings_agree(tmp_path: Path) -> None:
    file = tmp_path / "apt.conf"
    file.write_text(CONFIG)
    done = subprocess.run(["apt-config", "-c", str(file), "dump", "Demo"], capture_output=True, text=True, check=True)
    wanted = {}
    for line in done.stdout.splitlines():
        name, _, value = line.rstrip(";").partition(" ")
        if value.strip('"'):
            wanted[name.lower()] = value.strip('"')
    found = apt_settings([File("/etc/apt/apt.conf", CONFIG)])
    assert {name: str(setting.value) for name, setting in found.items() if setting.value} == wanted


@pytest.mark.skipif(shutil.which("strace") is None or shutil.which("apt-get") is None, reason="needs strace and apt")
def test_the_simulation_writes_nothing(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    calls = "openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,truncate,ftruncate"
    done = subprocess.run(["strace", "-f", "-o", str(log), "-e", f"trace={calls}", *SIMULATE], capture_output=True)
    if "ptrace" in done.stderr.decode("utf-8", "replace"):
        pytest.skip("strace may not trace here")
    changing = ("O_WRONLY", "O_RDWR", "O_CREAT", "creat(", "unlink", "rename", "mkdir", "truncate")
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if any(word in line for word in changing)]
    # anonymous files have no name that anybody could find; /dev/null keeps nothing
    assert [
        line for line in lines if "/dev/null" not in line and "O_TMPFILE" not in line and "ENOENT" not in line
    ] == []
