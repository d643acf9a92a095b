"""Our reading of sshd_config against the daemon's own (`sshd -T`), on files chosen to be hard to read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
import yaml

from posture.model.answer import Output
from posture.model.evidence import Observed
from posture.model.setting import Setting
from posture.parse.sshd import Sshd, effective
from posture.parse.sshd_options import OPTIONS
from posture.probe.sshd import BINARY, SSHD
from posture.transport.fake import Scripted
from tests.conftest import need
from tests.live import sshd_random

pytestmark = pytest.mark.live

PRIVSEP = Path("/run/sshd")
NOT_COMPARED = ("listenaddress", "hostkey")
"""The daemon rewrites addresses, and the test itself hands it a key."""
BACKPORTED = "sntrup761x25519-sha512"
"""A second name that Debian's security updates added to the default list of 9.2."""


@dataclass(frozen=True)
class Trial:
    """One configuration; `connection` is what `sshd -T -C` is asked about."""

    name: str
    main: str
    files: dict[str, str] = field(default_factory=dict)
    connection: str = ""
    match: Sequence[str] = ()


TRIALS = [Trial(**trial) for trial in yaml.safe_load(Path(__file__).with_name("sshd_trials.yaml").read_text("utf-8"))]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A host key, and the folder without which sshd says nothing."""
    keygen = need("ssh-keygen")
    need("sshd")
    if not PRIVSEP.exists() and os.geteuid() != 0:
        pytest.skip(f"{PRIVSEP} is not there and only root can make it")
    PRIVSEP.mkdir(mode=0o755, exist_ok=True)
    path = tmp_path_factory.mktemp("key") / "host"
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.mark.parametrize("trial", TRIALS, ids=[trial.name for trial in TRIALS])
def test_same_as_the_daemon(trial: Trial, tmp_path: Path, key: Path) -> None:
    assert _differences(_ours(trial, tmp_path), trial.match, _theirs(trial, tmp_path, key)) == {}


@pytest.mark.parametrize("seed", range(60))
def test_same_as_the_daemon_on_random_files(seed: int, tmp_path: Path, key: Path) -> None:
    writer = sshd_random.Writer(Random(seed))
    main = writer.file()
    trial = Trial(f"seed {seed}", main, writer.files, sshd_random.CONNECTION)
    ours = _ours(trial, tmp_path)
    theirs = _theirs(trial, tmp_path, key)
    assert _differences(ours, sshd_random.fitting(ours.subjects), theirs) == {}


def test_the_daemon_says_where_we_read_otherwise(tmp_path: Path, key: Path) -> None:
    (tmp_path / "config").write_text("MaxAuthTries 3\n")
    printed = _printed(["-f", str(tmp_path / "config"), "-h", str(key)])
    record = effective((), printed=printed)
    (setting,) = record.settings("max_auth_tries")
    assert setting.value == 3
    assert setting.at is not None
    assert setting.at.what == " ".join(printed.argv)
    assert setting.at.excerpt == "maxauthtries 3"


def _differences(ours: Sshd, match: Sequence[str], theirs: Sshd) -> dict[str, tuple[object, object]]:
    """The options that we and the daemon read otherwise, with both values."""
    pairs = {name: (_for(ours.options[name], match), theirs.options[name][0].value) for name in OPTIONS}
    return {name: pair for name, pair in pairs.items() if name not in NOT_COMPARED and pair[0] != pair[1]}


def _ours(trial: Trial, folder: Path) -> Sshd:
    """The record of the probe, all three stages asked, over the same files."""
    files = {"/etc/ssh/sshd_config": trial.main.replace("{here}", str(folder))}
    files |= {str(folder / name): text.replace("{here}", str(folder)) for name, text in trial.files.items()}
    status = Path("/var/lib/dpkg/status")
    if status.exists():
        files[str(status)] = status.read_text("utf-8", "replace")
    session = Scripted(files=files)
    asked = list(SSHD.requests)
    assert SSHD.follow is not None
    for _ in range(2):
        asked += SSHD.follow(session.answers(asked))
    evidence = SSHD.parse(session.answers(asked))
    assert isinstance(evidence, Observed), evidence
    return evidence.value


def _theirs(trial: Trial, folder: Path, key: Path) -> Sshd:
    for name, text in trial.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{here}", str(folder)), newline="")
    main = folder / "sshd_config.main"
    main.write_text(trial.main.replace("{here}", str(folder)), newline="")
    argv = ["-f", str(main), "-h", str(key)]
    return effective((), printed=_printed([*argv, *(["-C", trial.connection] if trial.connection else [])]))


def _printed(arguments: list[str]) -> Output:
    argv = [BINARY, "-T", *arguments]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.replace(f"{BACKPORTED},", "") if line.startswith("kex") else line for line in done.stdout.split("\n")]
    return Output(tuple(argv), 0, "\n".join(lines))


def _for(settings: tuple[Setting, ...], subjects: Sequence[str]) -> object:
    """What holds for a connection that fits these blocks: the first that sets the option, else the common one."""
    common, *special = settings
    return next((one.value for one in special if one.subject in subjects), common.value)
