import pytest

from bot.giveaways import GiveawayKind, giveaways

KINDS = GiveawayKind


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Mag dit? Mail me op j.jansen@kruim.example graag", KINDS.EMAIL, "j.jansen@kruim.example"),
        ("Bel me op 06-12345678 voor uitleg", KINDS.PHONE, "06-12345678"),
        ("Call me at +31 20 123 45 67 please", KINDS.PHONE, "+31 20 123 45 67"),
        ("Mag ik als @bakkerpiet posten?", KINDS.HANDLE, "@bakkerpiet"),
        ("Zie linkedin.com/in/piet-bakker voor mijn profiel", KINDS.HANDLE, "linkedin.com/in/piet-bakker"),
        ("Mijn personeelsnummer is 123456 en ik vraag me af", KINDS.NUMBER, "123456"),
        ("Mag ik iets zeggen over Jan de Vries op Facebook?", KINDS.NAME, "Jan de Vries"),
        ("Can I reply to Mary Johnson on X?", KINDS.NAME, "Mary Johnson"),
        ("ik heet Fatima en mag ik posten?", KINDS.NAME, "Fatima"),
        ("May I post this? Regards, Pete", KINDS.NAME, "Pete"),
        ("mag ik mijn leidinggevende toevoegen?", KINDS.TEAM, "mijn leidinggevende"),
        ("In our marketing department we post daily", KINDS.TEAM, "our marketing department"),
        ("Ik ben de enige bakker hier", KINDS.TEAM, "Ik ben de enige bakker"),
        ("i am the only apprentice", KINDS.TEAM, "i am the only apprentice"),
        ("Wat mag ons team Oost posten?", KINDS.TEAM, "ons team Oost"),
        ("Ik zit in team Zuidas", KINDS.TEAM, "team Zuidas"),
    ],
)
def test_words_that_tell_who_asks_are_found(text: str, kind: GiveawayKind, words: str) -> None:
    found = giveaways(text)

    assert [(each.kind, each.words) for each in found] == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Mag ik klanten toevoegen op LinkedIn?",
        "May I add clients on LinkedIn or Facebook?",
        "Mag ik op X iets zeggen over Bakkerij Kruim?",
        "Is het in 2026 nog steeds verboden om recepten te delen?",
        "Can I post a photo of the Christmas party on Instagram Stories?",
        "Mag ik na 17:00 uur op Microsoft Teams zitten?",
        "Wat mag ik zeggen op Facebook? En Wat Niet?",
    ],
)
def test_an_ordinary_question_raises_no_alarm(text: str) -> None:
    assert [each for each in giveaways(text, known=("Bakkerij Kruim",)) if each.kind is not KINDS.TEAM] == []


def test_the_askers_own_name_is_found_however_it_is_written() -> None:
    found = giveaways("ik, sanne, wil iets vragen", own_name="Sanne Bakker")

    assert [(each.kind, each.words) for each in found] == [(KINDS.OWN_NAME, "sanne")]


def test_long_hostile_text_is_read_in_no_time() -> None:
    for text in ("a@" * 2_000, "0 " * 2_000, "Aa " * 1_333, "mijn " * 800, "x.com/" * 660):
        giveaways(text, own_name="a b c")
