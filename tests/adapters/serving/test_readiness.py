import threading

import pytest

from adapters.serving import readiness
from adapters.serving.readiness import Readiness
from adapters.serving.supervision import Supervised
from bot.errors import StorageUnavailableError


class Disk:
    """Storage that works or does not."""

    def __init__(self) -> None:
        self.works = True
        self.tries = 0

    def write(self) -> None:
        self.tries += 1
        if not self.works:
            raise StorageUnavailableError


async def nothing() -> None:
    """Work that is never begun here."""


@pytest.fixture
def always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_FRESH_SECONDS", 0.0)


@pytest.mark.usefixtures("always_fresh")
async def test_it_is_ready_again_when_storage_works_again() -> None:
    disk = Disk()
    ready = Readiness(lambda: False, disk.write, tuple)

    said = []
    for disk.works in (True, False, True):
        said.append(await ready.what_is_missing())

    assert said == [(), ("storage",), ()]


async def test_storage_is_not_asked_at_every_probe() -> None:
    disk = Disk()
    ready = Readiness(lambda: False, disk.write, tuple)

    for _ in range(50):
        await ready.what_is_missing()

    assert disk.tries == 1


async def test_storage_that_hangs_counts_as_away_and_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_PATIENCE_SECONDS", 0.01)
    hangs, tries = threading.Event(), []

    def write() -> None:
        tries.append(1)
        hangs.wait(5)

    ready = Readiness(lambda: False, write, tuple)
    said = [await ready.what_is_missing() for _ in range(3)]
    hangs.set()

    assert said == [("storage",)] * 3
    assert len(tries) == 1


@pytest.mark.parametrize(("needed", "missing"), [(True, ("relay",)), (False, ())], ids=["needed", "not needed"])
async def test_only_work_that_is_needed_makes_it_unready(needed: bool, missing: tuple[str, ...]) -> None:  # noqa: FBT001 -- a case
    work = Supervised("relay", nothing, needed=needed, fault="ValueError")

    assert await Readiness(lambda: False, Disk().write, lambda: (work,)).what_is_missing() == missing


async def test_a_process_that_stops_is_not_ready() -> None:
    assert await Readiness(lambda: True, Disk().write, tuple).what_is_missing() == ("stopping",)
