import pytest

from adapters.web.trying import pressed
from adapters.web.visits import PageError
from bot.action import Act, Action
from tests.office import SANNE, Office


def test_the_longest_choice_of_an_earlier_day_can_be_pressed() -> None:
    subject = ".".join(("q" * 26, f"{'c' * 64}@2026-03-03", "a" * 64, "b" * 64))

    command = pressed(f"{Act.CIRCUMSTANCE} {subject}", None, Office().origin(SANNE))

    assert command.action == Action(Act.CIRCUMSTANCE, subject)


def test_what_is_longer_than_anything_that_is_offered_is_refused() -> None:
    with pytest.raises(PageError):
        pressed(f"{Act.CIRCUMSTANCE} {'x' * 300}", None, Office().origin(SANNE))
