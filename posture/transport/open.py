"""Opens the transport that a target names. Each is imported only when it is wanted: paramiko alone takes 0.25 s."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from posture.model.evidence import Reason, Unavailable
from posture.model.request import Ports, Request, SshHello, TlsHello
from posture.model.target import Scheme, Target
from posture.transport.options import Options
from posture.transport.session import Batch, Opened, Session


def open_session(target: Target, options: Options) -> Opened:
    """A session on the target. Raises TargetError with the reason when it cannot be had."""
    if target.scheme is Scheme.LOCAL:
        from posture.transport.local import Local

        return Both(Local(), "127.0.0.1" if options.outside else "")
    if target.scheme is Scheme.SSH:
        from posture.transport.ssh import Ssh

        ssh = Ssh(target, options)
        return Both(ssh, ssh.address if options.outside else "", ssh.port)
    if target.scheme is Scheme.BUNDLE:
        from posture.transport.bundle import Replay

        return Replay(Path(target.path))
    if target.scheme is Scheme.ROOTFS:
        from posture.transport.files import RootFs

        return Both(RootFs(Path(target.path)), "")
    from posture.transport.exported import Config

    return Both(Config(Path(target.path)), "")


class Both:
    """The inside of a target together with its outside, each asked what it can answer."""

    def __init__(self, inside: Opened, address: str, ssh_port: int = 22) -> None:
        self._stack = ExitStack()
        self._opened = inside
        self._address = address
        self._ssh_port = ssh_port

    @property
    def exported(self) -> bool:
        """As the inside says."""
        return self._inside.exported

    def __enter__(self) -> Both:
        self._inside: Session = self._stack.enter_context(self._opened)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, value, trace)

    def ask(self, requests: Sequence[Request]) -> Batch:
        """Inside first, on its one session; then the outside."""
        outside = [request for request in requests if isinstance(request, Ports | SshHello | TlsHello)]
        inside = [request for request in requests if request not in set(outside)]
        answers = dict(self._inside.ask(inside)) if inside else {}
        if outside and not self._address:
            nothing = Unavailable(Reason.UNSUPPORTED, "this kind of target has no outside to look at")
            answers |= dict.fromkeys(outside, nothing)
        elif outside:
            from posture.transport.outside import Outside

            answers |= Outside(self._address, ssh_port=self._ssh_port).ask(outside)
        return {request: answers[request] for request in requests}
