"""The five layers of the assessment."""

from __future__ import annotations

from enum import StrEnum


class Layer(StrEnum):
    """Which part of the system a result speaks about."""

    PHYSICAL = "physical"
    NETWORK = "network"
    HOST = "host"
    DATA = "data"
    APPLICATION = "application"
