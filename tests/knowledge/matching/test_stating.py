import pytest

from knowledge.matching.stating import stated
from tests.branching_protocol import branching

OWN, COMPANY = {"account": "own"}, {"account": "company"}


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("mag het logo op mijn privéaccount?", OWN),
        ("mag het logo op mijn eigen account?", OWN),
        ("it is a private account, may the logo be on it?", OWN),
        ("mag het logo op een zakelijk account", COMPANY),
        ("MAG HET LOGO OP HET BEDRIJFSACCOUNT?", COMPANY),
        ("may I put it on the company account", COMPANY),
        ("dit is niet mijn privéaccount", COMPANY),
        ("it's not a private account", COMPANY),
        ("this isn't the company account", OWN),
        ("geen zakelijk account, mag het logo dan", OWN),
        ("waarom mag ik niet op mijn privéaccount posten?", OWN),
        ("why can i not use my private account", OWN),
        ("not my private account but the company account", COMPANY),
        ("ik ben woordvoerder, mag ik reageren?", {"role": "voice"}),
        ("we are spokespersons, may we answer", {"role": "voice"}),
    ],
)
def test_what_a_question_says_of_the_asker_is_known(question: str, known: dict[str, str]) -> None:
    assert stated(question, branching()) == known


@pytest.mark.parametrize(
    "question",
    [
        "mag ik het logo gebruiken?",
        "may i use the logo",
        "mag het zowel op mijn privéaccount als op het bedrijfsaccount?",
        "is a company account a private account",
        "ik ben geen woordvoerder",
        "privé is het niet en niet privé ook niet",
        "",
        "?!",
    ],
)
def test_a_question_that_leaves_it_in_doubt_says_nothing(question: str) -> None:
    assert not stated(question, branching())
