"""An answer in Teams that came by way of a choice can be shared where it was asked, and nowhere else."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.branching_protocol import BRANCHING, branching
from tests.office import UNSURE
from tests.teams_server.messages import Json, buttons, shown
from tests.teams_server.world import NL, RULE, World, opened_world

ASKED_PRIVATELY = NL.say("form.answered-privately")
ACCOUNT = "mag ik het logo gebruiken op een account?"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the office."""
    return tmp_path_factory.mktemp("served") / "magdat.sqlite3"


@pytest.fixture(scope="module")
def office(kept: Path) -> Iterator[World]:
    with opened_world(kept.parent) as world:
        yield world


@pytest.fixture(scope="module")
def branching_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Where the protocol asks for the asker's circumstances."""
    folder = tmp_path_factory.mktemp("branching")
    written = folder / "protocol.yaml"
    written.write_text(BRANCHING, encoding="utf-8")
    with opened_world(folder, protocol=written) as world:
        yield world


@pytest.fixture(params=["a channel", "a group chat"])
def world(request: pytest.FixtureRequest, office: World) -> World:
    return _meet(office, threads=request.param == "a channel")


def _meet(office: World, *, threads: bool) -> World:
    """Someone new comes to ask, in a room of their own with Omar."""
    office.room = office.teams.add_room(office.omar, threads=threads)
    office.meet()
    return office


def _press(world: World, message: Json, verb: str, number: int = 0) -> None:
    assert world.teams.press(world.sanne, message, verb, number=number).wait().acked


def _ask_in_room(world: World, question: str) -> Json:
    """What comes in the asker's own chat when they ask in the room."""
    assert world.teams.say(world.sanne, question, world.room).wait().acked
    world.teams.wait_message(world.room, ASKED_PRIVATELY)
    return world.teams.wait_message(world.chat)


def _choose(world: World, unsure: Json, number: int = 0) -> None:
    _press(world, unsure, "choose", number)
    world.teams.wait(lambda: world.offers(unsure, "helped"), what="the clause in the place of the question")


def _is_shared(world: World, answer: Json, rule: str) -> None:
    """Share the answer; everyone reads it in the room, where the question was asked, and there alone."""
    (asked,) = [each["thread"] for each in world.teams.in_room(world.room)]
    own = len(world.teams.in_room(world.chat))
    _press(world, answer, "share")
    told = world.teams.wait_message(world.room, rule)
    world.teams.wait(lambda: not world.offers(answer, "share"), what="an answer that is shared already")
    assert told["thread"] == asked
    assert not buttons(told)
    assert len(world.teams.in_room(world.room)) == 2
    assert len(world.teams.in_room(world.chat)) == own


def test_a_clause_that_was_chosen_is_shared_where_it_was_asked(world: World) -> None:
    unsure = _ask_in_room(world, UNSURE)
    _choose(world, unsure)

    _is_shared(world, unsure, shown(unsure).split("\n")[2])


def test_a_clause_that_was_chosen_after_another_was_not_meant_is_shared_where_it_was_asked(world: World) -> None:
    answer = _ask_in_room(world, "Mag ik klanten toevoegen op LinkedIn?")
    assert RULE in shown(answer)
    _press(world, answer, "not-meant")
    world.teams.wait(lambda: world.offers(answer, "choose"), what="the next best")
    _choose(world, answer)

    _is_shared(world, answer, shown(answer).split("\n")[2])


@pytest.mark.parametrize("threads", [True, False], ids=["a channel", "a group chat"])
def test_an_answer_by_circumstance_is_shared_where_it_was_asked(branching_office: World, *, threads: bool) -> None:
    world = _meet(branching_office, threads=threads)
    inquiry = _ask_in_room(world, ACCOUNT)
    _press(world, inquiry, "circumstance", 0)
    rule = branching().clause("logo-own").rule.binding
    world.teams.wait(lambda: rule in shown(inquiry), what="the rule in the place of the question")

    _is_shared(world, inquiry, rule)


def test_taken_to_hr_anonymously_it_leaves_no_trace_of_the_asker_or_of_where_it_was_asked(
    world: World, kept: Path
) -> None:
    unsure = _ask_in_room(world, UNSURE)
    _choose(world, unsure)
    _press(world, unsure, "ask-hr")
    preview = world.teams.wait_message(world.chat, NL.say("asker.preview.title"))
    before = len(world.teams.in_room(world.desk))
    _press(world, preview, "open-anonymous")
    card = world.teams.wait_message(world.desk, UNSURE, before=before)

    traces = (world.sanne, world.chat, f"29:{world.sanne.removeprefix('aad-')}", world.room)
    world.teams.wait(lambda: not any(trace in _all_kept(kept) for trace in traces), what="no trace")
    assert not [trace for trace in traces if trace in str(card)]
    assert len(world.teams.in_room(world.room)) == 1


def _all_kept(database: Path) -> str:
    """Every value of every row, but for how places are reached, which says nothing of who asked what."""
    with contextlib.closing(sqlite3.connect(database)) as opened:
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in tables if name != "whereabouts" for row in opened.execute(f"SELECT * FROM {name}")]  # noqa: S608 -- names of our own
    return "\n".join(str(row) for row in rows)
