"""R7: a good protocol file with a few characters changed, thousands of times over."""

import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.load.serving import resident_mib
from tests.mutations import mutations
from tests.protocol_files import PROTOCOLS, problems_in

_SEED = 7
_WARM_UP = 100
"""What is imported and made once is there by then."""


async def mutated(count: int) -> str:
    """Load so many; how many were refused, how long one took at most, and what it left in memory."""
    good = (PROTOCOLS / "everything.yaml").read_text(encoding="utf-8")
    seconds, refused, unplaced, memory = list[float](), 0, 0, list[float]()

    @seed(_SEED)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutations(good))
    def load(text: str) -> None:
        nonlocal refused, unplaced
        begun = time.process_time()
        problems = problems_in(text.encode())
        seconds.append(time.process_time() - begun)
        refused += bool(problems)
        unplaced += any(problem.place.line < 1 or problem.place.column < 1 for problem in problems)
        if len(seconds) in {_WARM_UP, count}:
            memory.append(resident_mib(Path("/proc/self")))

    load()
    return (
        f"{len(seconds)} changed files: {refused} refused, {unplaced} of them without line and column, the others "
        f"read; each within {max(seconds) * 1000:.0f} ms of a processor; memory {memory[0]:.0f} -> {memory[-1]:.0f} MiB"
    )
