"""Lines from a stream of any kind: bounded, and never failing on their bytes."""

import typing
from collections.abc import Iterator

from bot.question import LONGEST_QUESTION

_MOST_BYTES = 4 * (LONGEST_QUESTION + 2)
"""A line with more is longer than any question: a character takes at most four bytes in UTF-8."""


class ByteLines(typing.Protocol):
    """What is needed of a stream of bytes."""

    def readline(self, size: int, /) -> bytes:
        """The rest of the line with its end, but no more than ``size`` bytes; empty at the end of the stream."""


def read_lines(stream: ByteLines) -> Iterator[str]:
    """The lines of ``stream`` as they come, without their ends.

    Bytes that are not UTF-8 become lone surrogates, and of a line that is too long for a question only the start is
    kept, which is too long as well: whoever reads the line as a question finds out and says so.
    """
    encoding = "utf-8-sig"
    while line := stream.readline(_MOST_BYTES):
        last = line
        while len(last) == _MOST_BYTES and not last.endswith(b"\n"):
            last = stream.readline(_MOST_BYTES)
        yield line.decode(encoding, "surrogateescape").rstrip("\r\n")
        encoding = "utf-8"
