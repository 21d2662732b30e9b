import time

import pytest

from knowledge.checks.drift import differences
from knowledge.protocol import Language

NL, EN = Language.NL, Language.EN


def found(dutch: str, english: str) -> list[str]:
    return list(differences(dutch, NL, english, EN))


@pytest.mark.parametrize(
    ("dutch", "english", "word"),
    [
        pytest.param("Pas het binnen 14 dagen aan.", "Change it within 10 days.", "14", id="digits"),
        pytest.param("Pas het binnen twee dagen aan.", "Change it within three days.", "2", id="number words"),
        pytest.param("Meld het binnen 24 uur.", "Report it.", "24", id="number lost"),
        pytest.param("Meld het.", "Report it within 24 hours.", "24", id="number gained"),
        pytest.param("Na 21.00 uur is het stil.", "It is quiet after 8 pm.", "21", id="time"),
        pytest.param("Dit geldt vanaf 3 april 2026.", "This holds from 3 April 2027.", "2026", id="year"),
        pytest.param("Een bon van € 50 mag.", "A voucher of €75 is fine.", "50", id="amount"),
        pytest.param("Mail hr@voorbeeld.nl.", "Mail people@voorbeeld.nl.", "hr@voorbeeld.nl", id="e-mail"),
        pytest.param("Zie https://voorbeeld.nl/regels.", "See https://old.example/rules.", "voorbeeld.nl", id="site"),
        pytest.param("Op LinkedIn en TikTok mag het.", "On LinkedIn it is fine.", "TikTok", id="platform lost"),
        pytest.param("Deel het op X.", "Share it on Facebook.", "X", id="platform X"),
        pytest.param("Je mag klanten niet toevoegen.", "You may add clients.", "forbids", id="not lost"),
        pytest.param("Je mag klanten toevoegen.", "You must not add clients.", "permits", id="not gained"),
        pytest.param(
            "Noem je werkgever gerust. Je mag klanten niet noemen.",
            "Feel free to name your employer. You may name clients.",
            "forbids",
            id="not lost in one sentence",
        ),
        pytest.param(
            "Je mag een foto van je werkplek plaatsen. Controleer hem eerst op namen, schermen, documenten en "
            "gezichten van anderen die er niet op willen.",
            "You may post a picture of your workplace.",
            "2 sentences",
            id="sentence lost",
        ),
        pytest.param(
            "Je mag een foto van je werkplek plaatsen als er geen leesbare schermen, documenten of toegangspassen op "
            "staan en ook niemand herkenbaar is die dat niet wil",
            "You may post a picture of your workplace if it shows no screens",
            "times as long",
            id="clause of a sentence lost",
        ),
    ],
)
def test_what_only_one_translation_says_is_seen(dutch: str, english: str, word: str) -> None:
    assert any(word in difference for difference in found(dutch, english))


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        pytest.param("Binnen een week.", "Within one week.", id="one is an article in Dutch"),
        pytest.param("Binnen twee weken.", "Within 2 weeks.", id="words and digits"),
        pytest.param("Na 21.00 uur is het stil.", "It is quiet after 9 p.m.", id="clocks of 24 and 12 hours"),
        pytest.param("Om zes uur 's avonds.", "At 6 pm.", id="an hour in words"),
        pytest.param("Een bon van € 1.000,-.", "A voucher of €1,000.", id="thousands"),
        pytest.param("Ruim 2,5 procent.", "Over 2.5 per cent.", id="decimals"),
        pytest.param("Vanaf 3-4-2026.", "From 3 April 2026.", id="a date in words"),
        pytest.param("Dat is twee keer misgegaan.", "That went wrong twice.", id="twice"),
        pytest.param("Log in in twee stappen.", "Use two-step login.", id="two-step"),
        pytest.param("Binnen vierentwintig uur.", "Within 24 hours.", id="a compound number"),
        pytest.param("Stuur een appje.", "Send a WhatsApp message.", id="an app message"),
        pytest.param(
            "Je LinkedInprofiel en Facebookpagina.", "Your LinkedIn profile and Facebook page.", id="compounds"
        ),
        pytest.param("Deel het op X.", "Share it on Twitter.", id="two names of one platform"),
        pytest.param("Zoals op je werk.", "For instance at work.", id="a name inside a word"),
        pytest.param("Mail HR@voorbeeld.nl.", "Mail hr@voorbeeld.nl.", id="case of an address"),
        pytest.param("Zie https://voorbeeld.nl/nl/regels.", "See www.voorbeeld.nl/en/rules.", id="a page per language"),
        pytest.param("Je hoeft het niet te vragen.", "No permission is needed.", id="an exemption"),
        pytest.param("Alleen met toestemming mag het.", "It is not allowed without permission.", id="two negations"),
        pytest.param("Woordvoerder", "Person who may speak on behalf of the company", id="short texts"),
        pytest.param(
            "Wees niet negatief; praat met je leidinggevende.",
            "Do not be negative. Talk to your manager.",
            id="a sentence split",
        ),
    ],
)
def test_a_faithful_translation_raises_no_alarm(dutch: str, english: str) -> None:
    assert found(dutch, english) == []
    assert list(differences(english, EN, dutch, NL)) == []


@pytest.mark.parametrize("sign", ["a", "a-", "a.", "a@", "1.", "9:", "www.", "geen ", "je mag ", "app", "\n", "'"])
def test_a_hostile_text_is_compared_quickly(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    start = time.process_time()

    list(differences(text, NL, text + "x", EN))

    assert time.process_time() - start < 1.0
