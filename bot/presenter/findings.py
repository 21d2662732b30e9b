"""What the matcher made of a question, as a message."""

import typing
from dataclasses import replace

from bot.action import Act, Action
from bot.message import Block, Button, Buttons, Choices, Message, Paragraph, Quote, Said
from bot.presenter.circumstances import present_inquiry, present_no_branch, with_course
from bot.presenter.clauses import offer, present_clause
from bot.presenter.contacts import ask_hr
from bot.presenter.occasion import Occasion
from bot.wording import wording_in
from knowledge.matching.decision import Abstention, Answer, Clarification, Doubt, Finding, Match, Referral
from knowledge.protocol import Clause, Language

_NAMED_WHEN_WEAK = 3
"""How many clauses are named when none is near enough: as many as a clarification offers at most."""


def present_finding(finding: Finding, occasion: Occasion, followed: str | None = None) -> Message:
    """The answer, the question back, the referral, or the reason why there is no answer.

    Args:
        finding: What the matcher made of the question.
        occasion: The asker's.
        followed: The asker's earlier question, where this one was understood beside it: it is said so.
    """
    message = _decided(finding, occasion)
    if followed is None:
        return message
    told = Said(occasion.wording.say("follow-up.told"), followed)
    return replace(message, blocks=(told, *message.blocks))


def _decided(finding: Finding, occasion: Occasion) -> Message:
    match finding.decision:
        case Answer(match=match):
            shown = present_clause(occasion.protocol.clause(match.clause_id), occasion)
            return shown if finding.course is None else with_course(shown, finding.course, occasion)
        case Clarification(asks=asks) if asks is not None and finding.course is not None:
            return present_inquiry(asks, finding.course, occasion)
        case Clarification() as clarification:
            return _clarification(clarification, occasion)
        case Referral() as referral:
            return _referral(referral, occasion)
        case Abstention(doubt=Doubt.NO_BRANCH) if finding.course is not None:
            return present_no_branch(finding.course, occasion)
        case Abstention() as abstention:
            return _abstention(abstention, finding.matches, occasion)
        case _:
            typing.assert_never(finding.decision)


def _clarification(clarification: Clarification, occasion: Occasion) -> Message:
    wording = occasion.wording
    doubt = Doubt.SEVERAL_NEAR if clarification.doubt is Doubt.SEVERAL_NEAR else Doubt.TOO_WEAK
    why = wording.say(f"clarify.{doubt}")
    prompt = wording.count("clarify.prompt", len(clarification.options))
    blocks = (
        Paragraph(why),
        _offered(prompt, clarification.options, occasion),
        ask_hr(occasion, "clarify.none"),
    )
    return Message(f"{why} {prompt}", blocks, occasion.language)


def _referral(referral: Referral, occasion: Occasion) -> Message:
    told = occasion.wording.say("refer.told")
    blocks = (Paragraph(told), Quote(referral.elsewhere.refer_to.get(occasion.language)), ask_hr(occasion))
    return Message(told, blocks, occasion.language)


def _abstention(abstention: Abstention, matches: tuple[Match, ...], occasion: Occasion) -> Message:
    wording = occasion.wording
    why = wording.say(f"abstain.{abstention.doubt}")
    blocks: list[Block] = [Paragraph(why)]
    match abstention.doubt:
        case Doubt.OTHER_LANGUAGE:
            others = (language for language in Language if language is not occasion.language)
            blocks += [Paragraph(wording_in(other).say(f"abstain.{abstention.doubt}")) for other in others]
        case Doubt.TOO_WEAK | Doubt.SEVERAL_NEAR if matches:
            named = matches[:_NAMED_WHEN_WEAK]
            blocks.append(_offered(wording.count("abstain.nearest", len(named)), named, occasion))
        case Doubt.LEFT_OPEN if abstention.open_topic is not None:
            blocks.append(Quote(abstention.open_topic.reason.get(occasion.language)))
        case _:
            pass
    return Message(why, (*blocks, ask_hr(occasion)), occasion.language)


def _offered(prompt: str, matches: tuple[Match, ...], occasion: Occasion) -> Choices:
    return offer(prompt, (occasion.protocol.clause(match.clause_id) for match in matches), occasion)


def offered(finding: Finding) -> tuple[str, ...]:
    """Ids of the clauses that can be chosen from, in the order shown; under an answer, those to fall back on."""
    match finding.decision:
        case Answer(match=match):
            others = (other.clause_id for other in finding.matches if other.clause_id != match.clause_id)
            return tuple(others)[:_NAMED_WHEN_WEAK]
        case Clarification(options=options):
            return tuple(option.clause_id for option in options)
        case Abstention(doubt=Doubt.TOO_WEAK | Doubt.SEVERAL_NEAR):
            return tuple(match.clause_id for match in finding.matches[:_NAMED_WHEN_WEAK])
        case _:
            return ()


def present_thanks(occasion: Occasion, clause: Clause | None = None) -> Message:
    """The answer helped.

    Args:
        occasion: The asker's.
        clause: What had been shown and stays to be seen; ``None`` for the thanks alone.
    """
    told = occasion.wording.say("feedback.thanks")
    if clause is not None:
        shown = present_clause(clause, occasion, thanks=told)
        if occasion.as_of is not None:  # only what is live changes
            return shown
        label = occasion.wording.say("notice.follow")
        follow = Buttons((Button(label, Action(Act.FOLLOW_CLAUSE, clause.id)),), label)
        return replace(shown, blocks=(*shown.blocks, follow))
    return Message(told, (Paragraph(told),), occasion.language)


def present_sorry(options: tuple[Clause, ...], occasion: Occasion) -> Message:
    """The answer was to another question: the next best, and the way to HR.

    Args:
        options: The clauses to fall back on, as ``offered`` gave them; may be empty.
        occasion: The asker's.
    """
    wording = occasion.wording
    told = wording.say("feedback.sorry")
    fallback = (offer(wording.count("feedback.instead", len(options)), options, occasion),) if options else ()
    return Message(told, (Paragraph(told), *fallback, ask_hr(occasion)), occasion.language)
