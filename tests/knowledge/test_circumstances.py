from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.circumstances import MOST_CHOICES, branches, depend, follow, needs, reachable
from knowledge.protocol import SocialMediaProtocol
from tests.branching_protocol import branching
from tests.written_protocol import branching_protocols

quick = settings(derandomize=True, deadline=None, max_examples=150)


def ids(clause_id: str) -> list[str]:
    return [clause.id for clause in branches(clause_id, branching())]


def test_branches_begin_where_it_is_decided_whether_the_clause_holds() -> None:
    assert ids("logo-own") == ids("logo-company") == ["logo-company", "logo-own"]


def test_a_clause_that_always_holds_has_no_branches() -> None:
    assert ids("press") == ["press"]
    assert not depend(branches("press", branching()), branching())


def test_an_option_that_speaks_of_a_group_decides_on_a_clause_for_that_group() -> None:
    protocol = branching()

    assert needs(protocol.clause("answer-voice"), protocol) == {"account": {"company"}, "role": {"voice"}}


def test_what_is_not_known_is_asked() -> None:
    protocol = branching()

    way = follow(branches("logo-own", protocol), {}, protocol)

    assert way.asks is not None
    assert way.asks.id == "account"
    assert way.clause is None


def test_each_choice_tells_where_it_led() -> None:
    protocol = branching()

    way = follow(branches("answer-voice", protocol), {"account": "company", "role": "manager"}, protocol)

    assert [(step.circumstance, step.option, step.clause) for step in way.steps] == [
        ("account", "company", "answer-voice"),
        ("role", "manager", "answer-manager"),
    ]
    assert way.clause == protocol.clause("answer-manager")


def test_nothing_more_is_asked_than_the_next_branch_needs() -> None:
    protocol = branching()

    way = follow(branches("answer-voice", protocol), {"account": "own"}, protocol)

    assert way.asks is not None
    assert way.asks.id == "role"


def test_where_no_branch_holds_none_is_found() -> None:
    protocol = branching()

    way = follow(branches("answer-voice", protocol), {"account": "own", "role": "neither"}, protocol)

    assert way.clause is None
    assert way.asks is None
    assert way.steps[-1].clause is None


@quick
@given(branching_protocols(), st.data())
def test_whatever_is_chosen_a_clause_or_an_end_is_reached_after_two_choices_at_most(
    protocol: SocialMediaProtocol, data: st.DataObject
) -> None:
    clause = data.draw(st.sampled_from(protocol.clauses))
    tried = branches(clause.id, protocol)
    known: dict[str, str] = {}

    while (way := follow(tried, known, protocol)).asks is not None:
        assert way.asks.id not in known
        known[way.asks.id] = data.draw(st.sampled_from(sorted(way.asks.options)))

    assert len(known) == len(way.steps) <= MOST_CHOICES
    assert way.clause is None or way.clause in tried
    assert way.steps == () or way.steps[-1].clause == (None if way.clause is None else way.clause.id)


@quick
@given(branching_protocols(), st.data())
def test_the_order_in_which_things_became_known_does_not_matter(
    protocol: SocialMediaProtocol, data: st.DataObject
) -> None:
    tried = branches(data.draw(st.sampled_from(protocol.clauses)).id, protocol)
    known = {name: data.draw(st.sampled_from(sorted(one.options))) for name, one in protocol.circumstances.items()}

    assert follow(tried, known, protocol) == follow(tried, dict(reversed(known.items())), protocol)


@quick
@given(branching_protocols(), st.data())
def test_only_clauses_that_hold_for_someone_are_offered(protocol: SocialMediaProtocol, data: st.DataObject) -> None:
    tried = branches(data.draw(st.sampled_from(protocol.clauses)).id, protocol)
    known = {name: data.draw(st.sampled_from(sorted(one.options))) for name, one in protocol.circumstances.items()}

    way = follow(tried, known, protocol)

    assert way.clause is None or way.clause in reachable(tried, protocol)
    assert len(reachable(tried, protocol)) <= 9
