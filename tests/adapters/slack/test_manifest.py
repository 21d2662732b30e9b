"""The manifest asks for what the code uses, and for nothing else."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.doctor import SCOPES
from tests.slack_server.slack_block_kit import Json
from tests.slack_server.slack_methods import METHODS

ROOT = Path(__file__).parents[3]
_NOT_BY_CALLS = {
    "app_mentions:read": "the event app_mention",
    "commands": "the slash command and the shortcut",
    "files:read": "downloading a shared file",
}
_KINDS = ("channels", "groups")


@pytest.fixture
def manifest() -> Json:
    return yaml.safe_load((ROOT / "deploy" / "slack" / "manifest.yaml").read_text())


KNOWN = {name.replace(".", "_"): name for name in METHODS}


def called() -> Iterator[str]:
    """Every method of Slack's web API that the adapter names, as the SDK calls it."""
    offered = {name for name, _ in inspect.getmembers(AsyncWebClient, inspect.iscoroutinefunction)}
    for path in (ROOT / "adapters" / "slack").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in offered:
                yield node.attr


def test_what_is_called_is_known_to_the_stand_in_which_asks_for_the_scope() -> None:
    assert set(called()) == set(KNOWN)


def test_the_scopes_are_those_that_the_calls_and_events_need(manifest: Json) -> None:
    needed = {
        scope
        for method in called()
        if (scope := METHODS[KNOWN[method]][1]) is not None and scope != "connections:write"
    }
    by_kind = {scope.format(kind) for scope in needed if "{}" in scope for kind in _KINDS}
    needed = {scope for scope in needed if "{}" not in scope} | by_kind | {"im:history"} | set(_NOT_BY_CALLS)

    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed == SCOPES


def test_the_events_are_those_that_are_listened_to(manifest: Json) -> None:
    wanted = {"app_home_opened", "app_mention", "assistant_thread_started", "message.channels", "message.groups"}

    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == {*wanted, "message.im"}
    assert manifest["settings"]["interactivity"]["is_enabled"]


def test_names_and_descriptions_are_within_slacks_limits(manifest: Json) -> None:
    features = manifest["features"]

    assert len(manifest["display_information"]["name"]) <= 35
    assert len(manifest["display_information"]["description"]) <= 140
    assert [command["command"] for command in features["slash_commands"]] == ["/magdat"]
    assert all(len(shortcut["name"]) <= 24 or shortcut["type"] == "message" for shortcut in features["shortcuts"])
    assert all(len(shortcut["description"]) <= 150 for shortcut in features["shortcuts"])
