"""Samples for the report writers. Tests are no package here, so the factory beside is loaded by its path."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from posture.model.assessment import Assessment, Finding


def _factory() -> ModuleType:
    path = Path(__file__).with_name("sample.py")
    spec = importlib.util.spec_from_file_location("tests_report_sample", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up here
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample_factory() -> ModuleType:
    """The module `sample`: `assessment()`, `empty()`, `finding(...)`, and its hostile constants."""
    return _factory()


@pytest.fixture(scope="session")
def sample(sample_factory: ModuleType) -> Assessment:
    """Three assets, five layers, every outcome, Chinese text, hostile names. Frozen, so shared."""
    made: Assessment = sample_factory.assessment()
    return made


@pytest.fixture(scope="session")
def nothing(sample_factory: ModuleType) -> Assessment:
    """A run without assets, findings, controls and figures."""
    made: Assessment = sample_factory.empty()
    return made


@pytest.fixture(scope="session")
def make_finding(sample_factory: ModuleType) -> Callable[..., Finding]:
    """Makes a finding of one of the sample's cards."""
    made: Callable[..., Finding] = sample_factory.finding
    return made
