from datetime import UTC, datetime, timedelta

from bot.recollection import MOST, REMEMBERED, Recollection

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_only_the_last_question_of_a_conversation_is_remembered() -> None:
    recollection = Recollection()
    recollection.remember("here", "first", NOON)
    recollection.remember("here", "second", NOON)
    recollection.remember("there", "other", NOON)

    assert recollection.recall("here", NOON) == "second"
    assert recollection.recall("there", NOON) == "other"
    assert recollection.recall("nowhere", NOON) is None


def test_it_is_wiped_after_ten_minutes_wherever_something_is_asked() -> None:
    recollection = Recollection()
    recollection.remember("here", "a secret", NOON)

    assert recollection.recall("here", NOON + REMEMBERED - timedelta(seconds=1)) == "a secret"
    assert recollection.recall("there", NOON + REMEMBERED) is None
    assert "a secret" not in repr([vars(memory) for memory in vars(recollection).values()])


def test_of_too_many_conversations_the_quietest_is_forgotten_first() -> None:
    recollection = Recollection()
    for number in range(MOST + 1):
        recollection.remember(f"{number}", "text", NOON)

    assert recollection.recall("0", NOON) is None
    assert recollection.recall("1", NOON) == "text"


def test_choices_are_kept_beside_the_question_and_as_long() -> None:
    recollection = Recollection()
    recollection.remember("here", "first", NOON)
    recollection.remember_choices("here", {"account": "own"}, NOON)

    assert recollection.recall_choices("here", NOON + REMEMBERED - timedelta(seconds=1)) == {"account": "own"}
    assert recollection.recall_choices("there", NOON) == {}
    assert recollection.recall_choices("here", NOON + REMEMBERED) == {}


def test_who_is_forgotten_leaves_no_choice_behind() -> None:
    recollection = Recollection()
    recollection.remember_choices("here", {"account": "own"}, NOON)

    recollection.forget("here")

    assert recollection.recall_choices("here", NOON) == {}
