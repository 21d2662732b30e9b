"""How the C library divides memory among threads: in few parts, so that what one thread freed others use.

Left to itself glibc gives each of a process's many threads a part of its own (an *arena*, up to eight a processor), and
keeps in each what was freed there. Memory then grows without anything being held: 12,000 questions at 30 a second end
at 212 MiB, and at 191 MiB with two (``deploy/figures.md``, R16).
"""

import ctypes
import logging
import os

_MOST_ARENAS = 2
_M_ARENA_MAX = -8
"""As ``malloc.h`` has it; see mallopt(3)."""

_log = logging.getLogger(__name__)


def use_few_arenas() -> bool:
    """Ask for it, before there are threads; whether it was taken. What the operator set in the environment holds."""
    if "MALLOC_ARENA_MAX" in os.environ:
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _MOST_ARENAS))
    except (OSError, AttributeError):  # another C library, which does otherwise
        _log.debug("this C library has no arenas to set")
        return False
