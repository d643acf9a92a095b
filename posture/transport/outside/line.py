"""A TCP conversation with a stranger: every wait has an end, every answer a greatest length."""

from __future__ import annotations

import errno
import socket
import time
from types import TracebackType

from posture.model.evidence import Absent, Reason, Source, Unavailable

CHUNK = 16384
_NO_WAY = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL})


class Garbled(Exception):
    """The other side says something that is no answer to what was asked."""


class Line:
    """One connection that must be over by `deadline` (of time.monotonic) and after `most` bytes read.

    Raises TimeoutError, ConnectionError, another OSError, EOFError when the other side ends early, and
    Garbled when it says more than `most`.
    """

    def __init__(self, address: str, port: int, deadline: float, most: int) -> None:
        self._deadline = deadline
        self._left = most
        self._held = bytearray()
        self._socket = socket.create_connection((address, port), timeout=self._patience())

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def say(self, data: bytes) -> None:
        """Send all of it."""
        self._socket.settimeout(self._patience())
        self._socket.sendall(data)

    def some(self) -> bytes:
        """What is held, or else what comes next; at least one byte."""
        if not self._held:
            self._fill()
        data = bytes(self._held)
        self._held.clear()
        return data

    def exactly(self, count: int) -> bytes:
        """The next `count` bytes."""
        while len(self._held) < count:
            self._fill()
        return self._take(count)

    def to_newline(self, most: int) -> bytes:
        """The next line without its end. Garbled when no end comes within `most` bytes."""
        start = 0
        while (end := self._held.find(b"\n", start, most + 1)) < 0:
            start = len(self._held)
            if start > most:
                raise Garbled(f"a line of more than {most} bytes")
            self._fill()
        return self._take(end + 1).rstrip(b"\r\n")

    def _take(self, count: int) -> bytes:
        data = bytes(self._held[:count])
        del self._held[:count]
        return data

    def _fill(self) -> None:
        if self._left <= 0:
            raise Garbled("more bytes than any proper answer has")
        self._socket.settimeout(self._patience())
        data = self._socket.recv(min(CHUNK, self._left))
        if not data:
            raise EOFError("the other side ended the connection")
        self._left -= len(data)
        self._held += data

    def _patience(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("out of time")
        return left


def trouble(fault: Exception, what: str) -> Absent | Unavailable:
    """What a failed conversation says: refused means that nothing listens there, all else that we cannot know."""
    source = (Source(what),)
    if isinstance(fault, ConnectionRefusedError):
        return Absent(source)
    if isinstance(fault, TimeoutError):
        return Unavailable(Reason.TIMEOUT, f"{what} did not answer in time (filtered, or not serving)", source)
    if isinstance(fault, Garbled):
        return Unavailable(Reason.UNPARSABLE, f"{what}: {fault}", source)
    if isinstance(fault, EOFError):
        return Unavailable(Reason.FAILED, f"{what}: {fault}", source)
    number = fault.errno if isinstance(fault, OSError) else None
    if number in _NO_WAY:
        return Unavailable(Reason.UNREACHABLE, f"{what}: no route to the host", source)
    return Unavailable(Reason.FAILED, f"{what}: {type(fault).__name__}", source)
