"""What `pip install .` installs is whole, and its content is found by entry points."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHIPPED = ("posture", "checks", "baselines", "reports", "pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        ".",
    ]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_every_content_file_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("checks", "baselines", "reports"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"posture_{path.relative_to(ROOT).as_posix()}" in names
    assert not {name.split("/")[0] for name in names} & {"checks", "baselines", "reports", "tests", "docs"}


def test_the_installed_command_finds_its_content(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(target)
    code = (
        "import posture, posture_checks, sys\n"
        "from posture.catalog.checks import load_checks\n"
        "from posture.catalog.baselines import load_baselines\n"
        "catalog = load_checks()\n"
        "print(posture.__file__, posture_checks.__file__, len(catalog.checks), len(catalog.problems),\n"
        "      sorted(load_baselines(catalog.checks).by_id), sep='\\n')"
    )
    env = {**os.environ, "PYTHONPATH": str(target)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=tmp_path, check=True
    )
    engine, checks, count, problems, baselines = done.stdout.splitlines()
    assert engine.startswith(str(target))
    assert checks.startswith(str(target))
    assert int(count) >= 45
    assert problems == "0"
    assert "mlps" in baselines


def test_the_editable_install_finds_the_same() -> None:
    import posture_checks

    assert Path(posture_checks.__file__).parent == ROOT / "checks"


def test_a_plugin_package_is_found_and_bound(tmp_path: Path) -> None:
    """Checks of somebody else's package, with a probe of its own, by entry points alone."""
    package = tmp_path / "acme_checks"
    (package / "host").mkdir(parents=True)
    (package / "__init__.py").write_text(
        "from dataclasses import dataclass\n"
        "from posture.api import Answers, Evidence, Probe, Read, Setting, refine\n"
        "@dataclass(frozen=True)\n"
        "class Acme:\n    colour: Setting\n"
        "def parse(answers: Answers) -> Evidence[Acme]:\n"
        "    return refine(answers.file('/etc/acme'), lambda file: Acme(Setting(file.text.strip(), file.source(1))))\n"
        "ACME = Probe('acme', Acme, 'The colour of acme.', (Read('/etc/acme'),), parse)\n"
    )
    (package / "host" / "acme.yaml").write_text(
        "schema: posture/checks/1\nsubject: host.acme\ntitle: Acme\nlayer: host\nprobe: acme\nchecks:\n"
        "  colour:\n    title: The colour of acme is blue\n    why: Red ones break at night.\n"
        "    ccss: AV:L/AC:L/Au:N/C:N/I:P/A:N\n    expect: {colour: {equals: blue}}\n    fix: Paint it blue.\n"
        "    maps: {mlps: [8.1.4.4a]}\n"
    )
    meta = tmp_path / "acme_checks-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-checks\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text(
        "[posture.checks]\nacme = acme_checks\n[posture.probes]\nacme = acme_checks\n"
    )
    (tmp_path / "root/etc").mkdir(parents=True)
    (tmp_path / "root/etc/acme").write_text("red\n")
    command = [sys.executable, "-m", "posture", "scan", f"rootfs:{tmp_path}/root", "--check", "host.acme.*"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "POSTURE_STATE": str(tmp_path / "state")}
    done = subprocess.run([*command, "--report", "json:-"], capture_output=True, text=True, env=env, check=False)
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["outcome"], finding["observed"], finding["controls"]) == ("fail", "colour red", ["8.1.4.4a"])
    assert finding["evidence"][0]["source"] == "/etc/acme"
