"""What `pip install .` installs is whole, and its content is found by entry points."""

from __future__ import annotations

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
