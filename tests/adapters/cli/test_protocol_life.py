"""``magdat protocol``: what follows a publication, and what is typed wrongly; in a Dutch and an English protocol."""

import difflib
import io
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.cli.exits import Exit
from adapters.clock import SystemClock
from knowledge.loader import read_protocol
from knowledge.protocol import Language
from tests.adapters.cli.test_protocol import STRICTER, VERSION, Command, live, magdat
from tests.bakery import BAKERY

__all__ = ["magdat"]

STARTER = Path("knowledge/starter")
NEW = "Mag ik een podcast beginnen over ons gistbrood?"
LATER = "2999-01-31"
TODAY = str(SystemClock().now().astimezone(ZoneInfo("Europe/Amsterdam")).date())
"""Where the organisation is: late in the evening that is no longer the day of a machine that keeps UTC."""
Typed = Callable[..., str]


@pytest.fixture
def typed(magdat: Command, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """The command with these lines on its standard input."""
    monkeypatch.setenv("LOGNAME", "sanne")
    magdat.environment["LANG"] = "nl_NL.UTF-8"

    def given(*arguments: str, lines: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
        return magdat(*arguments)

    return given


def number_of(label: str, said: str) -> str:
    line = [line for line in said.splitlines() if label.lower() in line.lower() and line.strip().startswith("[")][-1]
    return line.split("]")[0].strip(" [")


def press_at_desk(typed: Typed, label: str, *more: str) -> str:
    number = number_of(label, typed("desk", "--name", "Ina", lines="1\n"))
    return typed("desk", "--name", "Ina", lines="\n".join(["1", number, *more, ""]))


def close_a_case(typed: Typed, question: str, outcome: str) -> None:
    """An employee takes a question to HR; HR answers it and closes it with this outcome."""
    to_hr = number_of("Vraag het aan HR", typed("chat", lines=f"{question}\n"))
    anonymously = number_of("Anoniem", typed("chat", lines=f"{question}\n{to_hr}\n"))
    assert "ligt bij HR" in typed("chat", lines=f"{question}\n{to_hr}\n{anonymously}\n")
    typed("desk", "--name", "Ina")
    press_at_desk(typed, "Oppakken")
    press_at_desk(typed, "Antwoorden", "Ja, als je er niets mee verdient. Groet, Ina")
    assert "gesloten" in press_at_desk(typed, outcome)


def changed_lines(before: Path, after: Path) -> tuple[list[str], list[str]]:
    """The lines that went, and the lines that came."""
    one, other = (path.read_text(encoding="utf-8").splitlines() for path in (before, after))
    told = [line for line in difflib.ndiff(one, other) if line[0] in "+-"]
    return [line[2:] for line in told if line[0] == "-"], [line[2:] for line in told if line[0] == "+"]


def test_a_case_closed_as_a_new_rule_becomes_a_clause_of_the_draft_and_no_other_line_changes(
    magdat: Command, typed: Typed
) -> None:
    close_a_case(typed, NEW, "Nieuwe regel nodig")
    (group,) = magdat.json("protocol", "proposals")["groups"]
    assert (group[0]["kind"], group[0]["question"]) == ("new-rule", NEW)
    assert "Ina" not in group[0]["answer"]
    own = Path(magdat.file(VERSION))

    assert "1 of 1 proposal in it" in magdat("protocol", "proposals", "--into", str(own))

    draft = own.with_name("next.draft.yaml")
    gone, came = changed_lines(own, draft)
    assert gone == []
    assert len(came) <= 8
    assert "stands as it was proposed" in " ".join(magdat("check", str(draft)).split())
    (added,) = (clause for clause in read_protocol(draft).protocol.clauses if clause.id.startswith("proposal-"))
    assert added.examples[Language.NL] == (NEW,)
    assert own.read_text(encoding="utf-8") == BAKERY.read_text(encoding="utf-8").replace(*VERSION, 1)


def test_a_case_closed_as_a_new_phrasing_becomes_one_line_and_the_proposal_goes_when_it_is_live(
    magdat: Command, typed: Typed
) -> None:
    question = "mag ik klanten toevoegen op linkedin als ik stage loop"
    close_a_case(typed, question, "Regel duidelijker opschrijven")
    own = Path(magdat.file(VERSION))
    draft = magdat.folder / "draft.yaml"

    magdat("protocol", "proposals", "--into", str(own), "--to", str(draft))

    gone, came = changed_lines(own, draft)
    assert came == [f'{gone[0].removesuffix("]")}, "{question}"]']
    assert len(gone) == 1
    magdat("protocol", "publish", str(draft), "--anyway", "the tests are the bakery's")
    typed("chat", lines="/hulp\n")  # whoever is open does what is due
    assert magdat.json("protocol", "proposals")["groups"] == []


def test_a_proposal_can_be_dropped_and_a_draft_is_never_written_over(magdat: Command, typed: Typed) -> None:
    close_a_case(typed, NEW, "Nieuwe regel nodig")
    (group,) = magdat.json("protocol", "proposals")["groups"]
    own = magdat.file(VERSION)
    magdat("protocol", "proposals", "--into", own)

    said = magdat("protocol", "proposals", "--into", own, expect=Exit.WRONG_INPUT)
    magdat("protocol", "proposals", "--drop", group[0]["proposal"])

    assert "is there already. Give another name with --to" in said
    assert "no proposals" in magdat("protocol", "proposals")


def test_everyone_is_asked_to_confirm_and_hr_sees_who_did_not_only_where_that_is_switched_on(magdat: Command) -> None:
    people = magdat.folder / "people.txt"
    people.write_text("console//sanne Sanne\nconsole//piet Piet\n\nconsole//piet Piet again\n", encoding="utf-8")
    assert "MAGDAT_NOTICES" in magdat("protocol", "campaign", "--start", LATER, expect=Exit.WRONG_USE)
    magdat.environment["MAGDAT_NOTICES"] = "console"

    started = magdat.json("protocol", "campaign", "--start", LATER, "--people", str(people))
    refused = magdat("protocol", "campaign", "--people", str(people), expect=Exit.WRONG_USE)
    magdat.environment["MAGDAT_SHOW_UNCONFIRMED"] = "yes"
    counted = magdat.json("protocol", "campaign", "--people", str(people))

    assert (started["version"], started["asked"]) == ("2026.3", 2)
    assert "MAGDAT_SHOW_UNCONFIRMED" in refused
    assert counted["unconfirmed"] == ["Sanne", "Piet"]
    assert [each["confirmed"] for each in counted["campaigns"]] == [0]
    assert "0 confirmed" in magdat("protocol", "campaign")


def test_who_was_asked_confirms_in_the_chat_and_is_counted(magdat: Command, typed: Typed) -> None:
    people = magdat.folder / "people.txt"
    people.write_text("console//sanne Sanne\nconsole//piet Piet\n", encoding="utf-8")
    magdat.environment |= {"MAGDAT_NOTICES": "console", "MAGDAT_SHOW_UNCONFIRMED": "yes"}
    magdat("protocol", "campaign", "--start", LATER, "--people", str(people))

    said = typed("chat", lines="/hulp\n1\n")

    assert number_of("Ik heb versie 2026.3 gelezen", said) == "1"
    assert "Je hebt versie 2026.3 bevestigd" in " ".join(said.split())

    assert magdat.json("protocol", "campaign", "--people", str(people))["unconfirmed"] == ["Piet"]


def test_a_review_without_a_change_is_kept_for_the_whole_and_for_a_clause(magdat: Command) -> None:
    clause = read_protocol(BAKERY).protocol.clauses[0].id

    whole, one = magdat.json("protocol", "reviewed"), magdat.json("protocol", "reviewed", clause)

    assert (whole["reviewed"], one["reviewed"]) == (None, clause)
    assert whole["until"] > whole["on"]
    assert "was reviewed" in magdat("protocol", "reviewed")


@pytest.mark.parametrize("way", [(), ("--on", TODAY)], ids=["now", "on a day"])
def test_what_was_reviewed_is_overdue_in_no_answer(magdat: Command, way: tuple[str, ...]) -> None:
    asked = ("ask", *way, "Mag ik een foto van mijn collega plaatsen?")
    before = " ".join(magdat(*asked).split())
    magdat("protocol", "reviewed", "photos-of-colleagues")

    after = " ".join(magdat(*asked).split())

    assert "opnieuw bekeken moeten zijn" in before
    assert "opnieuw bekeken" not in after


@pytest.mark.parametrize("language", ["nl_NL.UTF-8", "en"], ids=["Dutch", "English"])
def test_each_act_that_only_looks_has_something_to_say(magdat: Command, language: str) -> None:
    magdat.environment["LANG"] = language
    changed = magdat.file(VERSION, STRICTER)

    assert "2026.3" in magdat("protocol", "history")
    assert "2026.3" in magdat("protocol", "show")
    assert "2026.4" in magdat("protocol", "diff", changed)
    assert "2026.4" in magdat("protocol", "diff", "2026.3", changed)
    assert magdat("protocol", "impact", changed)
    assert "nothing" in magdat("protocol", "gaps")
    assert "no drafts" in magdat("protocol", "drafts")
    assert "no campaign" in magdat("protocol", "campaign")
    assert magdat("protocol", "export") == BAKERY.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "expected", "told"),
    [
        pytest.param("en", "", "It has no tests of its own.", id="none"),
        pytest.param("en", "clients-on-linkedin", "Its own test passes.", id="passes"),
        pytest.param("nl", "clients-on-linkedin", "De eigen test slaagt.", id="passes, in Dutch"),
        pytest.param("en", "recipes", 'Line 132: "mag ik klanten toevoegen" must get clause 6.2', id="fails"),
        pytest.param("nl", "recipes", "Een van de eigen tests mislukt; zo gaat het niet live.", id="fails, in Dutch"),
    ],
)
def test_the_impact_tells_what_becomes_of_its_own_tests(
    magdat: Command, language: str, expected: str, told: str
) -> None:
    magdat.environment["LANG"] = language
    changed = Path(magdat.file(VERSION))
    if expected:
        with changed.open("a", encoding="utf-8") as file:
            file.write(f"tests:\n  - {{ask: mag ik klanten toevoegen, expect: {expected}}}\n")

    said, document = magdat("protocol", "impact", str(changed)), magdat.json("protocol", "impact", str(changed))

    assert told in " ".join(said.split())
    assert document["tests"]["count"] == bool(expected)
    assert len(document["tests"]["failing"]) == (expected == "recipes")


def test_going_back_tells_that_a_later_version_still_goes_live(magdat: Command) -> None:
    magdat("protocol", "publish", magdat.file(VERSION, STRICTER), "--anyway", "x")
    version = ('version: "2026.3"', 'version: "2098.1"')
    begins = ("effective_from: 2026-02-01", "effective_from: 2098-01-01")
    reviewed = ("review_by: 2027-02-01", "review_by: 2099-01-01")
    magdat("protocol", "publish", magdat.file(version, begins, reviewed, name="later.yaml"))

    told = magdat("protocol", "rollback", "2026.3")

    assert "Version 2026.3 is live." in told
    assert "Version 2098.1 still goes live by itself on Wednesday 1 January 2098 at 00:00" in told
    assert "magdat protocol discard '#4'" in told


def test_a_version_is_shown_with_the_numbers_of_its_clauses(magdat: Command) -> None:
    assert "4.2 Adding clients on LinkedIn" in magdat("protocol", "show")


def test_a_second_campaign_for_one_version_is_refused(magdat: Command) -> None:
    magdat.environment["MAGDAT_NOTICES"] = "console"
    magdat("protocol", "campaign", "--start", LATER)

    said = magdat("protocol", "campaign", "--start", LATER, expect=Exit.WRONG_INPUT)

    assert "already. Begin another when that one has ended." in said


def test_a_draft_that_waits_is_refused_when_another_went_live_and_is_kept(
    magdat: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    magdat.environment["MAGDAT_ADMINS"] = "console:anna, console:bob"

    def by(login: str, *arguments: str, expect: Exit = Exit.FINE) -> dict[str, typing.Any]:
        monkeypatch.setattr("adapters.cli.protocol_versions.login", lambda: login)
        return magdat.json("protocol", *arguments, expect=expect)

    drafts = {
        version: by("anna", "publish", magdat.file((VERSION[0], f'version: "{version}"')), "--anyway", "x")["waiting"]
        for version in ("2026.4", "2026.5")
    }
    by("bob", "approve", drafts["2026.4"]["draft"])

    refused = by("bob", "approve", drafts["2026.5"]["draft"], expect=Exit.WRONG_INPUT)

    assert refused["error"]["code"] == "base-moved"
    assert "2026.4" in refused["error"]["message"]
    assert [each["version"] for each in by("bob", "drafts")["drafts"]] == ["2026.5"]
    assert live(magdat) == "2026.4"


def test_what_held_on_a_day_is_told_on_the_command_line_and_in_the_chat(magdat: Command, typed: Typed) -> None:
    magdat("protocol", "publish", magdat.file(VERSION, ("effective_from: 2026-02-01", "effective_from: 2026-06-01")))
    asked = "Mag ik klanten toevoegen op LinkedIn?"

    now, then = magdat("ask", asked), magdat("ask", "--on", "2026-03-03", asked)
    never = magdat("ask", "--on", "2020-01-01", asked, expect=Exit.WRONG_INPUT)
    to_come = magdat("ask", "--on", "2098-03-03", asked)
    told = typed("chat", lines="Mocht ik toen, op 3 maart 2026, klanten toevoegen op LinkedIn?\n")

    assert "2026.4" in now
    assert "Dit gold op 3 maart 2026, volgens versie 2026.3. Nu geldt versie 2026.4." in " ".join(then.split())
    assert "Vraag het zonder dag om te zien wat nu geldt." in then
    assert "versie 2026.4" not in then.split("2026.4.", 1)[1]
    assert "Op 3 maart 2098 geldt versie 2026.4, voor zover dat nu vaststaat." in " ".join(to_come.split())
    assert "Vraag naar een latere dag" in " ".join(never.split())
    assert "Dit gold op 3 maart 2026, volgens versie 2026.3." in " ".join(told.split())


def test_under_a_question_about_an_earlier_day_what_held_then_is_chosen_in_the_chat(
    magdat: Command, typed: Typed
) -> None:
    changed = ("dat je bij Kruim werkt.", "waar je werkt.")
    magdat(
        "protocol",
        "publish",
        magdat.file(VERSION, ("effective_from: 2026-02-01", "effective_from: 2026-06-01"), changed),
    )

    told = typed("chat", lines="Mocht ik toen, op 3 maart 2026, iets over de bakkerij zeggen?\n1\n")

    assert "dat je bij Kruim werkt." in " ".join(told.split())
    assert "waar je werkt." not in " ".join(told.split())


def test_a_translation_that_stayed_behind_is_told_with_the_difference(magdat: Command) -> None:
    text = (STARTER / "protocol.yaml").read_text(encoding="utf-8")
    base, changed = magdat.folder / "base.yaml", magdat.folder / "changed.yaml"
    base.write_text(text, encoding="utf-8")
    beginnings = (clause.rule.get(Language.NL)[:25] for clause in read_protocol(base).protocol.clauses)
    once = next(begin for begin in beginnings if text.count(begin) == 1)
    changed.write_text(text.replace(once, f"Let op! {once}"), encoding="utf-8")

    document = magdat.json("protocol", "diff", str(base), str(changed))

    assert [each["drifted"] for each in document["clauses"]] == [True]
    assert "only the binding text changed" in " ".join(magdat("protocol", "diff", str(base), str(changed)).split())
