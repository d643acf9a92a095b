"""Visits many targets at once, in a thread pool behind the `Executor` seam."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace

from posture.assess.plan import Plan
from posture.assess.subject import Subject
from posture.fleet.visit import Visit, visit
from posture.transport.options import Options


class Interrupted(Exception):
    """Ctrl-C: carries what was done until then."""

    def __init__(self, subjects: list[Subject]) -> None:
        self.subjects = subjects
        super().__init__("interrupted")


def run(
    visits: Sequence[Visit], plan: Plan, options: Options, *, jobs: int, tell: Callable[[Subject], None]
) -> list[Subject]:
    """All targets visited, with unique asset names; `tell` hears of each as it is done.

    Raises Interrupted with the finished ones on Ctrl-C; running visits are not waited for.
    """
    done: list[Subject] = []
    pool = ThreadPoolExecutor(max_workers=max(1, min(jobs, len(visits))), thread_name_prefix="visit")
    try:
        waiting: set[Future[Subject]] = {pool.submit(visit, one, plan, options) for one in visits}
        while waiting:
            finished, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
            for future in finished:
                done.append(future.result())
                tell(done[-1])
    except KeyboardInterrupt:
        pool.shutdown(wait=False, cancel_futures=True)
        raise Interrupted(unique(done)) from None
    pool.shutdown()
    return unique(done)


def unique(subjects: Sequence[Subject]) -> list[Subject]:
    """Two assets of one name are told apart by a number, in the order of their targets."""
    seen: dict[str, int] = {}
    result = []
    for subject in sorted(subjects, key=lambda one: (one.name, one.target)):
        count = seen[subject.name] = seen.get(subject.name, 0) + 1
        result.append(subject if count == 1 else replace(subject, name=f"{subject.name} #{count}"))
    return result
