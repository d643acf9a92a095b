"""Our reading of sudoers against sudo's own (`cvtsudoers -f json`, which resolves aliases with -e)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from posture.model.answer import File
from posture.parse.sudoers import Item, Sudoers, parse_lines
from posture.parse.sudoers_lexer import logical_lines

pytestmark = pytest.mark.live

POLICY = r"""
User_Alias ADMINS = alice, bob : OPS = %ops, !carol
User_Alias BOTH = ADMINS, !OPS
Runas_Alias DB = postgres, oracle
Host_Alias WEB = web1, 10.0.0.0/8
Cmnd_Alias SHELLS = /bin/sh, /bin/bash, \
    /usr/bin/zsh : KILL = /usr/bin/kill
Defaults use_pty, timestamp_timeout = 5,passwd_tries=3, !lecture # a note
Defaults:ADMINS !authenticate
Defaults@WEB log_output
Defaults!/usr/bin/id !use_pty
Defaults secure_path="/usr/bin:/bin", badpass_message="a, b # c"
root ALL=(ALL:ALL) ALL
#0 ALL = ALL
%#27 ALL=(ALL) NOPASSWD: /bin/ls, PASSWD: /bin/cat /etc/x\,y, NOEXEC: SHELLS
BOTH WEB = (DB) NOPASSWD:SETENV: sha224:d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f /bin/ls \
   : ALL = (root) sudoedit /etc/hosts, !/bin/su
a\ b  ALL=(:adm) /usr/bin/, ^/usr/bin/[a-z]+$ ^x.*$
+netgrp ALL=(ALL) NOPASSWD: ALL, !SHELLS
%wheel,#1000    h1 , h2 =ALL,!KILL
ALL ALL = list
carol ALL = NOPASSWD: /a "b c" d, /b\ c, /usr/bin/find /x -name \*.y
"""


def ours(policy: Sudoers) -> set[tuple[str, ...]]:
    found = set()
    for grant in policy.grants:
        tags = ",".join(sorted(grant.tags & {"NOPASSWD", "PASSWD", "SETENV", "NOEXEC"}))
        found.add((names(grant.users), names(grant.hosts), plain(grant.command), tags))
    return found


def names(items: tuple[Item, ...]) -> str:
    return " ".join(f"{'!' if item.negated else ''}{item.name}" for item in items)


def plain(command: Item) -> str:
    """cvtsudoers prints commands with their backslashes taken off."""
    return f"{'!' if command.negated else ''}{command.name}".replace("\\,", ",").replace("\\ ", " ")


def theirs(parsed: dict[str, Any]) -> set[tuple[str, ...]]:
    found = set()
    for spec in parsed["User_Specs"]:
        users, hosts = listed(spec["User_List"]), listed(spec["Host_List"])
        for commands in spec["Cmnd_Specs"]:
            options = {name: value for option in commands.get("Options", []) for name, value in option.items()}
            tags = []
            if "authenticate" in options:
                tags.append("PASSWD" if options["authenticate"] else "NOPASSWD")
            tags += ["NOEXEC"] if options.get("noexec") else []
            for command in commands["Commands"]:
                name = command["command"]
                implied = name == "ALL" and "sha" not in command
                own = tags + (["SETENV"] if options.get("setenv") and not implied else [])
                found.add((users, hosts, f"{'!' if command.get('negated') else ''}{name}", ",".join(sorted(own))))
    return found


def without_setenv(rules: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    return {(u, h, c, ",".join(tag for tag in tags.split(",") if tag != "SETENV")) for u, h, c, tags in rules}


def listed(items: list[dict[str, Any]]) -> str:
    prefixes = {"usergroup": "%", "netgroup": "+", "usergid": "%#", "userid": "#"}
    words = []
    for item in items:
        kind = next(key for key in item if key != "negated")
        words.append(f"{'!' if item.get('negated') else ''}{prefixes.get(kind, '')}{item[kind]}")
    return " ".join(words)


@pytest.mark.skipif(shutil.which("cvtsudoers") is None, reason="cvtsudoers comes with sudo")
def test_rules_agree(tmp_path: Path) -> None:
    file = tmp_path / "sudoers"
    file.write_text(POLICY)
    done = subprocess.run(["cvtsudoers", "-e", "-f", "json", str(file)], capture_output=True, text=True, check=True)
    policy = parse_lines(tuple(logical_lines(File("/etc/sudoers", POLICY))))
    assert policy.faults == ()
    wanted, have = theirs(json.loads(done.stdout)), ours(policy)
    # sudo gives SETENV to ALL and to what follows it in the list; only the tags that are written are ours
    assert without_setenv(wanted) == without_setenv(have)
    assert ("alice bob !%ops carol", "web1 10.0.0.0/8", "/bin/ls", "NOPASSWD,SETENV") in have


@pytest.mark.skipif(shutil.which("cvtsudoers") is None, reason="cvtsudoers comes with sudo")
@pytest.mark.parametrize("line", ["u ALL", "u ALL = (", "broken line here", "u ALL = /a : h = /b, : /c"])
def test_faults_agree(tmp_path: Path, line: str) -> None:
    file = tmp_path / "sudoers"
    file.write_text(f"root ALL=(ALL) ALL\n{line}\n")
    done = subprocess.run(["cvtsudoers", "-f", "json", str(file)], capture_output=True, text=True)
    policy = parse_lines(tuple(logical_lines(File("/etc/sudoers", file.read_text()))))
    assert "syntax error" in done.stderr
    assert [source.line for source in policy.faults] == [2]
