"""Screens of a person's own: modals that show a message, forms on which a text is typed, the Home tab."""

from collections.abc import Sequence

from adapters.slack import block_kit
from adapters.slack.block_kit import Json
from adapters.slack.payloads import FORM, TEXT_BLOCK, TEXT_ELEMENT
from adapters.slack.renderer import draw
from bot.action import Act
from bot.message import Message
from bot.presenter.forms import Form

_NAME = "Magdat"
_LONGEST_BUTTON = 24
_LONGEST_VIEW_LABEL = 2_000
SHOWN = "shown"
"""The ``callback_id`` of a modal that shows a message."""


def message_view(message: Message, memory: str) -> Json:
    """A modal that shows the message.

    Args:
        message: What to show.
        memory: What comes back with everything that is done in it.
    """
    return {**_modal(SHOWN, _fitting(draw(message)), memory)}


def home_view(message: Message) -> Json:
    """The Home tab with the message."""
    return {"type": "home", "blocks": _fitting(draw(message))}


def form_view(form: Form, act: Act, memory: str) -> Json:
    """A form; a colleague is picked from the workspace, anything else is typed."""
    if act is Act.HAND_OVER:
        element: Json = {"type": "users_select", "action_id": TEXT_ELEMENT}
    else:
        element = {"type": "plain_text_input", "action_id": TEXT_ELEMENT, "multiline": True}
        element |= {"max_length": min(form.longest, block_kit.LONGEST_TEXT)}
    label = block_kit.plain(form.label[:_LONGEST_VIEW_LABEL])
    asked = {"type": "input", "block_id": TEXT_BLOCK, "label": label, "element": element}
    buttons = {"submit": _button(form.send), "close": _button(form.cancel)}
    return {**_modal(FORM, [asked], memory), **buttons}


def _modal(callback_id: str, blocks: Sequence[Json], memory: str) -> Json:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": block_kit.plain(_NAME),
        "private_metadata": memory,
        "blocks": list(blocks),
    }


def _button(text: str) -> Json:
    return block_kit.plain(text[:_LONGEST_BUTTON])


def _fitting(blocks: Sequence[Json]) -> Sequence[Json]:
    """As many as a view takes; that there is more is shown. All of it can be read in the conversation."""
    if len(blocks) <= block_kit.MOST_BLOCKS_OF_VIEW:
        return blocks
    return [*blocks[: block_kit.MOST_BLOCKS_OF_VIEW - 1], *block_kit.context("…")]
