"""Keeps what was computed for a protocol between two starts, in a folder: computing it is most of what a start costs.

Only what was made of a protocol comes here, never anything of a question. A file is a checksum and an uncompressed
``npz``; it is written in one go and never changes, so that several processes can share the folder. A store that cannot
be read or written is as good as none.
"""

import contextlib
import hashlib
import io
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

KEPT_FILES = 32
"""Files that stay, the last used first; two for a protocol, of 45 clauses in two languages with about 10 MB."""
KEPT_BYTES = 256 * 1024 * 1024
"""What the files may take together."""

_SUFFIX = ".arrays"
_UNFINISHED = ".unfinished"
_STALE_SECONDS = 3_600
"""After which an unfinished file was left by a process that died."""
_KEY = re.compile(r"[0-9a-f]{16,128}")
_NUMBERS = "fiu"
"""Kinds of numbers that an array may hold: floating, signed and unsigned."""
_CHECKSUM_BYTES = hashlib.sha256().digest_size

Arrays = Mapping[str, NDArray[np.generic]]


class FolderArrayStore:
    """A store of arrays as files in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, key: str) -> Arrays | None:
        """What was saved under ``key``; ``None`` when it is not there or not whole."""
        path = self._path(key)
        arrays = _read(path)
        if arrays is not None:
            with contextlib.suppress(OSError):
                path.touch()
        return arrays

    def save(self, key: str, arrays: Arrays) -> None:
        """Keep ``arrays`` under ``key``, and let go of what was not used for longest; failing to is no error."""
        path = self._path(key)
        with contextlib.suppress(OSError):
            _write(path, arrays)
            _evict(self._folder)

    def _path(self, key: str) -> Path:
        """The file for ``key``.

        Raises:
            ValueError: the key is not a digest in hexadecimal.
        """
        if _KEY.fullmatch(key) is None:
            raise ValueError(key)
        return self._folder / f"{key}{_SUFFIX}"


def _read(path: Path) -> Arrays | None:
    try:
        if path.stat().st_size > KEPT_BYTES:
            return None
        with path.open("rb") as file:  # never changed, only replaced: what is hashed is what is loaded
            checksum = file.read(_CHECKSUM_BYTES)
            if hashlib.file_digest(file, "sha256").digest() != checksum:
                return None
            file.seek(_CHECKSUM_BYTES)
            with np.load(file, allow_pickle=False) as kept:
                arrays = {name: kept[name] for name in kept.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    return arrays if all(array.dtype.kind in _NUMBERS for array in arrays.values()) else None


def _write(path: Path, arrays: Arrays) -> None:
    """Write the file in one go, so that a reader sees all of it or nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.save(member, np.asarray(array), allow_pickle=False)
    body = stream.getbuffer()
    if len(body) > KEPT_BYTES // 2:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=_UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).digest())
            file.write(body)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _evict(folder: Path) -> None:
    """Remove the files that were not used for longest until the rest fits, and what dead processes left."""
    total = 0
    for place, path in enumerate(_last_used_first(folder)):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
            if place >= KEPT_FILES or (place > 0 and total > KEPT_BYTES):
                path.unlink()
    for path in folder.glob(f"*{_UNFINISHED}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                path.unlink()


def _last_used_first(folder: Path) -> list[Path]:
    used: list[tuple[float, Path]] = []
    for path in folder.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            used.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(used, reverse=True)]
