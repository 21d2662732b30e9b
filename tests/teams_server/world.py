"""Everyone in a story in Teams: an asker, officers at HR's desk, an admin, a room, and Magdat in its own process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import BAKERY, clause
from tests.serving import Serving
from tests.teams_server.fake_teams import FakeTeams
from tests.teams_server.messages import Json, buttons
from tests.teams_server.serving import serving

NL, EN = wording_in(Language.NL), wording_in(Language.EN)
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
RULE = clause("clients-on-linkedin").rule.get(Language.NL)


@dataclass
class World:
    """Who and what there is; the asker is another one in each test."""

    teams: FakeTeams
    magdat: Serving
    omar: str
    ina: str
    vera: str
    desk: str
    room: str
    sanne: str = ""

    def meet(self) -> None:
        """Someone new comes to ask."""
        self.sanne = self.teams.add_person(f"sanne{len(self.teams.people)}")
        self.teams.rooms[self.room]["members"].append(self.sanne)

    @property
    def chat(self) -> str:
        return self.teams.chat(self.sanne)

    def ask(self, text: str = QUESTION, containing: str = RULE) -> Json:
        """Sanne asks directly; the answer."""
        assert self.teams.say(self.sanne, text).wait().acked
        return self.teams.wait_message(self.chat, containing)

    def open_case(self, act: str) -> Json:
        """Sanne takes a question to HR; the card at the desk."""
        return self.take_to_hr(self.ask(), act)

    def take_to_hr(self, answer: Json, act: str) -> Json:
        """Sanne takes what was answered so to HR; the card at the desk."""
        before = len(self.teams.in_room(self.desk))
        assert self.teams.press(self.sanne, answer, "ask-hr").wait().acked
        preview = self.teams.wait_message(self.chat, NL.say("asker.preview.title"))
        assert self.teams.press(self.sanne, preview, act).wait().acked
        self.teams.wait_message(self.chat, "Je vraag ligt bij HR")
        return self.teams.wait_message(self.desk, QUESTION, before=before)

    def offers(self, message: Json, act: str) -> bool:
        """Whether the message, as it stands, has a button for this."""
        return any(each["verb"] == act for each in buttons(message))


@contextmanager
def opened_world(folder: Path, *, threads: bool = True, protocol: Path = BAKERY) -> Iterator[World]:
    """The world, with Magdat at work and installed at the desk.

    Args:
        folder: Its own.
        threads: The desk is in a channel of a team, else in a group chat.
        protocol: The file that Magdat answers from at first.
    """
    with FakeTeams() as teams:
        omar, ina, vera = (teams.add_person(name) for name in ("omar", "ina", "vera"))
        guest = teams.add_person("gast", guest=True)
        desk = teams.add_room(omar, ina, guest, threads=threads)
        room = teams.add_room(omar)
        with serving(teams, folder, desk, admins=(vera,), protocol=protocol) as magdat:
            teams.install(omar, desk).wait()
            teams.wait_message(teams.chat(omar))
            yield World(teams, magdat, omar, ina, vera, desk, room)
