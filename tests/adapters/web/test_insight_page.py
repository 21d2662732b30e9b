"""What stands on the page with what people ask where there is nothing to list."""

from dataclasses import replace
from pathlib import Path

from bot.tally import Cell, Gap
from tests.adapters.web.plain_visits import pages_in
from tests.contracts.made import question

ALL_ASKED = "Naar elk artikel is gevraagd."


def test_that_every_clause_was_asked_about_is_said_only_where_it_was(tmp_path: Path, learned: Path) -> None:
    with pages_in(tmp_path, learned) as pages:
        ports, visitor = pages.office.ports, pages.visitor()
        asked_nothing = visitor.get("/insight")
        now = ports.clock.now()
        with ports.storage.begin() as uow:
            for clause in ports.publications.live().protocol.clauses:
                uow.questions.add(replace(question(clause.id), clause_id=clause.id, asked_at=now))
            for tag in range(5):
                uow.tallies.add(Cell(f"{now:%Y-%m}", "", Gap.ANSWERED), tag)
            uow.commit()

        asked_all = visitor.get("/insight")

    assert ALL_ASKED not in asked_nothing.body
    assert ALL_ASKED in asked_all.body
