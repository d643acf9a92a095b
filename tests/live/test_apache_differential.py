"""Our reading of Apache's configuration against httpd's own list of the files it includes (`-D DUMP_INCLUDES`)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from posture.model.answer import File
from posture.parse.apache_tree import Tree, build

pytestmark = pytest.mark.live

TRIALS = {
    "globs, a folder, and a file that includes another": {
        "main.conf": "Include conf.d/*.conf\nIncludeOptional none/*.conf\nInclude more/\n",
        "conf.d/b.conf": "ServerTokens Prod\n",
        "conf.d/a.conf": "include deep/x.conf\n",
        "conf.d/c.conf.off": "nonsense\n",
        "deep/x.conf": "ServerSignature Off\r\n",
        "more/y.conf": "# nothing\n",
    },
    "definitions and modules": {
        "main.conf": "Define HARD\n<IfDefine HARD>\nInclude a.conf\n</IfDefine>\n<IfDefine !HARD>\nInclude b.conf\n"
        "</IfDefine>\n<IfModule !mod_none.c>\nInclude c.conf\n</IfModule>\n<IfModule none_module>\nInclude b.conf\n"
        "</IfModule>\n<IfModule mod_so.c>\nInclude d.conf\n</IfModule>\n<IfModule http_core.c>\nInclude e.conf\n"
        "</IfModule>\n",
        "a.conf": "ServerTokens Prod\n",
        "b.conf": "Nonsense here\n",
        "c.conf": "TraceEnable \\\n  Off\n",
        "d.conf": "# Include b.conf\\\nInclude b.conf\n",
        "e.conf": "ServerName a.example\n",
    },
    "sections within sections, quoted paths": {
        "main.conf": '<Directory "/srv/a b">\n<Files x>\nInclude "two words.conf"\n</Files>\n</Directory>\n'
        "<VirtualHost *:80>\nInclude v.conf\n</VirtualHost>\n",
        "two words.conf": "# none\n",
        "v.conf": "ServerName b.example\n",
    },
}


@pytest.fixture
def program() -> str:
    found = next((path for name in ("apache2", "httpd") if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("Apache is not installed")
    return found


def _head(program: str, root: Path) -> str:
    """What every trial begins with: without a processing module httpd refuses any configuration."""
    module = Path(program).parent.parent / "lib/apache2/modules/mod_mpm_event.so"
    load = f"LoadModule mpm_event_module {module}\n" if module.is_file() else ""
    return f"ServerRoot {root}\n{load}"


def _said(program: str, root: Path) -> set[str]:
    argv = [program, "-t", "-D", "DUMP_INCLUDES", "-f", str(root / "main.conf")]
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    assert "Syntax error" not in ran.stderr, ran.stderr
    lines = [line.strip().split(" ", 1) for line in ran.stdout.splitlines() if line.startswith("  ")]
    return {path for mark, path in lines if mark.startswith("(")}


def _ours(root: Path) -> Tree:
    def read(pattern: str) -> tuple[File, ...]:
        found = sorted(root.glob(str(Path(pattern).relative_to(root))))
        return tuple(File(str(path), path.read_bytes().decode()) for path in found)

    main = root / "main.conf"
    return build(File(str(main), main.read_bytes().decode()), read, str(root))


@pytest.mark.parametrize("name", TRIALS)
def test_reads_the_files_that_apache_reads(name: str, tmp_path: Path, program: str) -> None:
    for path, text in TRIALS[name].items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        head = _head(program, tmp_path) if path == "main.conf" else ""
        (tmp_path / path).write_bytes((head + text).encode())
    tree = _ours(tmp_path)
    assert set(tree.files) == _said(program, tmp_path)
    assert not tree.missing
