"""R7: a good protocol file with a few characters changed, thousands of times over."""

import random
import time
from pathlib import Path

from tests.load.serving import resident_mib
from tests.mutations import changed
from tests.protocol_files import PROTOCOLS, problems_in

_WARM_UP = 100
"""What is imported and made once is there by then."""


async def mutated(count: int) -> str:
    """Load so many; how many were refused, how long one took at most, and what it left in memory."""
    good = (PROTOCOLS / "everything.yaml").read_text(encoding="utf-8")
    chance = random.Random(7)  # noqa: S311 -- the same files each time
    longest, refused, unplaced, before = 0.0, 0, 0, 0.0
    for number in range(count):
        if number == min(_WARM_UP, count - 1):
            before = resident_mib(Path("/proc/self"))
        content = changed(good, chance).encode()
        begun = time.process_time()
        problems = problems_in(content)
        longest = max(longest, time.process_time() - begun)
        refused += bool(problems)
        unplaced += any(problem.place.line < 1 or problem.place.column < 1 for problem in problems)
    after = resident_mib(Path("/proc/self"))
    return (
        f"{count} changed files: {refused} refused, {unplaced} of them without line and column, the others read; each "
        f"within {longest * 1000:.0f} ms of a processor; memory {before:.0f} -> {after:.0f} MiB"
    )
