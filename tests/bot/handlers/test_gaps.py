"""What people ask that the protocol does not settle: counted by people, and never where few of them asked."""

from datetime import UTC, datetime

from bot.action import Act
from bot.address import Person
from bot.events import Happening
from bot.handlers.gaps import report_gaps
from bot.handlers.insight import show_insight
from bot.tally import Cell, Gap
from bot.withheld import FEWEST
from tests.bot.handlers.publishing_desk import ANNA, Desk
from tests.office import SANNE


def test_gaps_are_counted_by_people_and_not_by_questions() -> None:
    office = Desk()
    cell = Cell("2026-11", "", Gap.UNANSWERED)

    for _ in range(9):
        office.say(SANNE, "Iets wat nergens staat?")
    assert len(office.storage.tables.tallies) == 1
    for number in range(40):
        office.say(Person("chat", "kruim", f"U-{number}"), "Iets wat nergens staat?")

    with office.kept.begin() as work:
        assert FEWEST <= work.tallies.counts()[cell] <= 41


def test_no_tag_says_who_asked() -> None:
    office = Desk()
    office.say(SANNE, "Iets wat nergens staat?")

    [(cell, tag)] = office.storage.tables.tallies

    assert 0 <= tag < 64
    assert SANNE.id not in str(cell)


def test_what_is_not_what_was_meant_is_counted_under_the_topic_of_the_clause() -> None:
    office = Desk()
    question_id = office.ask(SANNE)

    office.press(SANNE, Act.NOT_MEANT, question_id)

    met = {cell for cell, _ in office.storage.tables.tallies if cell.gap is not Gap.ANSWERED}
    assert met == {Cell("2026-11", "client-contacts", Gap.NOT_MEANT)}
    assert Happening.FEEDBACK_GIVEN in office.happened(question_id)


def test_what_one_person_keeps_asking_is_counted_and_not_shown() -> None:
    office = Desk()
    for _ in range(9):
        office.say(SANNE, "Mag ik naakt bakken op TikTok?")

    report = report_gaps(office.ports)

    assert (report.cells, report.groups) == ((), ())
    assert report.hidden
    assert all(topic.gaps == 0 for topic in report.topics)


def test_how_many_few_people_asked_is_not_told_even_where_many_asked_something_else() -> None:
    office = Desk()
    for number in range(30):
        office.say(Person("chat", "kruim", f"U-{number}"), "Mag ik bakken op TikTok?")
    office.say(SANNE, "Hoe laat vertrekt de veerboot naar Texel?")

    report = report_gaps(office.ports)

    assert [group.count for group in report.groups] == [30]
    assert report.hidden is True


def test_of_what_many_people_met_no_number_below_five_is_told_either() -> None:
    office = Desk()
    for number in range(30):
        office.say(Person("chat", "kruim", f"U-{number}"), "Mag ik bakken op TikTok?")
    for question_id in list(office.storage.tables.questions)[3:]:
        del office.storage.tables.questions[question_id]  # as when most of them are past their time

    report = report_gaps(office.ports)

    assert [each.questions for each in report.cells] == [None]
    assert report.groups == ()
    assert report.hidden


def test_what_enough_people_ask_is_shown_together() -> None:
    office = Desk()
    for number in range(30):
        office.say(Person("chat", "kruim", f"U-{number}"), "Mag ik bakken op TikTok?")

    report = report_gaps(office.ports)

    assert [each.cell.gap for each in report.cells] == [Gap.UNANSWERED]
    assert report.cells[0].people >= FEWEST
    assert [(group.count, group.examples) for group in report.groups] == [(30, ("Mag ik bakken op TikTok?",))]
    assert not report.hidden


def test_a_topic_that_one_person_keeps_asking_of_is_no_figure_and_one_that_many_ask_of_is() -> None:
    office = Desk()
    for _ in range(9):
        office.ask(SANNE)
    assert show_insight(ANNA, office.ports).topics == ()

    for number in range(30):
        office.ask(Person("chat", "kruim", f"U-{number}"))

    assert show_insight(ANNA, office.ports).topics == (("client-contacts", 39),)
    assert report_gaps(office.ports).cells == ()


def test_a_gap_is_counted_in_the_month_of_the_organisation() -> None:
    office = Desk()
    office.clock.move(datetime(2026, 11, 30, 23, 30, tzinfo=UTC) - office.clock.now())
    for number in range(30):
        office.say(Person("chat", "kruim", f"U-{number}"), "Mag ik bakken op TikTok?")

    report = report_gaps(office.ports)

    assert [(each.cell.month, each.questions) for each in report.cells] == [("2026-12", 30)]
    assert not report.hidden
