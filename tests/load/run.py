"""Load, faults and stops of the whole process: ``python -m tests.load.run --help``. Each prints one line."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping

from tests.load.clock import clock
from tests.load.limited import limited
from tests.load.mutated import mutated
from tests.load.outage import platform_away
from tests.load.restoring import restored
from tests.load.slow import slow
from tests.load.soak import soak
from tests.load.starting import start
from tests.load.stopping import stop_under_load
from tests.load.throughput import replicas
from tests.load.trouble import database_gone, disk_full

_EXPERIMENTS: Mapping[str, tuple[int, Callable[[int], Coroutine[None, None, str]]]] = {
    "start": (5, start),
    "stops": (50, stop_under_load),
    "away": (550, platform_away),
    "clock": (10_000, clock),
    "full": (300, disk_full),
    "gone": (60, database_gone),
    "replicas": (3_000, replicas),
    "mutated": (10_000, mutated),
    "limited": (300, limited),
    "restored": (100_000, restored),
    "slow": (3_000, slow),
    "soak": (18_000, soak),
}
"""By name: how much of it, unless told otherwise, and what it does."""


def main() -> None:
    """Run one, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=[*_EXPERIMENTS, "all"])
    parser.add_argument("--count", type=int, help="how often, or how many")
    given = parser.parse_args()
    for name, (usual, experiment) in _EXPERIMENTS.items():
        if given.which in {name, "all"}:
            sys.stdout.write(f"{name}: {asyncio.run(experiment(given.count or usual))}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
