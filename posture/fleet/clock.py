"""The time, as the run sees it. `SOURCE_DATE_EPOCH` stops it, so that output can be reproduced."""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now() -> datetime:
    """UTC now, or the moment that SOURCE_DATE_EPOCH names."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """ISO-8601 with seconds and a trailing Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
