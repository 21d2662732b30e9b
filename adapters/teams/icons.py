"""The icons of the app, drawn here: a speech bubble with a question mark in it."""

import math
import struct
import zlib
from collections.abc import Callable, Sequence

_FINE = 4
"""So many points a pixel in each direction, for smooth edges."""
_BLUE, _WHITE = (31, 78, 121), (255, 255, 255)

Shape = Callable[[float, float], bool]
"""Whether a point is in it; the whole picture is 1 wide and 1 high, from the top left."""


def color_icon() -> bytes:
    """192 pixels: white on blue."""
    return _png(192, lambda x, y: (*_mixed(_coverage(_bubble_with_hole, x, y, 192)), 255))


def outline_icon() -> bytes:
    """32 pixels: white on nothing, as Teams asks."""
    return _png(32, lambda x, y: (*_WHITE, round(255 * _coverage(_bubble_outline, x, y, 32))))


def _mixed(part: float) -> Sequence[int]:
    return [round(back + (front - back) * part) for back, front in zip(_BLUE, _WHITE, strict=True)]


def _coverage(shape: Shape, x: int, y: int, size: int) -> float:
    """Which part of the pixel is in the shape."""
    steps = [(step + 0.5) / _FINE for step in range(_FINE)]
    return sum(shape((x + dx) / size, (y + dy) / size) for dx in steps for dy in steps) / _FINE**2


def _bubble(x: float, y: float, grown: float = 0.0) -> bool:
    """A rounded box with a tail at the bottom left."""
    across, down = abs(x - 0.5) - 0.22 - grown, abs(y - 0.45) - 0.17 - grown
    corner = 0.12
    inside = math.hypot(max(across, 0.0), max(down, 0.0)) <= corner
    in_tail = 0.30 - grown <= x <= 0.50 + grown and 0.70 <= y <= 0.86 + grown - 0.8 * (x - 0.30)
    return inside or in_tail


def _question_mark(x: float, y: float) -> bool:
    """Most of a ring, a stem under its end, and a dot."""
    dx, dy = x - 0.5, y - 0.375
    around = math.degrees(math.atan2(-dy, dx))
    ring = 0.055 <= math.hypot(dx, dy) <= 0.105 and -90 <= around <= 180
    stem = abs(dx) <= 0.025 and 0.43 <= y <= 0.53
    dot = math.hypot(dx, y - 0.60) <= 0.034
    return ring or stem or dot


def _bubble_with_hole(x: float, y: float) -> bool:
    return _bubble(x, y) and not _question_mark(x, y)


def _bubble_outline(x: float, y: float) -> bool:
    return (_bubble(x, y, 0.03) and not _bubble(x, y, -0.03)) or _question_mark(x, y)


def _png(size: int, pixel: Callable[[int, int], Sequence[int]]) -> bytes:
    rows = b"".join(b"\0" + bytes(part for x in range(size) for part in pixel(x, y)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
