import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from adapters.storage import vector_cache
from adapters.storage.vector_cache import CachingEncoder
from tests.fakes import FakeEncoder

TEXTS = ["Je mag klanten toevoegen.", "Recepten deel je niet.", "May I?", "", "Recepten deel je niet."]


def test_the_vectors_are_those_of_the_encoder(tmp_path: Path) -> None:
    expected = FakeEncoder().encode(TEXTS)

    first = CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)
    second = CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)

    np.testing.assert_array_equal(first, expected)
    np.testing.assert_array_equal(second, expected)
    assert second.dtype == np.float32


def test_what_was_encoded_before_is_not_encoded_again(tmp_path: Path) -> None:
    CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)
    encoder = FakeEncoder()

    CachingEncoder(encoder, tmp_path).encode(TEXTS)

    assert encoder.encoded == []


def test_of_a_changed_protocol_only_the_changed_texts_are_encoded(tmp_path: Path) -> None:
    CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)
    encoder = FakeEncoder()
    changed = ["Een zin erbij.", *TEXTS[1:]]

    vectors = CachingEncoder(encoder, tmp_path).encode(changed)

    assert encoder.encoded == ["Een zin erbij."]
    np.testing.assert_array_equal(vectors, FakeEncoder().encode(changed))


def test_another_encoder_gets_none_of_the_vectors(tmp_path: Path) -> None:
    CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)
    other = FakeEncoder(name="fake-2", dimensions=4)

    vectors = CachingEncoder(other, tmp_path).encode(TEXTS)

    assert vectors.shape == (len(TEXTS), 4)


def test_no_texts_are_no_vectors(tmp_path: Path) -> None:
    assert CachingEncoder(FakeEncoder(), tmp_path).encode([]).shape == (0, 8)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda written: b"", id="empty"),  # noqa: ARG005 -- a way to spoil takes what it spoils
        pytest.param(lambda written: written[: len(written) // 2], id="cut off"),
        pytest.param(lambda written: written[:-1] + bytes([written[-1] ^ 1]), id="one bit flipped"),
        pytest.param(lambda written: bytes(32) + written[32:], id="checksum gone"),
        pytest.param(lambda written: b"\x80\x04cos\nsystem\n" + written, id="a pickle"),
    ],
)
def test_a_spoilt_file_is_made_anew(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))

    vectors = CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)

    np.testing.assert_array_equal(vectors, FakeEncoder().encode(TEXTS))
    assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    vectors = CachingEncoder(FakeEncoder(), tmp_path / "file" / "vectors").encode(TEXTS)

    np.testing.assert_array_equal(vectors, FakeEncoder().encode(TEXTS))


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)

    vectors = CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)

    np.testing.assert_array_equal(vectors, FakeEncoder().encode(TEXTS))
    assert list(tmp_path.iterdir()) == []


def test_the_batches_used_last_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "KEPT_BATCHES", 3)
    for number in range(6):
        CachingEncoder(FakeEncoder(), tmp_path).encode([f"versie {number}"])
        for age, file in enumerate(sorted(tmp_path.iterdir(), key=lambda each: each.stat().st_mtime_ns, reverse=True)):
            os.utime(file, (1_000_000_000 - age, 1_000_000_000 - age))

    assert len(list(tmp_path.iterdir())) == 3
    encoder = FakeEncoder()
    CachingEncoder(encoder, tmp_path).encode(["versie 5"])
    assert encoder.encoded == []


def test_the_batches_together_stay_within_their_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "KEPT_BYTES", 4_000)
    for number in range(12):
        CachingEncoder(FakeEncoder(dimensions=64), tmp_path).encode([f"versie {number}"])

    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 4_000


def test_a_batch_too_large_to_keep_is_still_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "KEPT_BYTES", 100)

    vectors = CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)

    assert len(vectors) == len(TEXTS)
    assert list(tmp_path.iterdir()) == []


def test_what_a_dead_process_left_unfinished_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "tmp1.unfinished"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))

    CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS)

    assert not left.exists()


def test_several_writers_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    expected = FakeEncoder().encode(TEXTS)
    wrong: list[int] = []

    def write(place: int) -> None:
        if not np.array_equal(CachingEncoder(FakeEncoder(), tmp_path).encode(TEXTS), expected):
            wrong.append(place)

    writers = [threading.Thread(target=write, args=(place,)) for place in range(16)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert wrong == []
    assert len(list(tmp_path.iterdir())) == 1


def test_no_text_can_be_read_from_the_files(tmp_path: Path) -> None:
    CachingEncoder(FakeEncoder(), tmp_path).encode(["kanarie-7f3a"])

    [file] = tmp_path.iterdir()
    assert b"kanarie" not in file.read_bytes()
