import gc
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from knowledge.loader import LoadedProtocol, load_protocol, read_protocol
from knowledge.problems import Place, ProtocolRejectedError, Severity
from knowledge.protocol import Contact, Group, HandOver, Language, Organisation, Text, Verdict
from knowledge.starter import STARTER_PROTOCOL
from tests.protocol_files import CLAUSE, GOOD, HEAD, PROTOCOLS, problems_in

NL, EN = Language.NL, Language.EN


@pytest.fixture(scope="module")
def everything() -> LoadedProtocol:
    return read_protocol(PROTOCOLS / "everything.yaml")


@pytest.mark.parametrize("file", [*GOOD, STARTER_PROTOCOL], ids=lambda file: file.stem)
def test_a_good_protocol_is_read_without_a_warning(file: Path) -> None:
    assert read_protocol(file).warnings == ()


def test_the_document_as_a_whole_is_read(everything: LoadedProtocol) -> None:
    protocol = everything.protocol

    assert protocol.id == "alles-erin"
    assert protocol.title == Text({NL: "Socialmediaprotocol", EN: "Social media protocol"})
    assert protocol.version == "2026.1"
    assert protocol.effective_from == date(2026, 1, 1)
    assert protocol.review_by == date(2027, 1, 1)
    assert protocol.languages == (NL, EN)
    assert protocol.organisation == Organisation("Bakkerij De Korenaar B.V.", ("De Korenaar", "@dekorenaar"))


def test_contacts_and_groups_are_read_under_their_ids(everything: LoadedProtocol) -> None:
    protocol = everything.protocol

    assert protocol.contacts["hr"] == Contact("HR-loket", "hr@dekorenaar.example", "+31 20 123 45 67")
    assert protocol.groups["winkel"] == Group("winkel", Text({NL: "Winkelmedewerkers"}))
    assert protocol.groups["woordvoerders"].slack == ("S0123",)


def test_a_clause_is_read_with_all_its_parts(everything: LoadedProtocol) -> None:
    clause = everything.protocol.clause("klanten-op-linkedin")

    assert clause.number == "4.2"
    assert clause.topic == "client-contacts"
    assert clause.verdict is Verdict.CONDITIONAL
    assert clause.conditions[0] == Text({NL: "De klant vraagt het zelf.", EN: "The client asks for it."})
    assert clause.conditions[1] == Text({NL: "Het gaat niet om een klacht."})
    assert clause.examples[NL] == ("mag ik klanten toevoegen op linkedin?", "Klant wil connectie: mag dat?")
    assert clause.terms == {NL: ("connectie", "netwerk")}
    assert clause.applies_to == ("winkel", "woordvoerders")
    assert clause.otherwise == "pers"
    assert clause.see_also == ("pers", "merknaam")
    assert clause.review_by == date(2026, 6, 1)
    assert clause.hand_over is HandOver.OFFER


def test_a_rule_of_several_lines_is_kept_word_for_word(everything: LoadedProtocol) -> None:
    rule = everything.protocol.clause("pers").rule.binding

    assert rule == (
        "U beantwoordt geen vragen van journalisten.\n\nVerwijs naar Communicatie:\n"
        '  - bel niet terug;\n  - zeg niet "geen commentaar".\n'
    )


def test_conditions_may_be_listed_by_language(everything: LoadedProtocol) -> None:
    conditions = everything.protocol.clause("pers").conditions

    assert conditions == (
        Text({NL: "Ook buiten werktijd.", EN: "Outside working hours too."}),
        Text({NL: "Ook na uw vertrek.", EN: "After you leave too."}),
    )


def test_a_number_is_text(everything: LoadedProtocol) -> None:
    assert everything.protocol.clause("pers").number == "3.10"


def test_a_clause_without_a_number_has_its_place_in_the_file(everything: LoadedProtocol) -> None:
    assert everything.protocol.clause("merknaam").number == "3"


def test_signs_that_people_use_are_kept(everything: LoadedProtocol) -> None:
    rule = everything.protocol.clause("overig-c").rule.binding

    assert rule == "👩‍💻 “Wist u dat?” \u2013 cliënten\tzijn\u00a0ook mensen."


def test_the_ladder_what_is_left_open_and_what_is_elsewhere_are_read(everything: LoadedProtocol) -> None:
    protocol = everything.protocol

    assert [step.step for step in protocol.ladder] == ["talk", "dismissal"]
    assert protocol.ladder[1].evidence[0].get(EN) == "Messages of worried clients."
    assert protocol.not_regulated[0].topic == "private-mail"
    assert protocol.elsewhere[0].examples == {NL: ("Hoeveel vakantiedagen heb ik?",)}
    assert protocol.elsewhere[1].refer_to.binding == "Vraag het de salarisadministratie."


def test_a_test_that_expects_none_expects_no_clause(everything: LoadedProtocol) -> None:
    assert [test.expect for test in everything.protocol.tests] == ["klanten-op-linkedin", None, "pers"]


def test_what_looks_like_a_number_a_date_or_a_truth_value_stays_the_text_it_is() -> None:
    protocol = read_protocol(PROTOCOLS / "plain-strings.yaml").protocol

    assert protocol.version == "2026.10"
    assert [clause.id for clause in protocol.clauses] == ["no", "010", "true", "tekens"]
    assert [clause.number for clause in protocol.clauses] == ["3.10", "010", "1_000", "4.0"]
    assert [clause.title.binding for clause in protocol.clauses] == ["no", "12:30", "0o17", "null"]
    assert [clause.rule.binding for clause in protocol.clauses] == ["yes", "2026-02-30", "nulla", "~"]
    assert [(test.ask, test.expect) for test in protocol.tests] == [("yes", "no"), ("no", None)]


@pytest.mark.parametrize(
    ("path", "stands_there"),
    [
        (("protocol", "review_by"), "2027-01-01"),
        (("groups", "winkel"), "title: Winkelmedewerkers"),
        (("clauses", 0), "id: klanten-op-linkedin"),
        (("clauses", 0, "title", "en"), "Adding clients"),
        (("clauses", 0, "rule", "nl"), "U mag klanten"),
        (("clauses", 0, "questions"), "nl:"),
        (("clauses", 0, "questions", "nl"), "- mag ik klanten"),
        (("clauses", 0, "questions", "nl", 1), '"Klant wil'),
        (("clauses", 0, "questions", "en", 0), "can I add"),
        (("clauses", 0, "conditions", 0, "en"), "The client"),
        (("clauses", 0, "conditions", 1), "Het gaat"),
        (("clauses", 0, "conditions", 1, "nl"), "Het gaat"),
        (("clauses", 0, "applies_to", 1), "woordvoerders"),
        (("clauses", 1, "title", "nl"), "Vragen van"),
        (("clauses", 1, "questions", "nl", 0), "wat als"),
        (("clauses", 1, "questions", 0), "wat als"),
        (("clauses", 1, "conditions", "en", 1), "After you"),
        (("clauses", 1, "conditions", 1, "en"), "After you"),
        (("clauses", 1, "conditions", 1), "Ook na"),
        (("ladder", 1, "evidence", 0, "nl"), "Berichten"),
        (("tests", 1, "expect"), "none"),
    ],
    ids=str,
)
def test_the_place_of_every_value_is_known(
    everything: LoadedProtocol, path: tuple[str | int, ...], stands_there: str
) -> None:
    lines = (PROTOCOLS / "everything.yaml").read_text(encoding="utf-8").split("\n")

    place = everything.places[path]

    assert lines[place.line - 1][place.column - 1 :].startswith(stands_there)


def test_all_problems_of_a_file_come_at_once_in_the_order_of_the_file() -> None:
    problems = problems_in("""\
magdat: 1
protocol:
  id: Voorbeeld
  title: Socialmediaprotocol
  versie: 1
  languages: [nl, en]
clauses:
  - id: klanten
    title: {en: Clients}
    verdict: maybe
    rule:
    see_also: [klant]
  - id: klanten
    title: Nog eens
    verdict: allowed
    rule: "Mag \\u202e"
ladder: []
tests:
  - {ask: mag dat?, expect: pers}
  - {ask: mag dit?, expect: bedrijf}
""")

    assert [(problem.place.line, problem.code) for problem in problems] == [
        (3, "bad-id"),
        (5, "unknown-key"),
        (9, "missing-language"),
        (10, "unknown-verdict"),
        (11, "empty"),
        (12, "unknown-reference"),
        (13, "duplicate-id"),
        (16, "unsafe-character"),
        (19, "unknown-reference"),
        (20, "unknown-reference"),
    ]


def test_a_problem_is_told_with_its_place_its_path_and_its_remedy() -> None:
    (problem,) = problems_in(HEAD + "clauses:\n" + CLAUSE.replace("ask-first", "maybe"))

    assert str(problem) == (
        'protocol.yaml:10:14: clauses[0].verdict: "maybe" is not a verdict.\n'
        "    Use allowed, conditional, ask-first, forbidden, required or information."
    )


def test_what_stands_under_a_mistyped_key_is_read_as_well() -> None:
    problems = problems_in(HEAD + "clauses:\n" + CLAUSE.replace("verdict: ask-first", "verdct: maybe"))

    assert [problem.code for problem in problems] == ["unknown-key", "unknown-verdict"]


def test_a_reference_to_a_clause_whose_own_id_is_wrong_is_no_second_mistake() -> None:
    problems = problems_in(
        HEAD
        + "clauses:\n"
        + CLAUSE.replace("id: klanten", "id: De klanten")
        + "tests: [{ask: mag dat, expect: klanten}]"
    )

    assert [problem.code for problem in problems] == ["bad-id"]


def test_an_invisible_character_is_a_warning_with_its_place() -> None:
    loaded = load_protocol((HEAD + "clauses:\n" + CLAUSE.replace("toevoegen", "toe\u00advoegen")).encode(), "p.yaml")

    (warning,) = loaded.warnings
    assert (warning.code, warning.place, warning.severity) == ("invisible-character", Place(9, 23), Severity.WARNING)


def test_the_sign_of_a_lost_letter_is_a_warning() -> None:
    (warning,) = problems_in(HEAD + "clauses:\n" + CLAUSE.replace("Klanten", "Cli\ufffdnten"))

    assert (warning.code, warning.severity) == ("garbled-character", Severity.WARNING)


def test_a_text_that_a_hashtag_cuts_short_is_a_warning() -> None:
    (warning,) = problems_in(HEAD + "clauses:\n" + CLAUSE.replace("eerst aan", "eerst #samen aan"))

    assert (warning.code, warning.place, warning.written_path) == ("cut-by-hash", Place(11, 11), "clauses[0].rule")


def test_a_comment_behind_a_text_is_no_warning() -> None:
    assert problems_in(HEAD + "clauses:\n" + CLAUSE.replace("ask-first", "ask-first  # of forbidden")) == ()


def test_warnings_come_along_when_a_file_is_rejected() -> None:
    problems = problems_in(
        HEAD + "clauses:\n" + CLAUSE.replace("toevoegen", "toe\u00advoegen").replace("ask-first", "x")
    )

    assert [problem.severity for problem in problems] == [Severity.WARNING, Severity.ERROR]


def test_a_byte_order_mark_at_the_start_and_windows_line_ends_are_read() -> None:
    text = HEAD + "clauses:\n" + CLAUSE.replace("ask-first", "maybe")

    (problem,) = problems_in(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert (problem.code, problem.place) == ("unknown-verdict", Place(10, 14))


def test_a_carriage_return_alone_is_refused_and_one_that_ends_a_line_is_not() -> None:
    assert problems_in((HEAD + "clauses:\n" + CLAUSE).replace("\n", "\r\n")) == ()

    (problem,) = problems_in((HEAD + "clauses:\n" + CLAUSE.replace("eerst", "eerst\r")).replace("\n", "\r\n"))

    assert (problem.code, problem.place) == ("unsafe-character", Place(11, 26))


def test_a_rule_of_several_lines_is_the_same_on_every_system() -> None:
    text = HEAD + "clauses:\n" + CLAUSE.replace("rule: Vraag", "rule: |\n      Een\n\n      Vraag")

    loaded = [load_protocol(text.replace("\n", end).encode(), "p.yaml") for end in ("\n", "\r\n")]

    assert loaded[0].protocol == loaded[1].protocol


def test_a_column_counts_characters() -> None:
    (problem,) = problems_in(HEAD + "clauses: [{id: a, title: 'Één 👩‍💻', verdict: maybe, rule: Mag.}]\n")

    assert problem.place == Place(7, 46)


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProtocolRejectedError) as caught:
        read_protocol(tmp_path / "protocol.yaml")

    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("no-file", "There is no such file.")
    assert problem.file == str(tmp_path / "protocol.yaml")


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProtocolRejectedError, match="This is a folder"):
        read_protocol(tmp_path)


def test_a_name_that_no_file_can_have_is_a_problem() -> None:
    with pytest.raises(ProtocolRejectedError, match="cannot be read"):
        read_protocol(Path("a\0b"))


def test_a_file_that_never_ends_is_read_no_further_than_the_bound() -> None:
    with pytest.raises(ProtocolRejectedError, match="larger than 2 MiB"):
        read_protocol(Path("/dev/zero"))


@pytest.mark.parametrize("data", [GOOD[0].read_bytes(), b"magdat: 1", b"\x00"], ids=["good", "wrong", "hostile"])
@pytest.mark.parametrize("collecting", [True, False])
def test_garbage_is_collected_after_loading_as_before(data: bytes, *, collecting: bool) -> None:
    if not collecting:
        gc.disable()
    try:
        with suppress(ProtocolRejectedError):
            load_protocol(data, "x")

        assert gc.isenabled() is collecting
    finally:
        gc.enable()
