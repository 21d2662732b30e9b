from knowledge.checks.translations import check_example_languages, check_translations
from knowledge.problems import Place
from tests.knowledge.checks.drafts import BEGIN, CLIENTS, PRESS, load

LONG_DUTCH = "Je mag klanten toevoegen op LinkedIn als je ze kent van je werk bij ons."
LONG_ENGLISH = "You may add clients on LinkedIn if you know them from your work with us."


def clause(rule: str) -> str:
    return f"  - id: clients\n    title: {{nl: Klanten, en: Clients}}\n    verdict: conditional\n    rule:\n{rule}"


def test_a_text_without_one_of_the_languages_is_reported_where_it_stands() -> None:
    loaded = load(clause(f"      nl: {LONG_DUTCH}\n"))

    (problem,) = check_translations(loaded)

    assert problem.code == "translation-missing"
    assert problem.written_path == "clauses[0].rule"
    assert problem.place == Place(12, 7)
    assert "no English" in problem.message


def test_a_protocol_in_one_language_misses_no_translation() -> None:
    begin = BEGIN.replace("[nl, en]", "[nl]").replace(
        "{nl: Socialmediaprotocol, en: Social media protocol}", "Protocol"
    )
    clauses = "  - {id: a, title: Klanten, verdict: allowed, rule: Dat mag., questions: [mag dat]}\n"

    loaded = load(clauses, begin=begin)

    assert list(check_translations(loaded)) == []
    assert list(check_example_languages(loaded)) == []


def test_a_translation_that_drifted_is_placed_at_the_translation() -> None:
    loaded = load(clause(f"      nl: {LONG_DUTCH}\n      en: {LONG_ENGLISH.replace('LinkedIn', 'Facebook')}\n"))

    (problem,) = check_translations(loaded)

    assert problem.code == "translation-drifted"
    assert problem.written_path == "clauses[0].rule.en"
    assert problem.place == Place(13, 11)
    assert "LinkedIn stands only in the Dutch" in problem.message
    assert "Facebook stands only in the English" in problem.message
    assert "the Dutch is binding" in problem.hint


def test_every_text_of_the_protocol_is_compared() -> None:
    begin = BEGIN + "  disclaimer: {nl: Versie 2., en: Version 3.}\n"
    end = """\
        ladder:
          - step: talk
            text: {nl: Binnen 2 weken., en: Within 3 weeks.}
            evidence: [{nl: Na 2 weken., en: After 3 weeks.}]
        not_regulated:
          - {topic: mail, reason: {nl: Sinds 2020., en: Since 2021.}}
        elsewhere:
          - {title: {nl: Route 2, en: Route 3}, refer_to: {nl: Kamer 2., en: Room 3.}}
    """
    clauses = (
        CLIENTS + "    conditions: [{nl: Na 2 weken., en: After 3 weeks.}]\n    because: {nl: Wet 2., en: Act 3.}\n"
    )

    problems = check_translations(load(clauses, begin=begin, end=end))

    assert [problem.written_path for problem in problems] == [
        "protocol.disclaimer.en",
        "clauses[0].conditions[0].en",
        "clauses[0].because.en",
        "ladder[0].text.en",
        "ladder[0].evidence[0].en",
        "not_regulated[0].reason.en",
        "elsewhere[0].title.en",
        "elsewhere[0].refer_to.en",
    ]


def test_a_copy_of_the_binding_text_is_no_translation() -> None:
    loaded = load(clause(f"      nl: {LONG_DUTCH}\n      en: {LONG_DUTCH}\n"))

    (problem,) = check_translations(loaded)

    assert problem.code == "translation-in-wrong-language"
    assert "same as the binding text" in problem.message


def test_a_translation_in_the_other_language_is_seen() -> None:
    loaded = load(clause(f"      nl: {LONG_DUTCH}\n      en: {LONG_DUTCH.replace('kent van', 'kent door')}\n"))

    (problem,) = check_translations(loaded)

    assert problem.code == "translation-in-wrong-language"
    assert "seems to be Dutch" in problem.message


def test_the_same_short_text_may_stand_in_two_languages() -> None:
    clauses = CLIENTS.replace("{nl: Klanten toevoegen, en: Adding clients}", "{nl: Social media, en: Social media}")

    assert list(check_translations(load(clauses))) == []


def test_a_clause_without_an_example_question_is_reported() -> None:
    clauses = CLIENTS + PRESS.partition("    questions:")[0]

    (problem,) = check_example_languages(load(clauses))

    assert problem.code == "no-examples"
    assert problem.written_path == "clauses[1]"
    assert problem.message.startswith('Clause 5.1 "Vragen van journalisten"')


def test_example_questions_that_are_missing_in_one_language_are_reported() -> None:
    (problem,) = check_example_languages(load(CLIENTS.replace("      en: [can i add clients]\n", "")))

    assert problem.code == "translation-missing"
    assert problem.written_path == "clauses[0].questions"
    assert "no English" in problem.message


def test_a_plain_list_of_questions_is_in_the_binding_language_only() -> None:
    clauses = CLIENTS.partition("    questions:")[0] + "    questions: [mag ik klanten toevoegen]\n"

    (problem,) = check_example_languages(load(clauses))

    assert problem.code == "translation-missing"
