import pathlib

import pytest

from knowledge.checks.verdicts import check_verdicts, contradiction
from knowledge.loader import read_protocol
from knowledge.problems import Place
from knowledge.protocol import Clause, Language, Text, Verdict
from tests.knowledge.checks.drafts import load

NL, EN = Language.NL, Language.EN
SETS = sorted((pathlib.Path(__file__).parents[2] / "quality" / "sets").glob("*/protocol.yaml"))


def said(verdict: Verdict, language: Language, rule: str, *conditions: str) -> str | None:
    text = Text({language: rule})
    clause = Clause("a", "1", text, verdict, text, conditions=tuple(Text({language: each}) for each in conditions))
    return contradiction(clause, language, rule)


@pytest.mark.parametrize(
    ("verdict", "language", "rule"),
    [
        (Verdict.ALLOWED, NL, "Je mag klanten niet toevoegen op LinkedIn."),
        (Verdict.ALLOWED, NL, "Het is verboden om klanten op sociale media toe te voegen."),
        (Verdict.ALLOWED, NL, "Deel geen foto's van de werkvloer."),
        (Verdict.ALLOWED, NL, "Foto's van collega's worden niet op sociale media geplaatst."),
        (Verdict.ALLOWED, EN, "You may not add clients on LinkedIn."),
        (Verdict.ALLOWED, EN, "Do not share photos of the shop floor."),
        (Verdict.ALLOWED, EN, "Sharing photos of colleagues is strictly prohibited."),
        (Verdict.FORBIDDEN, NL, "Je mag klanten toevoegen op LinkedIn."),
        (Verdict.FORBIDDEN, NL, "Het delen van vacatures is toegestaan. Zet er een link bij."),
        (Verdict.FORBIDDEN, NL, "Je hoeft niet te vragen of je een foto mag plaatsen."),
        (Verdict.FORBIDDEN, EN, "You may add clients on LinkedIn. Use your own account."),
        (Verdict.FORBIDDEN, EN, "Sharing vacancies is not prohibited."),
        (Verdict.REQUIRED, NL, "Je mag je functie in je profiel zetten."),
        (Verdict.REQUIRED, NL, "Het is niet verplicht om je functie te vermelden."),
        (Verdict.REQUIRED, EN, "You are free to mention your employer. Most of us are glad to."),
        (Verdict.REQUIRED, EN, "You do not have to mention your employer."),
        (Verdict.ASK_FIRST, NL, "Je mag foto's van het kantoor plaatsen."),
        (Verdict.ASK_FIRST, NL, "Je hoeft geen toestemming te vragen voor een foto van het kantoor."),
        (Verdict.ASK_FIRST, EN, "You may post pictures of the office."),
        (Verdict.ASK_FIRST, EN, "No permission is needed for a picture of the office."),
        (Verdict.CONDITIONAL, NL, "Je mag klanten toevoegen op LinkedIn."),
        (Verdict.CONDITIONAL, NL, "Je mag nooit klanten toevoegen op LinkedIn."),
        (Verdict.CONDITIONAL, EN, "You may add clients on LinkedIn."),
        (Verdict.CONDITIONAL, EN, "Never add clients on LinkedIn."),
    ],
)
def test_a_rule_that_says_the_contrary_of_its_verdict_is_seen(verdict: Verdict, language: Language, rule: str) -> None:
    assert said(verdict, language, rule) is not None


@pytest.mark.parametrize(
    ("verdict", "language", "rule"),
    [
        # An exemption inside a permission is no prohibition.
        (Verdict.ALLOWED, NL, "Je mag vacatures delen; je hoeft dat niet te vragen."),
        (Verdict.ALLOWED, NL, "Je hoeft geen toestemming te vragen voor een foto van jezelf."),
        (Verdict.ALLOWED, NL, "Het is niet verboden om concurrenten te volgen."),
        (Verdict.ALLOWED, NL, "Er is geen bezwaar tegen een foto van je lunch."),
        (Verdict.ALLOWED, NL, "Vacatures delen: graag! Beloof niemand een baan."),
        (Verdict.ALLOWED, NL, "Wat je privé plaatst is jouw zaak. Deel geen bedrijfsgeheimen."),
        (Verdict.ALLOWED, NL, "Je mag foto's plaatsen waarop collega's niet te herkennen zijn."),
        (Verdict.ALLOWED, NL, "Je mag niet alleen op LinkedIn maar ook op X zeggen waar je werkt."),
        (Verdict.ALLOWED, EN, "You may share vacancies; you do not need to ask."),
        (Verdict.ALLOWED, EN, "The rules do not prohibit a private account."),
        (Verdict.ALLOWED, EN, "Sharing vacancies is fine, but don't promise anyone a job."),
        (Verdict.ALLOWED, EN, "Nobody needs permission. Never feel you cannot ask, though."),
        # Prohibitions come in many shapes.
        (Verdict.FORBIDDEN, NL, "Wat binnen is, blijft binnen: omzet en plannen."),
        (Verdict.FORBIDDEN, NL, "Het gebruik van nepaccounts is verboden, ook als het aardig bedoeld is."),
        (Verdict.FORBIDDEN, NL, "Klantgegevens horen in het dossier, niet in WhatsApp."),
        (Verdict.FORBIDDEN, NL, "Zelf bij een concurrent kopen mag natuurlijk. Maak anderen niet zwart."),
        (Verdict.FORBIDDEN, NL, "Alleen woordvoerders mogen de pers te woord staan."),
        (Verdict.FORBIDDEN, EN, "What is said inside stays inside."),
        (Verdict.FORBIDDEN, EN, "Sharing client data may harm people; keep it in the file."),
        (Verdict.FORBIDDEN, EN, "Only spokespersons may talk to the press."),
        (Verdict.FORBIDDEN, EN, "Refrain from jokes about clients. A kind word is always allowed."),
        # Duties need not say "must".
        (Verdict.REQUIRED, NL, "Een ongeval meld je meteen; je mag daarvoor altijd bellen."),
        (Verdict.REQUIRED, NL, "Ziek melden doe je telefonisch bij je leidinggevende."),
        (Verdict.REQUIRED, NL, "Je mag zelf kiezen hoe, maar je moet je profiel binnen een maand aanpassen."),
        (Verdict.REQUIRED, EN, "Report a lost phone to IT at once."),
        (Verdict.REQUIRED, EN, "You may choose how, but you must update your profile."),
        (Verdict.ASK_FIRST, NL, "De uitvoerder beslist of er op de bouw gefilmd wordt."),
        (Verdict.ASK_FIRST, NL, "Leg een plan voor een winactie altijd voor aan Communicatie."),
        (Verdict.ASK_FIRST, NL, "Deel niets zonder dat te vragen."),
        (Verdict.ASK_FIRST, EN, "Get the go-ahead from Communications."),
        (Verdict.ASK_FIRST, EN, "Before you film a colleague, make sure they consent."),
        (Verdict.CONDITIONAL, NL, "Een foto mag, mits de klant ja zegt."),
        (Verdict.CONDITIONAL, NL, "Foto's van je werkplek mogen. Foto's van schermen niet."),
        (Verdict.CONDITIONAL, NL, "Geef je je mening, zeg er dan bij dat je voor jezelf spreekt."),
        (Verdict.CONDITIONAL, EN, "You may post a picture, provided the client agrees."),
        (Verdict.CONDITIONAL, EN, "Pictures of your desk are fine. Pictures of screens are not."),
        (Verdict.INFORMATION, NL, "Het is verboden wat verboden is."),
    ],
)
def test_a_rule_that_fits_its_verdict_raises_no_alarm(verdict: Verdict, language: Language, rule: str) -> None:
    assert said(verdict, language, rule) is None


def test_listed_conditions_make_a_rule_conditional() -> None:
    rule = "Je mag klanten toevoegen op LinkedIn."

    assert said(Verdict.CONDITIONAL, NL, rule) is not None
    assert said(Verdict.CONDITIONAL, NL, rule, "Je kent ze van je werk.") is None


def test_curly_apostrophes_read_as_straight_ones() -> None:
    assert said(Verdict.ALLOWED, EN, "Don\N{RIGHT SINGLE QUOTATION MARK}t share photos of clients.") is not None


def test_the_contradiction_is_placed_at_the_rule_in_its_language() -> None:
    loaded = load("""\
  - id: clients
    title: {nl: Klanten toevoegen, en: Adding clients}
    verdict: forbidden
    rule:
      nl: Voeg klanten niet toe op LinkedIn.
      en: You may add clients on LinkedIn.
""")

    (problem,) = check_verdicts(loaded)

    assert problem.code == "verdict-contradicted"
    assert problem.written_path == "clauses[0].rule.en"
    assert problem.place == Place(13, 11)
    assert "the English rule begins by permitting" in problem.message
    assert "verdict to allowed or conditional" in problem.hint


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.parent.name)
def test_a_protocol_as_employers_write_them_raises_no_alarm(path: pathlib.Path) -> None:
    assert list(check_verdicts(read_protocol(path))) == []


def test_two_in_five_prohibitions_at_least_are_caught_when_the_verdict_allows_them() -> None:
    clauses = [clause for path in SETS for clause in read_protocol(path).protocol.clauses]
    prohibitions = [clause for clause in clauses if clause.verdict is Verdict.FORBIDDEN]

    caught = [c for c in prohibitions if said(Verdict.ALLOWED, c.rule.binding_language, c.rule.binding)]

    assert len(caught) >= 0.4 * len(prohibitions) > 10
