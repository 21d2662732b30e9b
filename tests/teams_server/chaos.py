"""Kill ``magdat serve`` on Teams over and over, and count: ``python -m tests.teams_server.chaos --help``.

Teams cannot be asked what it was given. So a plain answer may come again after a kill, once; what HR decided never
does: where nobody knows whether it arrived the desk is told, and here the asker then looks it up.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.command_words import command_words
from knowledge.protocol import Language
from tests.chaos.crowd import NEXT_ANSWERED_BY, STEPS, Crowd
from tests.chaos.serve_kills import Course, Plan, main
from tests.chaos.serve_kills import run as run_plan
from tests.teams_server.fake_teams import FakeTeams, Sent
from tests.teams_server.messages import Json, buttons, shown
from tests.teams_server.serving import serving

_ANSWERS_AFTER_SECONDS = 0.05
"""As a service far away does, so that kills often come between what was done and the word of it."""
_MINE = command_words(Language.NL, "mine")[0]
_ANSWERS = ("Klanten toevoegen op LinkedIn\n", NEXT_ANSWERED_BY)
_SAID = "Ja, dat mag."
_OPENED = "Verstuurd naar HR, met nummer"
_DECIDED = ("Je vraag ligt bij HR", "kijkt naar je vraag", "Antwoord van HR op vraag", "HR heeft vraag")
"""What the asker of a case is told of it, one message each: that it lies there, who has it, the answer, the end."""


@dataclass(kw_only=True)
class People(Crowd):
    """Everyone in the organisation."""

    teams: FakeTeams
    desk: str
    officer: str

    def come(self, name: str) -> str:
        return self.teams.add_person(name)

    def say(self, person: str, text: str) -> Sent:
        return self.teams.say(person, text)

    def read(self, person: str) -> list[str]:
        return self.teams.read(self.teams.chat(person))

    def posts(self) -> int:
        return len(self.teams.messages)

    def act(self) -> None:
        for person in list(self.to_hr):
            self._take_to_hr(person)
        cards: dict[str, list[tuple[str, Json]]] = {}
        for message in self.teams.in_room(self.desk):
            for button in buttons(message):
                cards.setdefault(button["data"]["subject"], []).append((button["verb"], message))
        for case, offered in cards.items():
            self._work_on(case, offered)

    def _take_to_hr(self, person: str) -> None:
        chat = self.teams.in_room(self.teams.chat(person))
        if (reference := self._reference(person)) is not None:
            is_told = self._looked_up(person) or not self._missing(person)
            if not is_told and self._is_over(reference) and self._was_warned_of(reference):
                self._look_up(person, chat)
            return
        for verb in ("open-anonymous", "ask-hr"):
            for message in chat:
                if any(each["verb"] == verb for each in buttons(message)):
                    self.once(person, verb, lambda: self.teams.press(person, message, verb))  # noqa: B023 -- at once
                    return

    def _look_up(self, person: str, chat: list[dict[str, Json]]) -> None:
        listed = [each for each in chat if any(button["verb"] == "show-case" for button in buttons(each))]
        if listed:
            self.once(person, "show-case", lambda: self.teams.press(person, listed[-1], "show-case"))
        else:
            self.once(person, _MINE, lambda: self.say(person, _MINE))

    def _work_on(self, case: str, offered: list[tuple[str, Json]]) -> None:
        """The furthest step that any message offers: one that came again keeps what it offered at first."""
        verbs = dict(offered)
        if "reopen" in verbs:
            return
        for step in reversed(STEPS):
            verb = step.removeprefix("type/")
            if verb in verbs:
                self.once(case, step, partial(self._do, case, verb, verbs[verb]), again=verb != "reply")
                return

    def _do(self, case: str, verb: str, message: Json) -> None:
        if verb == "reply":
            thread = message["thread"] or message["id"]
            self.teams.say(self.officer, f"{_SAID} {case}", self.desk, thread=thread)
        else:
            self.teams.press(self.officer, message, verb)

    def lost(self) -> int:
        """Who got no answer; and who was not told of their case, unless HR was warned and they could look it up."""
        return self.unanswered() + sum(bool(self._missing(each)) and not self._looked_up(each) for each in self.to_hr)

    def repeated(self) -> int:
        """Answers that came again to askers, HR's decisions among them."""
        answers = [_count(self.read(each), told) for each in self.asked for told in _ANSWERS]
        return sum(max(0, times - 1) for times in answers) + self.repeated_decisions()

    def repeated_at_desk(self) -> int:
        at_desk = Counter(
            (each["thread"], each["summary"]) for each in self.teams.in_room(self.desk) if _is_of_case(each)
        )
        return sum(times - 1 for times in at_desk.values())

    def repeated_decisions(self) -> int:
        return sum(max(0, _count(self.read(each), told) - 1) for each in self.to_hr for told in _DECIDED)

    def set_aside(self) -> int:
        return sum(self._looked_up(each) for each in self.to_hr)

    def _missing(self, person: str) -> list[str]:
        return [told for told in _DECIDED if not _count(self.read(person), told)]

    def _looked_up(self, person: str) -> bool:
        """Whether they read HR's answer, and how the case stands, on the page of their question."""
        return any(text.startswith("Vraag ") and ": gesloten" in text and _SAID in text for text in self.read(person))

    def _reference(self, person: str) -> str | None:
        """The number of their question, as they were told it."""
        found = re.search(rf"(?:{_OPENED}|Je vraag heeft nummer) (\w+)", "\n".join(self.read(person)))
        return None if found is None else found[1]

    def _is_over(self, reference: str) -> bool:
        return any(f"heeft vraag {reference} gesloten" in text for text in self.teams.read(self.desk))

    def _was_warned_of(self, reference: str) -> bool:
        return any(f"de vrager van {reference} is niet aangekomen" in text for text in self.teams.read(self.desk))


def _is_of_case(message: Json) -> bool:
    """Whether it belongs to a case; what a press that came too late is answered with does not."""
    return bool(buttons(message)) or "niet aangekomen" in shown(message)


def _count(texts: list[str], told: str) -> int:
    return sum(told in text for text in texts)


def run(kills: int, questions: int, seed: int, folder: Path) -> Course:
    """Kill so often while so many ask, and count."""
    with FakeTeams() as teams:
        teams.retry_delays = (0.5,) * 600
        teams.answers_after_seconds = _ANSWERS_AFTER_SECONDS
        officer = teams.add_person("omar")
        people = People(teams=teams, desk=teams.add_room(officer), officer=officer)
        with serving(teams, folder, people.desk):
            assert teams.install(officer, people.desk).wait().acked
            teams.wait_message(teams.chat(officer))
        plan = Plan(kills, questions, seed, repeats_per_kill=1)
        return run_plan(plan, people, lambda: serving(teams, folder, people.desk), folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], "Teams", run))
