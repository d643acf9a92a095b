"""This machine: the collector script run by the local `sh`."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from typing import cast

from posture.errors import TargetError
from posture.model.request import Inside, Request, Run, Tally, Walk
from posture.transport import frames
from posture.transport.script import collector
from posture.transport.session import Batch


class Local:
    """Answers inside requests by running the collector as the user who runs us."""

    exported = False

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def ask(self, requests: Sequence[Request]) -> Batch:
        """One `sh` process for the whole batch. Raises TargetError when no `sh` can be started."""
        inside = cast(Sequence[Inside], requests)
        output = run_script(["sh", "-s"], collector(inside), budget(inside))
        try:
            return frames.read(output, inside)
        except ValueError:
            raise TargetError(
                "the collector printed nothing: is `sh` with od and /dev/urandom there?", "failed"
            ) from None


def budget(requests: Sequence[Inside]) -> int:
    """Seconds a whole batch may take: one minute for the files, and each bounded request its own time."""
    return 60 + sum(request.seconds for request in requests if isinstance(request, Run | Walk | Tally))


def run_script(argv: list[str], script: str, seconds: int) -> bytes:
    """The output of a shell fed with a script; what came before the deadline is kept."""
    environment = {"PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), "HOME": "/", "LC_ALL": "C"}
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as fault:
        raise TargetError(f"{argv[0]} cannot be started: {fault.strerror}", "tool-missing") from None
    try:
        output, _ = process.communicate(script.encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        _kill(process)
        output, _ = process.communicate()
    except BaseException:
        _kill(process)
        process.communicate()
        raise
    return output


def _kill(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
