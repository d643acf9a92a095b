"""`make bench`: what the main job costs, as ratios to yardsticks measured in the same run.

Wall times are medians of several runs, subject and yardstick in turn, so that a machine that changes speed
changes both. Nothing here passes or fails.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
POSTURE = str(Path(sys.executable).with_name("posture"))
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As users have it: modules are compiled once, not at every start."""
SLOW = (
    "host.filesystem.set_id",
    "host.filesystem.unowned",
    "host.filesystem.world_writable_*",
    "data.files.*",
    "data.personal.*",
    "host.packages.*",
)


def wall(argv: list[str]) -> float:
    """Seconds of one run of a command, its output thrown away."""
    start = time.perf_counter()
    subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT, check=False)
    return time.perf_counter() - start


def paired(a: Callable[[], float], b: Callable[[], float], runs: int = 7) -> tuple[float, float, float]:
    """Medians of both in milliseconds and of the ratio pair by pair, after one run to warm up."""
    a(), b()
    pairs = [(a(), b()) for _ in range(runs)]
    ratio = statistics.median(x / y for x, y in pairs)
    return statistics.median(x for x, _ in pairs) * 1e3, statistics.median(y for _, y in pairs) * 1e3, ratio


def row(what: str, subject: float, yardstick: float, ratio: float, aim: str) -> None:
    print(f"{what:44} {subject:9.1f} ms {yardstick:9.1f} ms   {ratio:5.2f}x   aim {aim}")


def start_up() -> None:
    click = [sys.executable, "-c", "import click"]
    row("posture --help : import click", *paired(lambda: wall([POSTURE, "--help"]), lambda: wall(click)), "<= 1.3x")


def local_scan() -> None:
    """Everything the local machine answers from inside, without walks, tallies and apt's own simulation."""
    skip = [flag for glob in _matching(SLOW) for flag in ("--skip", glob)]
    scan = [POSTURE, "-q", "scan", "local:", "--no-outside", "--no-store", "--report", "json:-", *skip]
    raw = ["sh", str(HERE / "evidence.sh")]
    row("local scan without the walk : raw evidence", *paired(lambda: wall(scan), lambda: wall(raw)), "<= 1.5x")


def _matching(globs: tuple[str, ...]) -> list[str]:
    from fnmatch import fnmatchcase

    from posture.catalog.checks import load_checks

    known = load_checks().checks
    return [glob for glob in globs if any(fnmatchcase(name, glob) for name in known)]


def in_process() -> None:
    """Loading content, and judging over evidence that is already there."""
    from posture.assess.collect import collect, read
    from posture.assess.judge import judge
    from posture.assess.plan import plan, select
    from posture.catalog.checks import load_checks
    from posture.model.target import Target
    from posture.probe.registry import probes
    from posture.transport.open import open_session
    from posture.transport.options import Options

    start = time.perf_counter()
    catalog = load_checks()
    loading = (time.perf_counter() - start) * 1e3
    skip = _matching(SLOW)
    todo = plan(select(catalog.checks, skip=skip), probes())
    with open_session(Target.parse("local:"), Options(outside=False)) as session:
        known = collect(todo, session)
    parsing, judging = [], []
    for _ in range(7):
        start = time.process_time()
        known = read(todo.probes, known.answers)
        parsing.append(time.process_time() - start)
        start = time.process_time()
        for check in todo.checks:
            if not check.attested:
                judge(check, known.evidence, {})
        judging.append(time.process_time() - start)
    count = len(todo.checks)
    print(f"loading {len(catalog.checks)} checks: {loading:.1f} ms wall (first time in the process)")
    print(f"parsing {len(todo.probes)} probes: {statistics.median(parsing) * 1e3:.1f} ms CPU")
    judged = statistics.median(judging) * 1e3
    print(f"judging {count} checks: {judged:.1f} ms CPU; per 200 checks {judged / count * 200:.1f}, aim <= 15")


if __name__ == "__main__":
    print(f"{'subject : yardstick':44} {'subject':>12} {'yardstick':>12}   ratio")
    start_up()
    local_scan()
    in_process()
