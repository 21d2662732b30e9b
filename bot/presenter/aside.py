"""An answer that is given elsewhere than where was asked, because a person of HR has the word there."""

from dataclasses import replace

from bot.action import Act
from bot.message import Block, Buttons, Message, Notice, Tone
from bot.wording import wording_in


def present_aside(message: Message) -> Message:
    """The message with a word on why it comes here; it cannot be shared with a thread that is HR's."""
    told = Notice(wording_in(message.language).say("chat.aside"), Tone.NOTE)
    return replace(message, blocks=(told, *(_unshared(block) for block in message.blocks)))


def _unshared(block: Block) -> Block:
    if not isinstance(block, Buttons):
        return block
    return replace(block, buttons=tuple(each for each in block.buttons if each.action.act is not Act.SHARE))
