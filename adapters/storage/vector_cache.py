"""Keeps the vectors of the protocol's texts between two starts: making them is most of what a start costs.

Only for texts of a protocol. What employees ask is never handed to this encoder, and nothing of it reaches the disk.

A batch of texts is one file: a checksum, then the digests of the texts and their vectors. Its name is the digest of the
encoder and the texts, so that a file never changes and a second writer writes the same. A protocol that changed in
places finds the vectors of the other texts in the files of earlier batches. A cache that cannot be read or written is
as good as none.
"""

import contextlib
import hashlib
import io
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.semantic import Encoder, Vectors

KEPT_BATCHES = 16
"""Files that stay, the last used first; a batch of 1,000 texts and 512 dimensions is 2 MB."""

KEPT_BYTES = 128 * 1024 * 1024
"""What the files may take together."""

_SEARCHED_BATCHES = 4
"""How many earlier batches are looked through for texts that stayed the same."""

_LAYOUT = b"magdat vectors 1\n"
_DIGEST_BYTES = 16
_SUFFIX = ".vectors"
_STALE_SECONDS = 3_600
"""After which an unfinished file was left by a process that died."""

_Digests = NDArray[np.uint8]
"""One row a text; shape (texts, 16)."""


class CachingEncoder:
    """An encoder that remembers on disk what it was asked before."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder

    @property
    def name(self) -> str:
        """The name of the encoder that makes the vectors."""
        return self._encoder.name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, in their order; from disk where they were made before."""
        digests = [self._digest(text.encode("utf-8", "surrogatepass")) for text in texts]
        path = self._folder / f"{self._digest(*digests).hex()}{_SUFFIX}"
        batch = _read_batch(path)
        if batch is not None and len(batch[1]) == len(texts):
            with contextlib.suppress(OSError):
                path.touch()
            return batch[1]
        vectors = self._completed(texts, digests)
        with contextlib.suppress(OSError):
            _write_batch(path, np.frombuffer(b"".join(digests), np.uint8).reshape(-1, _DIGEST_BYTES), vectors)
            _evict(self._folder)
        return vectors

    def _digest(self, *parts: bytes) -> bytes:
        """The digest of ``parts`` in this order, under this encoder."""
        digest = hashlib.blake2b(_LAYOUT + self.name.encode(), digest_size=_DIGEST_BYTES)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.digest()

    def _completed(self, texts: Sequence[str], digests: Sequence[bytes]) -> Vectors:
        """The vectors of ``texts``: those of earlier batches, and the missing ones made anew."""
        known = self._earlier(set(digests))
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        if len(missing) == len(texts):
            return self._encoder.encode(texts)
        if missing:
            made = self._encoder.encode(list(missing.values()))
            known.update(zip(missing, made, strict=True))
        return np.stack([known[digest] for digest in digests])

    def _earlier(self, wanted: set[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """The vectors of ``wanted`` that stand in the batches used last."""
        found: dict[bytes, NDArray[np.float32]] = {}
        dimensions: int | None = None
        for path in _newest_first(self._folder)[:_SEARCHED_BATCHES]:
            batch = _read_batch(path)
            if batch is None or (dimensions is not None and batch[1].shape[1] != dimensions):
                continue
            for digest, vector in zip(batch[0], batch[1], strict=True):
                if (key := digest.tobytes()) in wanted:
                    dimensions = vector.size
                    found.setdefault(key, vector)
        return found


def _read_batch(path: Path) -> tuple[_Digests, Vectors] | None:
    """The digests and vectors in the file; ``None`` when it is not there or not whole."""
    try:
        if path.stat().st_size > KEPT_BYTES:
            return None
        written = path.read_bytes()
        checksum, body = written[: hashlib.sha256().digest_size], written[hashlib.sha256().digest_size :]
        if hashlib.sha256(body).digest() != checksum:
            return None
        stream = io.BytesIO(body)
        digests = np.load(stream, allow_pickle=False)
        vectors = np.load(stream, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if digests.dtype != np.uint8 or digests.ndim != 2 or digests.shape[1] != _DIGEST_BYTES:
        return None
    if vectors.dtype != np.float32 or vectors.ndim != 2 or len(vectors) != len(digests):
        return None
    return digests, vectors


def _write_batch(path: Path, digests: _Digests, vectors: Vectors) -> None:
    """Write the file in one go, so that a reader sees all of it or nothing."""
    stream = io.BytesIO()
    np.save(stream, digests, allow_pickle=False)
    np.save(stream, vectors.astype(np.float32, copy=False), allow_pickle=False)
    body = stream.getvalue()
    if len(body) > KEPT_BYTES // 2:
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=path.parent, suffix=".unfinished")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _newest_first(folder: Path) -> list[Path]:
    """The batches in ``folder``, the last used first."""
    used: list[tuple[float, Path]] = []
    with contextlib.suppress(OSError):
        for path in folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                used.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(used, reverse=True)]


def _evict(folder: Path) -> None:
    """Remove the batches that were not used for longest, until the rest fits, and what dead processes left."""
    total = 0
    for place, path in enumerate(_newest_first(folder)):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
            if place >= KEPT_BATCHES or (place > 0 and total > KEPT_BYTES):
                path.unlink()
    for path in folder.glob("*.unfinished"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                path.unlink()
