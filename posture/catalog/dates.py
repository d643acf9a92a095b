"""Dates in content files: ISO, and real."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator


def _iso(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date; write YYYY-MM-DD") from None
    if len(text) != 10:
        raise ValueError(f"{text!r} is no date; write YYYY-MM-DD")
    return text


IsoDate = Annotated[str, AfterValidator(_iso)]
