import hashlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.storage import array_store
from adapters.storage.array_store import FolderArrayStore

KEY, OTHER_KEY = "a" * 64, "b" * 64


def arrays(seed: int = 1) -> dict[str, NDArray[np.float32]]:
    chance = np.random.default_rng(seed)
    return {
        "vectors": chance.normal(size=(7, 16)).astype(np.float32),
        "look": chance.normal(size=(8, 3)).astype(np.float32),
        "none": np.zeros((0, 4), dtype=np.float32),
    }


def assert_kept(folder: Path, key: str, expected: dict[str, NDArray[np.float32]]) -> None:
    kept = FolderArrayStore(folder).load(key)

    assert kept is not None
    assert kept.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_array_equal(kept[name], array)
        assert kept[name].dtype == np.float32


def test_what_was_saved_is_loaded_by_the_next_process(tmp_path: Path) -> None:
    FolderArrayStore(tmp_path / "new" / "folder").save(KEY, arrays())

    assert_kept(tmp_path / "new" / "folder", KEY, arrays())


def test_nothing_is_loaded_under_another_key(tmp_path: Path) -> None:
    FolderArrayStore(tmp_path).save(KEY, arrays())

    assert FolderArrayStore(tmp_path).load(OTHER_KEY) is None


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 15, "A" * 64, "a" * 63 + "/"])
def test_a_key_cannot_lead_out_of_the_folder(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        FolderArrayStore(tmp_path).load(key)


SPOILS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut off": lambda written: written[: len(written) // 2],
    "one bit flipped": lambda written: written[:-40] + bytes([written[-40] ^ 1]) + written[-39:],
    "checksum gone": lambda written: bytes(32) + written[32:],
    "a pickle": lambda written: b"\x80\x04cos\nsystem\n" + written,
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_spoilt_file_is_none_and_can_be_saved_anew(tmp_path: Path, spoil: str) -> None:
    FolderArrayStore(tmp_path).save(KEY, arrays())
    [file] = tmp_path.iterdir()
    file.write_bytes(SPOILS[spoil](file.read_bytes()))

    assert FolderArrayStore(tmp_path).load(KEY) is None
    FolderArrayStore(tmp_path).save(KEY, arrays())
    assert_kept(tmp_path, KEY, arrays())


def test_objects_in_a_file_are_never_made(tmp_path: Path) -> None:
    FolderArrayStore(tmp_path).save(KEY, arrays())
    [file] = tmp_path.iterdir()
    with (tmp_path / "objects").open("wb") as written:
        np.savez(written, vectors=np.array([print], dtype=object))
    body = (tmp_path / "objects").read_bytes()
    file.write_bytes(hashlib.sha256(body).digest() + body)

    assert FolderArrayStore(tmp_path).load(KEY) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = FolderArrayStore(tmp_path / "file" / "arrays")

    store.save(KEY, arrays())

    assert store.load(KEY) is None


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)

    FolderArrayStore(tmp_path).save(KEY, arrays())

    assert list(tmp_path.iterdir()) == []


def test_the_files_used_last_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_store, "KEPT_FILES", 3)
    store = FolderArrayStore(tmp_path)
    for number in range(6):
        store.save(f"{number}" * 64, arrays())
        os.utime(tmp_path / f"{number * 1:x}{str(number) * 63}.arrays", (1_000_000 + number, 1_000_000 + number))
        if number == 2:
            assert store.load("0" * 64) is not None

    assert sorted(file.name[0] for file in tmp_path.iterdir()) == ["0", "4", "5"]


def test_the_files_together_stay_within_their_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_store, "KEPT_BYTES", 5_000)
    for number in range(9):
        FolderArrayStore(tmp_path).save(f"{number}" * 64, arrays())

    assert 0 < sum(file.stat().st_size for file in tmp_path.iterdir()) <= 5_000


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array_store, "KEPT_BYTES", 100)

    FolderArrayStore(tmp_path).save(KEY, arrays())

    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_process_left_unfinished_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "tmp1.unfinished"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))

    FolderArrayStore(tmp_path).save(KEY, arrays())

    assert not left.exists()


def test_several_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    writers = [threading.Thread(target=FolderArrayStore(tmp_path).save, args=(KEY, arrays())) for _ in range(16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert len(list(tmp_path.iterdir())) == 1
    assert_kept(tmp_path, KEY, arrays())
