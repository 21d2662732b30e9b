import pytest

from knowledge.checks.unfinished import check_finished
from tests.knowledge.checks.drafts import CLIENTS, load

PROPOSED = CLIENTS.replace("id: clients", "id: proposal-e5iwtx").replace('"4.2"', '"N1"')


def test_a_clause_that_stands_as_it_was_proposed_is_reported() -> None:
    (problem,) = check_finished(load(PROPOSED))

    assert problem.code == "unfinished-proposal"
    assert problem.written_path == "clauses[0].number"
    assert 'Clause N1 "Klanten toevoegen"' in problem.message


@pytest.mark.parametrize(
    "clause",
    [CLIENTS, CLIENTS.replace('"4.2"', '"N1"'), CLIENTS.replace("id: clients", "id: proposal-e5iwtx")],
    ids=["any clause", "a number like it", "a number of its own"],
)
def test_a_clause_that_somebody_finished_is_not(clause: str) -> None:
    assert list(check_finished(load(clause))) == []
