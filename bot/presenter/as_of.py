"""An answer from a version that held on an earlier day, or will on one to come."""

from dataclasses import replace
from datetime import date

from bot.message import Buttons, Message, Notice, Tone
from bot.presenter.clauses import clause_button
from bot.presenter.occasion import Occasion
from knowledge.protocol import SocialMediaProtocol


def of_earlier_day(occasion: Occasion, day: date) -> Occasion:
    """The same, of the version that held on that day: on its calendar, and neither on the pages nor to be shared."""
    return replace(occasion, today=day, as_of=day, sharable=False, pages=None)


def present_as_of(
    answer: Message, quoted: str | None, day: date, live: SocialMediaProtocol, occasion: Occasion
) -> Message:
    """The answer under the day and the version that it is from; and, where another holds now, the way to that.

    Args:
        answer: What that version says.
        quoted: The id of the clause that is the answer; ``None`` where none is.
        day: On which the version held.
        live: What holds now.
        occasion: The asker's, with the version that held.
    """
    wording, held = occasion.wording, occasion.protocol
    if held.version == live.version:
        told = wording.say("as-of.held", day=wording.date(day), version=held.version)
        return replace(answer, blocks=(Notice(told, Tone.NOTE), *answer.blocks))
    told = wording.say("as-of.now", day=wording.date(day), held=held.version, version=live.version)
    blocks = (Notice(told, Tone.CAREFUL), *answer.blocks)
    if quoted is not None:
        holds = next((clause for clause in live.clauses if clause.id == quoted), None)
        if holds is not None:
            label = wording.say("as-of.show-now")
            now = replace(clause_button(holds, replace(occasion, as_of=None)), label=label)
            blocks = (*blocks, Buttons((now,), wording.say("as-of.ask-now")))
    return Message(f"{told} {answer.summary}", blocks, answer.language)


def present_to_come(answer: Message, day: date, occasion: Occasion) -> Message:
    """The answer under a day that is still to come and the version that will hold on it, as far as is known."""
    wording = occasion.wording
    told = wording.say("as-of.to-come", day=wording.date(day), version=occasion.protocol.version)
    return replace(answer, blocks=(Notice(told, Tone.NOTE), *answer.blocks))
