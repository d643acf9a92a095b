"""Our reading of nginx.conf against nginx's own (`nginx -T`): the same files, and no file refused by one alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from posture.model.answer import File
from posture.parse import nginx_tree
from posture.parse.nginx_tree import Scope, build

pytestmark = pytest.mark.live

HEAD = "pid {root}/nginx.pid;\nerror_log {root}/error.log;\nevents {{}}\n"
TRIALS = {
    "globs and nested includes": {
        "nginx.conf": "http { include conf.d/*.conf; }\n",
        "conf.d/b.conf": "server { listen 127.0.0.1:8081; include snippets/s.conf; }\n",
        "conf.d/a.conf": "include snippets/t.conf;\n",
        "conf.d/c.conf.off": "nonsense\n",
        "snippets/s.conf": "add_header X-A 'a;b}';\n",
        "snippets/t.conf": "server_tokens off;\n",
    },
    "quotes, comments and braces": {
        "nginx.conf": "http {\n # } include none.conf;\n"
        ' log_format a \'{"x": "$uri", "y": "\\\'" }\'; # {\n'
        ' map $uri $b { default "}"; "~^/a{2}" \'c#d\'; }\n'
        " server { listen 127.0.0.1:8082; set $v a${uri}b; return 200 a#b; }\n include after.conf;\n}\n",
        "after.conf": "server_tokens off;\n",
    },
    "an include whose path is quoted, CRLF line ends": {
        "nginx.conf": 'http {\r\n include "two words.conf";\r\n}\r\n',
        "two words.conf": "server_tokens off;\r\n",
    },
    "a glob that matches nothing": {"nginx.conf": "http { include none.d/*.conf; }\n"},
}
REFUSED = {
    "a block that is not closed": "http { server { listen 127.0.0.1:8083; }\n",
    "a brace too many": "http { } }\n",
    "a directive without an end": "http { server_tokens off }\n",
    "a quote that is not closed": 'http { add_header A "b; }\n',
    "a semicolon alone": "http { ; }\n",
}


def _nginx(root: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    argv = [program, "-T", "-p", str(root), "-c", str(root / "nginx.conf"), "-e", str(root / "error.log")]
    return subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        head = HEAD.format(root=root) if name == "nginx.conf" else ""
        path.write_bytes((head + text).encode())


def _file(path: Path) -> File:
    return File(str(path), path.read_bytes().decode())


def _ours(root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Scope, list[str]]:
    monkeypatch.setattr(nginx_tree, "PREFIX", str(root))

    def read(pattern: str) -> tuple[File, ...]:
        return tuple(_file(path) for path in sorted(root.glob(str(Path(pattern).relative_to(root)))))

    top, files = build(_file(root / "nginx.conf"), read)
    return top, [file.path for file in files]


@pytest.mark.parametrize("name", TRIALS)
def test_reads_the_files_that_nginx_reads(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, TRIALS[name])
    said = _nginx(tmp_path)
    assert said.returncode == 0, said.stderr
    mark = "# configuration file "
    dumped = [line[len(mark) :].rstrip(":") for line in said.stdout.splitlines() if line.startswith(mark)]
    top, files = _ours(tmp_path, monkeypatch)
    assert sorted(files) == sorted(set(dumped))
    assert not [scope for scope in (top, *top.within()) if scope.missing]


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_nginx_refuses(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path, {"nginx.conf": REFUSED[name]})
    assert _nginx(tmp_path).returncode != 0
    top, _ = _ours(tmp_path, monkeypatch)
    assert [scope for scope in (top, *top.within()) if scope.missing]


def test_reads_the_configuration_of_this_machine() -> None:
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin")
    main = Path("/etc/nginx/nginx.conf")
    if program is None or not main.is_file():
        pytest.skip("nginx is not installed")
    said = subprocess.run([program, "-T"], capture_output=True, text=True, timeout=30, check=False)
    if said.returncode != 0:
        pytest.skip("the configuration of this machine's nginx is not in order")

    def read(pattern: str) -> tuple[File, ...]:
        return tuple(_file(path) for path in sorted(Path("/").glob(pattern.lstrip("/"))))

    _, files = build(_file(main), read)
    dumped = {line[21:].rstrip(":") for line in said.stdout.splitlines() if line.startswith("# configuration file ")}
    assert {file.path for file in files} == dumped
