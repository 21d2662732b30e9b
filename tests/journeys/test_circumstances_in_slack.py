"""In Slack one is asked for one's circumstances with buttons, and answered in the same place."""

import pytest

from tests.branching_protocol import BRANCHING, branching
from tests.slack_server.slack_workspace import Json, all_text
from tests.slack_server.world import opened_world

QUESTION = "mag ik het logo gebruiken op een account?"


def labelled(message: Json, label: str) -> str:
    """The ``action_id`` of the button that says this."""
    elements = [element for block in message["blocks"] for element in block.get("elements", ())]
    return next(str(each["action_id"]) for each in elements if each.get("text", {}).get("text") == label)


def test_the_account_is_asked_with_buttons_and_decides_on_the_rule(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("served")
    written = folder / "protocol.yaml"
    written.write_text(BRANCHING, encoding="utf-8")
    rule = branching().clause("logo-own").rule.binding

    with opened_world(folder, http=False, protocol=written) as world:
        world.meet()
        asked = world.ask(QUESTION, "Om welk account gaat het?")
        assert rule not in all_text(asked)

        world.slack.press(world.sanne, asked, labelled(asked, "Mijn eigen account")).wait()
        world.slack.wait(lambda: rule in all_text(asked), what="the rule in the place of the question")
        assert "je koos: Mijn eigen account" in all_text(asked)

        world.slack.press(world.sanne, asked, labelled(asked, "Iets anders kiezen")).wait()
        world.slack.wait(lambda: "Om welk account gaat het?" in all_text(asked), what="the question once more")
        world.slack.press(world.sanne, asked, labelled(asked, "Weet ik niet")).wait()
        world.slack.wait(lambda: "Verplicht (1 Het logo op een bedrijfsaccount)" in all_text(asked), what="both")

        world.ask("mag het logo op het bedrijfsaccount?", branching().clause("logo-company").rule.binding)
