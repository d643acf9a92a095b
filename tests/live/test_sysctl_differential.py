"""Which files count, and in what order: ours against `systemd-sysctl --cat-config` in a mount namespace of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from posture.model.answer import File
from posture.parse.sysctl import configured

pytestmark = pytest.mark.live

PROGRAM = next((p for p in ("/usr/lib/systemd/systemd-sysctl", "/lib/systemd/systemd-sysctl") if Path(p).exists()), "")
ETC = {"50-a.conf": "a.one = etc\n", "70-b.conf": "", "10-z.conf": "a.two = early\n", "x.txt": "a.one = no\n"}
LIB = {
    "50-a.conf": "a.one = lost\n",
    "60-c.conf": "a.one = late\na.two = late\n-a.three\n",
    "70-b.conf": "a.one = masked\n",
    "9-y.conf": "a.two = last by byte order\n",
}
SCRIPT = 'mount --bind "$1" /etc/sysctl.d && mount --bind "$2" /usr/lib/sysctl.d && exec "$3" --cat-config'


def test_files_and_order_agree(tmp_path: Path) -> None:
    if not PROGRAM or shutil.which("unshare") is None:
        pytest.skip("needs systemd-sysctl and unshare")
    for folder, files in (("etc", ETC), ("lib", LIB)):
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / name).write_text(text)
    (tmp_path / "etc" / "80-null.conf").symlink_to("/dev/null")
    (tmp_path / "lib" / "80-null.conf").write_text("a.one = masked as well\n")
    argv = [
        "unshare",
        "--mount",
        "--map-root-user",
        "sh",
        "-c",
        SCRIPT,
        "-",
        tmp_path / "etc",
        tmp_path / "lib",
        PROGRAM,
    ]
    done = subprocess.run(argv, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no mount namespace here: {done.stderr.strip()[:80]}")
    shown = [line[2:] for line in done.stdout.splitlines() if line.startswith("# /")]
    files = [File(f"/etc/sysctl.d/{name}", text) for name, text in ETC.items() if name.endswith(".conf")]
    files += [File(f"/usr/lib/sysctl.d/{name}", text) for name, text in LIB.items()]
    files += [
        File("/etc/sysctl.d/80-null.conf", ""),
        File("/usr/lib/sysctl.d/80-null.conf", "a.one = masked as well\n"),
    ]
    assert shown == [path for path in shown if path in {file.path for file in files}]
    wanted: dict[str, str] = {}
    texts = {file.path: file.text for file in files}
    for path in shown:
        for line in texts[path].splitlines():
            key, sign, value = line.partition(" = ")
            if sign:
                wanted[key] = value
    found = configured(files)
    assert {key: setting.value for key in wanted if (setting := found.get(key)) is not None} == wanted
    assert wanted == {"a.one": "late", "a.two": "last by byte order"}
