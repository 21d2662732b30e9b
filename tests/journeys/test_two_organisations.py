"""One process for two organisations: each has its own workspace, desk, protocol and cases, and learns nothing else."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.wording import wording_in
from knowledge.protocol import Language
from tests.bakery import BAKERY, clause
from tests.journeys.test_slack_away_at_the_start import served, status
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import environment
from tests.slack_server.slack_workspace import all_text

NL = wording_in(Language.NL)
QUESTION = "Mag ik klanten toevoegen op LinkedIn?"
RULE = clause("clients-on-linkedin").rule.get(Language.NL)
STRICTER = RULE.replace("Je mag", "Je mag alleen", 1)


class Town:
    """Two organisations that one process serves, with an employee and an officer each."""

    told = ""
    url = ""

    def __init__(self, kruim: FakeSlack, deeg: FakeSlack, folder: Path) -> None:
        self.kruim, self.deeg, self.folder = kruim, deeg, folder
        kruim.team, deeg.team = "T0KRUIM", "T0DEEG"
        deeg.bot_token = "xoxb-of-deeg"  # noqa: S105 -- of a stand-in
        self.people = {slack: (slack.add_user("sanne"), slack.add_user("omar")) for slack in (kruim, deeg)}
        self.desks = {
            slack: slack.add_channel("hr", private=True, members=(officer,))
            for slack, (_, officer) in self.people.items()
        }
        self.settings = dict(environment(kruim, folder, "C0", http=True))
        for own in ("MAGDAT_DESK", "MAGDAT_SLACK_API_URL", "SLACK_BOT_TOKEN", "MAGDAT_ADMINS", "MAGDAT_PROTOCOL"):
            del self.settings[own]
        stricter = folder / "deeg.yaml"
        stricter.write_text(BAKERY.read_text(encoding="utf-8").replace(RULE, STRICTER), encoding="utf-8")
        (folder / "magdat.toml").write_text(self._table("kruim", kruim, BAKERY) + self._table("deeg", deeg, stricter))

    def _table(self, name: str, slack: FakeSlack, protocol: Path) -> str:
        given = {
            "MAGDAT_DESK": f"slack:{self.desks[slack]}",
            "MAGDAT_SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "MAGDAT_PROTOCOL": str(protocol),
        }
        return "\n".join([f"[organisations.{name}]", *(f'{key} = "{value}"' for key, value in given.items()), ""])

    def case_at(self, slack: FakeSlack) -> tuple[str, dict[str, object]]:
        """A case of the employee there, and its card at the desk."""
        sanne, _ = self.people[slack]
        slack.press(sanne, slack.wait_message(slack.dm(sanne), "Je mag"), "ask-hr").wait()
        slack.press_in_view(sanne, slack.wait_view("shown", NL.say("asker.preview.title")), "open-named")
        card = slack.wait_message(self.desks[slack], "sanne")
        values = [each.get("value", "") for block in card["blocks"] for each in block.get("elements", [])]
        return next(value for value in values if value), card

    def magdat(self, *arguments: str) -> str:
        """What a command prints."""
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "adapters", *arguments],
            cwd=self.folder,
            env=self.settings,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with ExitStack() as opened:
        town = Town(opened.enter_context(FakeSlack()), opened.enter_context(FakeSlack()), tmp_path)
        _, town.told, url = opened.enter_context(served(town.settings, tmp_path))
        for slack in (town.kruim, town.deeg):
            slack.http_endpoint = f"{url}/slack/events"
        town.url = url
        yield town


def test_each_organisation_has_its_own(town: Town) -> None:
    kruim, deeg = town.kruim, town.deeg
    for slack, rule in ((kruim, RULE), (deeg, STRICTER)):
        slack.say(town.people[slack][0], QUESTION).wait()
        slack.wait_message(slack.dm(town.people[slack][0]), rule)

    case_id, card = town.case_at(kruim)
    officer = town.people[deeg][1]
    forged = {**card, "channel": town.desks[deeg]}
    deeg.press(officer, forged, "claim").wait()
    deeg.wait(lambda: deeg.ephemerals or len(deeg.messages) > 1, what="a refusal")

    assert "[kruim]" in town.told
    assert "[deeg]" in town.told
    assert not any(case_id[:4].upper() in all_text(each) for each in deeg.messages if each.get("bot_id"))
    assert not any("sanne" in all_text(each) for each in deeg.messages if each["channel"] == town.desks[deeg])
    listed = {name: json.loads(town.magdat("cases", "--json", "--organisation", name)) for name in ("kruim", "deeg")}
    assert [case["state"] for case in listed["kruim"]["cases"]] == ["open"]
    assert listed["deeg"]["cases"] == []
    person = f"slack/{kruim.team}/{town.people[kruim][0]}"
    held = {
        name: json.loads(town.magdat("privacy", "export", person, "--organisation", name)) for name in ("kruim", "deeg")
    }
    assert len(held["kruim"]["asked"]) == 1
    assert held["deeg"]["asked"] == []


def test_what_comes_from_an_unknown_workspace_is_for_nobody(town: Town) -> None:
    before = town.kruim.team
    town.kruim.team = "T0STRANGER"

    sent = town.kruim.say(town.people[town.kruim][0], QUESTION).wait()

    town.kruim.team = before
    assert not sent.acked
    assert status(f"{town.url}/slack/events", b"{}")[0] == 421


def test_two_organisations_in_one_workspace_are_refused(tmp_path: Path) -> None:
    with FakeSlack() as kruim, FakeSlack() as deeg:
        town = Town(kruim, deeg, tmp_path)
        deeg.team = kruim.team

        done = subprocess.run(
            [sys.executable, "-m", "adapters", "serve"],
            cwd=tmp_path,
            env=town.settings,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert done.returncode == 1
    assert "[organisations.deeg]: slack is at T0KRUIM, as that of kruim is." in done.stderr + done.stdout
