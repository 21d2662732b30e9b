import gc
from collections.abc import Iterator

import pytest

from adapters.serving.warming import warm_up
from bot.wording import wording_in
from knowledge.protocol import Language


@pytest.fixture(autouse=True)
def thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_who_asks_first_waits_for_no_sentences_to_be_read() -> None:
    wording_in.cache_clear()

    warm_up()

    assert wording_in.cache_info().currsize == len(Language)


def test_what_there_is_at_the_start_is_not_looked_through_again() -> None:
    gc.unfreeze()

    warm_up()

    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < 10_000
