"""Our reading of redis.conf against what a real redis-server makes of the same files."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from posture.model.answer import File
from posture.model.request import Redaction
from posture.parse.redis import RedisInstance, instance
from posture.transport.redaction import redact
from tests.conftest import need

pytestmark = pytest.mark.live

TRIALS: dict[str, tuple[str, dict[str, str]]] = {
    "nothing set": ("", {}),
    "last wins": ("bind 127.0.0.2\nBIND 127.0.0.1 -::1\n", {}),
    "quoted": ('bind "127.0.0.1"\nrequirepass "a b"\n', {}),
    "comments": ("# requirepass x\n   # bind 127.0.0.9\n\tprotected-mode no\n", {}),
    "empty password": ('requirepass abcdef\nrequirepass ""\n', {}),
    "default user off": ("requirepass abcdef\nuser default off\n", {}),
    "default user open": ("requirepass abcdef\nuser default on nopass ~* +@all\n", {}),
    "default user without password": ("user default on ~* +@all\n", {}),
    "default user without dangerous": ("user default on nopass ~* +@all -@dangerous\n", {}),
    "default user gets one back": ("user default on nopass ~* +@all -@dangerous +config\n", {}),
    "another user": ("user bob on >abcdef +@all\n", {}),
    "include then line": (
        "include {folder}/a.conf\nprotected-mode yes\n",
        {"a.conf": "protected-mode no\nrequirepass q\n"},
    ),
    "line then include": ("protected-mode yes\ninclude {folder}/a.conf\n", {"a.conf": "protected-mode no\n"}),
    "acl file without default": ("requirepass abcdef\naclfile {folder}/u.acl\n", {"u.acl": "user bob on >x +@all\n"}),
    "acl file with default": ("aclfile {folder}/u.acl\n", {"u.acl": "user default off\nuser bob on >x +@all\n"}),
    "debug command": ("enable-debug-command local\nenable-module-command yes\n", {}),
}
NAMES = ("protected-mode", "enable-debug-command", "enable-module-command", "enable-protected-configs")


def masked(path: Path) -> File:
    return File(str(path), redact(Redaction.SETTINGS, path.read_text()))


def ours(folder: Path) -> RedisInstance:
    def read(pattern: str) -> tuple[File, ...]:
        return (masked(Path(pattern)),)

    one = instance(masked(folder / "redis.conf"), read)
    path = str(one.setting("aclfile").value or "")
    return RedisInstance(one.name, one.directives, one.repeated, None, read(path) if path else ())


@pytest.mark.parametrize("name", TRIALS)
def test_the_server_agrees(name: str, tmp_path: Path) -> None:
    server, client = need("redis-server"), need("redis-cli")
    text, files = TRIALS[name]
    for file, content in files.items():
        (tmp_path / file).write_text(content)
    socket = tmp_path / "s"
    (tmp_path / "redis.conf").write_text(text.format(folder=tmp_path))
    argv = [server, str(tmp_path / "redis.conf"), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tmp_path)

    def ask(*words: str) -> str:
        return subprocess.run([client, "-s", str(socket), *words], capture_output=True, text=True, check=False).stdout

    try:
        for _ in range(100):
            if socket.exists() and ask("ping"):
                break
            time.sleep(0.05)
        one = ours(tmp_path)
        user = one.default_user()
        assert ("NOAUTH" not in ask("ping")) is (user.enabled and user.open)
        if not user.open:
            return
        denied = "NOPERM" in ask("config", "get", "port")
        assert denied is not user.may("config")
        if denied:
            return
        for key in NAMES:
            assert ask("config", "get", key).splitlines()[1] == one.setting(key).value, key
        bound = one.setting("bind").value
        assert isinstance(bound, tuple)
        assert ask("config", "get", "bind").splitlines()[1] == " ".join(map(str, bound))
    finally:
        process.terminate()
        process.communicate(timeout=10)
