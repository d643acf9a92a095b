"""Our walk through PAM stacks against libpam itself, with pam_debug.so answering whatever it is told to."""

from __future__ import annotations

import ctypes
import ctypes.util
from pathlib import Path
from random import Random

import pytest

from posture.model.answer import File
from posture.parse.pam import Module, services
from posture.parse.pam_walk import walk

pytestmark = pytest.mark.live

CODES = ("success", "success", "success", "auth_err", "perm_denied", "ignore", "user_unknown", "new_authtok_reqd")
CONTROLS = ("required", "requisite", "sufficient", "optional")
ACTIONS = ("ok", "done", "bad", "die", "ignore", "reset", "1", "2", "3")

Conversation = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p
)


class Conv(ctypes.Structure):
    """struct pam_conv of security/_pam_types.h."""

    _fields_ = (("conv", Conversation), ("data", ctypes.c_void_p))


class Libpam:
    """As much of libpam as it takes to authenticate against a folder of service files."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("pam")
        if name is None:
            pytest.skip("libpam is not installed")
        self.pam = ctypes.CDLL(name)
        if not hasattr(self.pam, "pam_start_confdir"):
            pytest.skip("libpam is older than 1.4 and reads no folder of ours")
        self.libc = ctypes.CDLL(None)
        self.libc.calloc.restype = ctypes.c_void_p
        self.conv = Conv(Conversation(self._answer), None)

    def _answer(self, count: int, messages: int, responses: object, data: object) -> int:
        responses[0] = self.libc.calloc(count, 16)  # type: ignore[index]  # struct pam_response
        return 0

    def grants(self, folder: Path, service: str) -> bool:
        handle = ctypes.c_void_p()
        started = self.pam.pam_start_confdir(
            service.encode(), b"nobody", ctypes.byref(self.conv), str(folder).encode(), ctypes.byref(handle)
        )
        assert started == 0
        result: int = self.pam.pam_authenticate(handle, 0)
        self.pam.pam_end(handle, result)
        return result == 0


@pytest.fixture(scope="module")
def libpam() -> Libpam:
    return Libpam()


@pytest.mark.parametrize("seed", range(300))
def test_same_as_libpam(seed: int, tmp_path: Path, libpam: Libpam) -> None:
    texts = _service_files(Random(seed), tmp_path)
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    files = tuple(File(str(tmp_path / name), text) for name, text in texts.items())
    found = services({"/etc/pam.d": tuple(File(f"/etc/pam.d/{name}", text) for name, text in texts.items()), "": files})
    ours = walk(found.stack("top", "auth"), _answer)
    assert ours.granted is libpam.grants(tmp_path, "top"), texts


def _answer(module: Module) -> str:
    return module.option("auth") or "auth_err"


def _service_files(random: Random, folder: Path) -> dict[str, str]:
    """A service that includes files and takes them in as substacks, by path: by name libpam 1.5 looks in /etc only."""
    inner = (f"include {folder}/inner", f"substack {folder}/inner")
    texts = {"inner": _lines(random, ()), "sub": _lines(random, inner)}
    texts["top"] = _lines(random, (*inner, f"substack {folder}/sub", f"include {folder}/sub"))
    texts["other"] = "auth required pam_deny.so\n"
    return texts


def _lines(random: Random, nested: tuple[str, ...]) -> str:
    lines = []
    for _ in range(random.randint(1, 5)):
        if nested and random.random() < 0.3:
            lines.append(f"auth {random.choice(nested)}")
        elif random.random() < 0.1:
            lines.append("account required pam_deny.so")
        else:
            lines.append(f"auth {_control(random)} pam_debug.so auth={random.choice(CODES)}")
    return "\n".join(lines) + "\n"


def _control(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(CONTROLS)
    results = random.sample(sorted(set(CODES)), random.randint(0, 3)) + ["default"] * random.randint(0, 1)
    return f"[{' '.join(f'{result}={random.choice(ACTIONS)}' for result in results)}]"
