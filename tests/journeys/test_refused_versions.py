"""What an admin sends in a chat that must not go live: in Slack and in Teams, in Dutch and in English.

Each is refused with a sentence that says what to do, the live version stays, and a draft is kept.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from bot.wording import Wording, wording_in
from knowledge.protocol import Language
from tests.bakery import BAKERY
from tests.slack_server.fake_slack import FakeSlack
from tests.slack_server.serving import serving as serving_slack
from tests.slack_server.slack_workspace import Json, all_text
from tests.teams_server.fake_teams import FakeTeams
from tests.teams_server.messages import shown
from tests.teams_server.serving import serving as serving_teams

LOCALES = {Language.NL: "nl-NL", Language.EN: "en-GB"}
WORD = b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256))
LIVE = "2026.4"


class Chat(Protocol):
    """How an admin and Magdat talk on a platform."""

    def send(self, admin: str, content: bytes) -> Json:
        """The admin sends a file; what Magdat answers."""

    def press(self, admin: str, message: Json, act: str) -> None:
        """The admin presses a button; nobody waits for what comes of it."""

    def all_told(self, admin: str) -> list[str]:
        """Everything that the admin was told, in order."""

    def wait_told(self, admin: str, before: int) -> list[str]:
        """What the admin was told beside so much that was told before; there is something."""


@dataclass
class InSlack:
    slack: FakeSlack

    def send(self, admin: str, content: bytes) -> Json:
        before = len(self._messages(admin))
        self.slack.share_file(admin, "protocol.yaml", content).wait()
        return self.slack.wait(lambda: self._messages(admin)[before:], what="an answer")[0]

    def press(self, admin: str, message: Json, act: str) -> None:
        self.slack.press(admin, message, act)

    def all_told(self, admin: str) -> list[str]:
        return [all_text(each) for each in self._messages(admin)]

    def wait_told(self, admin: str, before: int) -> list[str]:
        return self.slack.wait(lambda: self.all_told(admin)[before:], what="an answer")

    def _messages(self, admin: str) -> list[Json]:
        channel = self.slack.dm(admin)
        return [each for each in self.slack.messages if each["channel"] == channel and each.get("bot_id")]


@dataclass
class InTeams:
    teams: FakeTeams

    def send(self, admin: str, content: bytes) -> Json:
        chat = self.teams.chat(admin)
        before = len(self.teams.in_room(chat))
        assert self.teams.share_file(admin, "protocol.yaml", content).wait().acked
        return self.teams.wait_message(chat, before=before)

    def press(self, admin: str, message: Json, act: str) -> None:
        self.teams.press(admin, message, act)

    def all_told(self, admin: str) -> list[str]:
        return [shown(each) for each in self.teams.in_room(self.teams.chat(admin))]

    def wait_told(self, admin: str, before: int) -> list[str]:
        return self.teams.wait(lambda: self.all_told(admin)[before:], what="an answer")


@dataclass
class Admins:
    """Several admins, any of whom may publish alone; version 2026.4 is live at first."""

    chat: Chat
    by_language: dict[Language, str]
    live: str = LIVE

    def refused(self, admin: str, content: bytes) -> str:
        """What is said of a file; it offers nothing to press."""
        before = len(self.chat.all_told(admin))
        message = self.chat.send(admin, content)
        assert "publish-draft" not in str(message)
        return "\n".join(self.chat.all_told(admin)[before:])

    def next(self, *changes: tuple[bytes, bytes]) -> bytes:
        """The file of a version after the one that is live."""
        self.live = f"2026.{int(self.live.partition('.')[2]) + 1}"
        return _version(self.live, *changes)


def _version(version: str, *changes: tuple[bytes, bytes]) -> bytes:
    content = BAKERY.read_bytes().replace(b'version: "2026.3"', f'version: "{version}"'.encode())
    for before, after in changes:
        assert before in content
        content = content.replace(before, after, 1)
    return content


@contextlib.contextmanager
def _in_slack(folder: Path) -> Iterator[Admins]:
    with FakeSlack() as slack:
        people = {language: slack.add_user(f"beheer-{language}", locale=locale) for language, locale in LOCALES.items()}
        slack.groups["S0ADMINS"] = list(people.values())
        slack.admins = ["S0ADMINS"]
        desk = slack.add_channel("hr", private=True, members=(slack.add_user("omar"),))
        with serving_slack(slack, folder, desk):
            yield Admins(InSlack(slack), people)


@contextlib.contextmanager
def _in_teams(folder: Path) -> Iterator[Admins]:
    with FakeTeams() as teams:
        people = {lang: teams.add_person(f"beheer-{lang}", locale=locale) for lang, locale in LOCALES.items()}
        desk = teams.add_room(teams.add_person("omar"))
        with serving_teams(teams, folder, desk, tuple(people.values()), second_admin=False):
            yield Admins(InTeams(teams), people)


@pytest.fixture(scope="module", params=[_in_slack, _in_teams], ids=["slack", "teams"])
def admins(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Admins]:
    with request.param(tmp_path_factory.mktemp("served")) as opened:
        first = opened.by_language[Language.NL]
        draft = opened.chat.send(first, _version(LIVE))
        before = len(opened.chat.all_told(first))
        opened.chat.press(first, draft, "publish-draft")
        assert LIVE in "".join(opened.chat.wait_told(first, before))
        yield opened


@pytest.fixture(params=Language)
def language(request: pytest.FixtureRequest) -> Language:
    return Language(request.param)


def _is_said(told: str, wording: Wording, key: str, **values: object) -> bool:
    return wording.say(f"publish-refusal.{key}", **values) in " ".join(told.split())


def test_a_word_document_by_the_name_of_a_protocol(admins: Admins, language: Language) -> None:
    told = admins.refused(admins.by_language[language], WORD)

    assert _is_said(told, wording_in(language), "packed", file="protocol.yaml")


def test_another_protocol_than_the_live_one(admins: Admins, language: Language) -> None:
    told = admins.refused(admins.by_language[language], _version("2027.1", (b"id: bakery", b"id: other")))

    assert _is_said(told, wording_in(language), "other-protocol", id="other", live="bakery")


def test_a_version_that_says_to_be_in_force_before_the_live_one(admins: Admins, language: Language) -> None:
    told = admins.refused(admins.by_language[language], _version("2027.1", (b"from: 2026-02-01", b"from: 2025-01-01")))

    wording = wording_in(language)
    days = {"day": wording.date(date(2025, 1, 1)), "live": wording.date(date(2026, 2, 1))}
    assert _is_said(told, wording, "earlier", **days)


def test_a_draft_that_was_made_from_what_is_not_live_any_more(admins: Admins, language: Language) -> None:
    chat, late = admins.chat, admins.by_language[language]
    (early,) = (each for each in admins.by_language.values() if each != late)
    stale = chat.send(late, _version("2026.900", (b"verdict: ask-first", b"verdict: forbidden")))
    draft, before = chat.send(early, admins.next()), len(chat.all_told(early))
    chat.press(early, draft, "publish-draft")
    chat.wait_told(early, before)

    for _ in range(2):  # the draft is kept, and the sentence stays the same
        before = len(chat.all_told(late))
        chat.press(late, stale, "publish-draft")
        told = chat.wait_told(late, before)
        assert _is_said("\n".join(told), wording_in(language), "base-moved", version=admins.live)


def test_two_who_publish_at_once(admins: Admins) -> None:
    chat, people = admins.chat, admins.by_language
    drafts, versions = {}, []
    for language, admin in people.items():
        drafts[language] = chat.send(admin, admins.next())
        versions.append(admins.live)
    before = {language: len(chat.all_told(admin)) for language, admin in people.items()}

    for language, admin in people.items():
        chat.press(admin, drafts[language], "publish-draft")

    told = {language: "\n".join(chat.wait_told(admin, before[language])) for language, admin in people.items()}
    assert [_came_too_late(told[language], wording_in(language), versions) for language in people].count(True) == 1, (
        told
    )


def _came_too_late(told: str, wording: Wording, versions: list[str]) -> bool:
    moved = any(_is_said(told, wording, "base-moved", version=version) for version in versions)
    return moved or _is_said(told, wording, "meanwhile")
