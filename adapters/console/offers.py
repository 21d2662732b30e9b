"""What a person at a terminal can choose by number, in the order in which it is drawn."""

from collections.abc import Iterator

from bot.message import Button, Buttons, Choices, Input, Message

Offer = Button | Input


def offers(message: Message) -> Iterator[Offer]:
    """Everything in the message that has a number."""
    for block in message.blocks:
        match block:
            case Choices(options=buttons) | Buttons(buttons=buttons):
                yield from buttons
            case Input():
                yield block
            case _:
                pass
