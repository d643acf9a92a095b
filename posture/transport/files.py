"""A root filesystem in a folder, or exported configuration: files are read here, programs are never run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from posture.errors import TargetError
from posture.model.answer import File, Files, Meta, Raw, Tallied, Walked
from posture.model.evidence import Absent, Evidence, Observed, Reason, Source, Unavailable
from posture.model.interest import interested
from posture.model.request import Kind, Look, Read, Request, Tally, Walk
from posture.parse.personal_data import count_personal_data
from posture.transport.redaction import redact
from posture.transport.session import Batch
from posture.transport.tree import LoopError, Tree, meta_of

RUNTIME = ("/proc/", "/sys/", "/run/", "/dev/")
NO_KERNEL = "a folder of files has no running kernel, no processes and no programs to ask"


class RootFs:
    """`rootfs:DIR`: everything a root filesystem can tell without being booted.

    Raises TargetError when DIR holds no root filesystem: an empty folder must not look like a clean host.
    """

    exported = False

    def __init__(self, folder: Path) -> None:
        try:
            names = set(os.listdir(folder))
        except OSError as fault:
            raise TargetError(
                f"{folder}: {fault.strerror}", "permission" if fault.errno == 13 else "unreachable"
            ) from None
        if not names & {"etc", "usr"}:
            raise TargetError(f"{folder} holds no root filesystem: neither etc nor usr is there", "unsupported")
        self.tree = Tree(folder)

    def __enter__(self) -> RootFs:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def ask(self, requests: Sequence[Request]) -> Batch:
        """Files are answered, everything that needs a running system is Unavailable(unsupported)."""
        return {request: self._answer(request) for request in requests}

    def _answer(self, request: Request) -> Evidence[Raw]:
        if isinstance(request, Read | Look) and not request.path.startswith(RUNTIME):
            return self._read(request) if isinstance(request, Read) else self._look(request)
        if isinstance(request, Walk):
            return self._walk(request)
        if isinstance(request, Tally):
            return self._tally(request)
        return Unavailable(Reason.UNSUPPORTED, f"{request.describe()}: {NO_KERNEL}")

    def _read(self, request: Read) -> Evidence[Raw]:
        if not request.is_glob:
            result = self._file(request.path, request)
            if isinstance(result, File):
                return Observed(result, (result.source(),))
            return result
        denied: list[str] = []
        paths = [path for path in self.tree.glob(request.path, denied) if self._is_file(path)]
        results = [self._file(path, request) for path in paths[: request.most]]
        troubles = [_permission(path) for path in denied]
        troubles += [result for result in results if isinstance(result, Unavailable)]
        if len(paths) > request.most:
            troubles.append(Unavailable(Reason.TRUNCATED, f"{request.path}: more than {request.most} files"))
        found = tuple(result for result in results if isinstance(result, File))
        if not found and not troubles:
            return Absent((Source(request.path),))
        return Observed(Files(found=found, troubles=tuple(troubles)), tuple(file.source() for file in found))

    def _is_file(self, path: str) -> bool:
        """Whether a glob should read it: folders are left out, everything else says for itself."""
        try:
            return self.tree.meta(path).kind != "dir"
        except OSError:
            return True

    def _file(self, path: str, request: Read) -> File | Absent | Unavailable:
        try:
            meta = self.tree.meta(path)
            if meta.kind == "char" and self.tree.real(path).endswith(b"/dev/null"):
                return _made(path, b"", request, meta)
            if meta.kind != "file":
                return Unavailable(Reason.UNSUPPORTED, f"{path} is no regular file but a {meta.kind}", (Source(path),))
            if meta.size > request.limit:
                return Unavailable(Reason.TRUNCATED, f"{path} is longer than {request.limit} bytes", (Source(path),))
            return _made(path, self.tree.read(path, request.limit), request, meta)
        except OSError as fault:
            return self._missing(path, fault)

    def _missing(self, path: str, fault: OSError) -> Absent | Unavailable:
        if isinstance(fault, PermissionError):
            return _permission(path)
        if isinstance(fault, LoopError):
            return Unavailable(Reason.FAILED, f"{path}: a loop of symbolic links", (Source(path),))
        if isinstance(fault, FileNotFoundError | NotADirectoryError):
            if self._masked(path):
                return Unavailable(Reason.UNSUPPORTED, f"{path} leads to a device the tree does not hold")
            return Absent((Source(path),))
        return Unavailable(Reason.FAILED, f"{path}: {fault.strerror}", (Source(path),))

    def _masked(self, path: str) -> bool:
        real = self.tree.real(path)[len(self.tree.folder) :]
        return real.startswith((b"/dev/", b"/proc/", b"/sys/")) and real != os.fsencode(path)

    def _look(self, request: Look) -> Evidence[Raw]:
        denied: list[str] = []
        paths = list(self.tree.glob(request.path, denied)) if request.is_glob else [request.path]
        metas: list[Meta] = []
        troubles = [_permission(path) for path in denied]
        for path in paths[: request.most]:
            try:
                metas.append(self.tree.meta(path))
            except OSError as fault:
                missing = self._missing(path, fault)
                if isinstance(missing, Unavailable):
                    troubles.append(missing)
        if len(paths) > request.most:
            troubles.append(Unavailable(Reason.TRUNCATED, f"{request.path}: more than {request.most} matches"))
        if not request.is_glob and troubles:
            return troubles[0]
        if not metas and not troubles:
            return Absent((Source(request.path),))
        return Observed(Files(metas=tuple(metas), troubles=tuple(troubles)), tuple(Source(meta.path) for meta in metas))

    def _walk(self, request: Walk) -> Evidence[Raw]:
        uids, gids = self._ids("/etc/passwd"), self._ids("/etc/group")
        met: list[Meta] = []
        why, reason = "", Reason.PERMISSION
        for meta in self._everything(request.root):
            if meta is None:
                why = "some folders cannot be entered"
            elif interested(meta, request.interests, uids, gids):
                met.append(meta)
                if len(met) >= request.most:
                    why, reason = f"more than {request.most} files met", Reason.TRUNCATED
                    break
        met.sort(key=lambda meta: meta.path)
        walked = Walked(request.root, tuple(met), request.interests, not why, why, reason)
        return Observed(walked, (Source(f"find {request.root}"),))

    def _ids(self, path: str) -> frozenset[int]:
        try:
            lines = self.tree.read(path, 1 << 20).decode("utf-8", "replace").splitlines()
        except OSError:
            return frozenset()
        fields = (line.split(":") for line in lines)
        return frozenset(int(parts[2]) for parts in fields if len(parts) > 2 and parts[2].isdecimal())

    def _everything(self, root: str) -> list[Meta | None]:
        """Metadata of all files and folders below, links not followed; None for a folder not entered."""
        found: list[Meta | None] = []
        top = self.tree.real(root)
        todo = [top]
        while todo:
            place = todo.pop()
            try:
                entries = list(os.scandir(place))
            except OSError:
                found.append(None)
                continue
            for entry in entries:
                path = os.fsdecode(entry.path[len(self.tree.folder) :])
                try:
                    info = entry.stat(follow_symlinks=False)
                except OSError:
                    found.append(None)
                    continue
                found.append(meta_of(path, info))
                if entry.is_dir(follow_symlinks=False) and not f"{path}/".startswith(RUNTIME):
                    todo.append(entry.path)
        return found

    def _tally(self, request: Tally) -> Evidence[Raw]:
        try:
            self.tree.meta(request.root)
        except OSError as fault:
            return self._missing(request.root, fault)
        rows: list[tuple[str, Kind, int]] = []
        why, files, longer = "", 0, 0
        for meta in self._everything(request.root):
            if meta is None:
                why = "some folders cannot be entered"
            elif meta.kind == "file" and 0 < meta.size <= request.limit:
                files += 1
                if files > request.most:
                    why = f"more than {request.most} files"
                    break
                try:
                    counts = count_personal_data(self.tree.read(meta.path, request.limit), request.kinds)
                except OSError:
                    why = "some files could not be read"
                    continue
                rows += [(meta.path, kind, number) for kind, number in counts.items() if number]
            elif meta.kind == "file" and meta.size:
                longer += 1
        if longer and not why:
            why = f"{longer} files are longer than {request.limit} bytes and were not looked into"
        return Observed(Tallied(request.root, tuple(sorted(rows)), files, not why, why), (Source(request.root),))


def _made(path: str, content: bytes, request: Read, meta: Meta) -> File:
    text = redact(request.redact, content.decode("utf-8", "surrogateescape"))
    digest = sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return File(path, text, meta, f"sha256:{digest}")


def _permission(path: str) -> Unavailable:
    return Unavailable(Reason.PERMISSION, f"{path} may not be read", (Source(path),))
