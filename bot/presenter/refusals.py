"""Why something could not be done, said to the person who asked for it."""

from bot.message import Message, Paragraph
from bot.presenter.occasion import Occasion
from bot.question import LONGEST_QUESTION, Refusal


def present_refusal(reason: Refusal, occasion: Occasion) -> Message:
    """Why the text was not taken as a question, and what to do."""
    return _sentence(occasion.wording.say(f"refusal.{reason}", limit=LONGEST_QUESTION), occasion)


def present_unknown_clause(number: str, occasion: Occasion) -> Message:
    """There is no clause with this number."""
    return _sentence(occasion.wording.say("clause.unknown", number=number), occasion)


def _sentence(text: str, occasion: Occasion) -> Message:
    return Message(text, (Paragraph(text),), occasion.language)
