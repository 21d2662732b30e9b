from datetime import date
from pathlib import Path

import pytest

from knowledge.drafting.beginning import Details, begin_protocol
from knowledge.drafting.importing import Line, NothingToImportError, draft_of, find_articles, markdown_lines
from knowledge.loader import load_protocol
from knowledge.protocol import Language

STARTER = Path(__file__).parents[2] / "knowledge" / "starter" / "protocol.yaml"
MARKDOWN = """\
# Gedragsregels sociale media

Dit protocol geldt voor iedereen.

## 1. Privégebruik

### 1.1 Eigen account

Wat je privé plaatst is *jouw* zaak,
zolang je het bedrijf niet schaadt.

### 1.2 Onder werktijd

Het mag, mits:

- het kort is;
- het werk niet lijdt: ook niet #later.

## Artikel 2 Klanten

Klanten toevoegen mag als je met hen werkt.

3.10 Je zegt nooit iets namens het bedrijf zonder dat Communicatie dat vooraf heeft goedgekeurd, ook niet goedbedoeld.
"""


def test_every_numbered_article_is_found_with_all_its_words() -> None:
    articles = find_articles(markdown_lines(MARKDOWN))

    assert [(each.number, each.title) for each in articles[:3]] == [
        ("1.1", "Eigen account"), ("1.2", "Onder werktijd"), ("2", "Klanten"),
    ]  # fmt: skip
    assert articles[0].chapter == "Privégebruik"
    assert articles[0].text == ["Wat je privé plaatst is jouw zaak, zolang je het bedrijf niet schaadt."]
    assert articles[1].items == ["het kort is;", "het werk niet lijdt: ook niet #later."]
    assert articles[3].number == "3.10"
    assert articles[3].text[0].endswith("ook niet goedbedoeld.")


def test_the_draft_loads_and_has_one_clause_for_each() -> None:
    draft = draft_of(find_articles(markdown_lines(MARKDOWN)), "Gedragsregels: sociale media")

    protocol = load_protocol(draft.encode(), "draft.yaml").protocol
    assert [clause.number for clause in protocol.clauses] == ["1.1", "1.2", "2", "3.10"]
    assert protocol.languages == (Language.NL,)
    assert draft.count("TODO") > len(protocol.clauses)


def test_an_english_document_makes_an_english_draft() -> None:
    lines = [Line("1 Clients"), Line("You may add the clients that you are working with to your own network.")]

    protocol = load_protocol(draft_of(find_articles(lines), "Rules").encode(), "draft.yaml").protocol

    assert protocol.languages == (Language.EN,)


def test_articles_with_one_title_get_names_of_their_own() -> None:
    lines = [Line("1. Klanten"), Line("Ja."), Line("2. Klanten"), Line("Nee."), Line("3. !!!"), Line("Zo.")]

    protocol = load_protocol(draft_of(find_articles(lines), "R").encode(), "draft.yaml").protocol

    assert [clause.id for clause in protocol.clauses] == ["klanten", "klanten-2", "article-3"]


def test_a_document_without_numbers_is_refused() -> None:
    with pytest.raises(NothingToImportError):
        find_articles(markdown_lines("# Titel\n\nAlleen tekst, geen nummers.\n"))


def test_the_starter_is_made_ones_own_without_a_trace_of_the_example() -> None:
    details = Details(
        name="Bakkerij Kruim & Zn. B.V.", short="Kruim", handle="@kruim", id="kruim-social-media",
        languages=(Language.EN, Language.NL), hr="Loket Mens", email="hr@kruim.example", phone="030 123", owner="HR",
        effective_from=date(2027, 1, 1), review_by=date(2028, 1, 1), slack=("S0123",), teams=(),
    )  # fmt: skip

    written = begin_protocol(STARTER.read_text(encoding="utf-8"), details)

    loaded = load_protocol(written.encode(), "protocol.yaml")
    assert loaded.warnings == ()
    assert loaded.protocol.id == "kruim-social-media"
    assert loaded.protocol.version == "2027.1"
    assert loaded.protocol.contacts["hr"].name == "Loket Mens"
    assert loaded.protocol.groups["spokespersons"].slack == ("S0123",)
    assert "voorbeeldbv" not in written
    assert "Voorbeeld B.V." not in written
    assert "bijKruim" not in written
