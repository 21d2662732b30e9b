"""Pieces of a vocabulary by their bytes, against a dictionary of them."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.e5.piece_table import NO_PIECE, PieceTable

PIECES = st.lists(st.binary(min_size=1, max_size=6), min_size=2, max_size=30, unique=True)


def table_of(pieces: Sequence[bytes], left_out: int) -> PieceTable:
    borders = np.cumsum([0, *map(len, pieces)]).astype(np.uint32)
    return PieceTable(np.frombuffer(b"".join(pieces), dtype=np.uint8), borders, left_out)


@given(PIECES, st.binary(max_size=40), st.data())
def test_each_run_of_bytes_is_the_piece_that_a_dictionary_says(
    pieces: list[bytes], around: bytes, data: st.DataObject
) -> None:
    left_out = data.draw(st.integers(0, len(pieces) - 1))
    table = table_of(pieces, left_out)
    known = {piece: number for number, piece in enumerate(pieces) if number != left_out}
    written = around + data.draw(st.sampled_from(pieces)) + around
    longest = table.longest(written, np.arange(len(written))).tolist()
    runs = [(a, b) for a, most in enumerate(longest) for b in range(a + 1, min(len(written), a + most) + 1)]
    starts, ends = np.array(runs).T

    found = table.find(written, starts, ends)

    assert found.tolist() == [known.get(written[a:b], NO_PIECE) for a, b in runs]
    assert max(longest) <= max(map(len, pieces))
    for piece in known:
        begins = [place for place in range(len(written)) if written.startswith(piece, place)]
        assert all(longest[place] >= len(piece) for place in begins)


def test_no_bytes_have_no_piece() -> None:
    none = np.array([], dtype=np.int64)

    assert table_of([b"a", b"b"], 0).find(b"", none, none).tolist() == []
