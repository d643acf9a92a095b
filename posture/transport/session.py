"""The one interface all transports share: a session that answers batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

from posture.model.answer import Raw
from posture.model.evidence import Evidence
from posture.model.request import Request

Batch: TypeAlias = Mapping[Request, Evidence[Raw]]


class Session(Protocol):
    """An open way to one target.

    `ask` answers every request it is given, in one round trip where the transport has such a thing; what
    cannot be answered is Unavailable with its reason. It raises TargetError only when the target is lost
    as a whole, and then what was answered before stands.

    `exported` is true where the target is exported configuration: a file that is not there was perhaps not exported.
    """

    @property
    def exported(self) -> bool: ...

    def ask(self, requests: Sequence[Request]) -> Batch: ...


Opened: TypeAlias = AbstractContextManager[Session]
