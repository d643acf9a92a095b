"""Settings files of applications, line by line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.model.answer import File
from posture.parse.app_settings import LONGEST, AppSettings, read_settings

NAMES = (".env", "application.yml", "application.properties", "config.php", "settings.py", "config.json")


def pairs(name: str, text: str) -> list[tuple[str, object]]:
    return [(key, setting.value) for key, setting in read_settings(File(f"/opt/a/{name}", text)).settings]


@given(st.sampled_from(NAMES), st.text())
def test_reads_any_text(name: str, text: str) -> None:
    file = read_settings(File(f"/opt/a/{name}", text))
    lines = text.count("\n") + 1
    assert all(setting.at and setting.at.line and setting.at.line <= lines for _, setting in file.settings)
    assert AppSettings((file,)).in_use == (file,)


def test_env() -> None:
    assert pairs(".env", "# A=0\nexport A='b c' # d\nB=e # f\nURL=http://x\n") == [
        ("a", "b c"),
        ("b", "e"),
        ("url", "http://x"),
    ]


def test_yaml_levels_lists_and_documents() -> None:
    text = "a:\n  b: 1 # c\n  c:\n  - x\n  - 'y'\n  d.e: 'f'\ng: h\n---\ni:\n    j: k\n"
    assert pairs("application.yml", text) == [
        ("a.b", "1"),
        ("a.c[]", "x"),
        ("a.c[]", "y"),
        ("a.d.e", "f"),
        ("g", "h"),
        ("i.j", "k"),
    ]


def test_php_constants_arrays_and_comments() -> None:
    text = "<?php\n// define('A', 1);\n/* define('B', 2);\n*/\ndefine('C', true);\n$d['e'] = false;\n'f' => 'g',\n"
    assert pairs("config.php", text) == [("c", "true"), ("e", "false"), ("f", "g")]


def test_json_and_python() -> None:
    assert pairs("config.json", '{"A": true, "b": "c d",\n "e": {"f": 1}}\n') == [
        ("a", "true"),
        ("b", "c d"),
        ("f", "1"),
    ]
    assert pairs("settings.py", "A = True  # b\nif x:\n    A = False\nB: bool = 'c'\n") == [("a", "True"), ("b", "c")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("piece", ["a", "'", '"', " ", "$a", "a ", "a:", "(", '"a" '])
def test_takes_linear_time(name: str, piece: str) -> None:
    line = piece * (LONGEST // len(piece)) + "\n"
    start = time.perf_counter()
    read_settings(File(f"/opt/a/{name}", line * 60))
    assert time.perf_counter() - start < 3
