import re

from adapters.chance import RandomIds, SystemChance


def test_an_id_is_26_letters_and_digits_and_never_the_same() -> None:
    ids = [RandomIds().new_id() for _ in range(1_000)]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z2-7]{26}", each) for each in ids)


def test_an_id_is_random_from_the_first_character_on() -> None:
    ids = [RandomIds().new_id() for _ in range(1_000)]

    assert all(len({each[place] for each in ids}) == 32 for place in range(26))


def test_chance_is_between_nothing_and_all() -> None:
    fractions = [SystemChance().fraction() for _ in range(1_000)]

    assert all(0 <= each < 1 for each in fractions)
    assert len(set(fractions)) > 900
