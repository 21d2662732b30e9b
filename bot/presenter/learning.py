"""What people are told of a protocol that learns: that it changed, that a rule is there, and how to hear of that."""

from bot.action import Act, Action
from bot.message import Block, Button, Buttons, Footnote, Item, Listing, Message, Paragraph
from bot.presenter.clauses import clause_button, present_clause
from bot.presenter.differences import clause_item
from bot.presenter.occasion import Occasion
from bot.proposal import Proposal
from bot.publication import Publication
from knowledge.comparing import ClauseChange, Difference, Kind
from knowledge.protocol import Clause

_MOST_CHANGES = 8
_MOST_BUTTONS = 5


def present_offer(proposal: Proposal, occasion: Occasion) -> Message:
    """To the asker: HR will see to the protocol; a button to hear of that."""
    wording = occasion.wording
    told = wording.say(f"learn.offer-{proposal.kind}")
    button = Button(wording.say("learn.tell-me"), Action(Act.TELL_ME, proposal.id))
    return Message(told, (Paragraph(told), Buttons((button,), wording.say("learn.instead"))), occasion.language)


def present_will_tell(occasion: Occasion) -> Message:
    """The person will be told."""
    told = occasion.wording.say("learn.will-tell")
    return Message(told, (Paragraph(told),), occasion.language)


def present_rule_is_there(clause: Clause, occasion: Occasion) -> Message:
    """To the asker who wanted to know: the clause that answers the question from now on."""
    told = occasion.wording.say("learn.rule-is-there")
    shown = present_clause(clause, occasion)
    return Message(told, (Paragraph(told), *shown.blocks), occasion.language)


def present_changed(change: ClauseChange, occasion: Occasion) -> Message:
    """To who follows a clause: what changed of it."""
    wording, clause = occasion.wording, change.clause
    title = wording.say("clause.short", number=clause.number, title=clause.title.get(occasion.language))
    told = wording.say("notice.clause-gone" if change.kind is Kind.REMOVED else "notice.clause", clause=title)
    blocks: list[Block] = [Paragraph(told), Listing((clause_item(change, occasion),))]
    if change.after is not None:
        label = wording.say("notice.read")
        blocks.append(Buttons((clause_button(clause, occasion),), label))
    return Message(told, tuple(blocks), occasion.language)


def present_notice(difference: Difference, publication: Publication, occasion: Occasion) -> Message:
    """To everyone: what changed, in a few lines, and the clauses to read."""
    wording = occasion.wording
    felt = [change for change in difference.clauses if change.is_felt]
    told = wording.count("notice.told", len(felt), version=publication.version)
    items = tuple(_item(change, occasion) for change in felt[:_MOST_CHANGES])
    blocks: list[Block] = [Paragraph(told), Listing(items)]
    if len(felt) > len(items):
        blocks.append(Footnote(wording.count("notice.more", len(felt) - len(items))))
    readable = [change.after for change in felt if change.after is not None][:_MOST_BUTTONS]
    if readable:
        buttons = tuple(clause_button(clause, occasion) for clause in readable)
        blocks.append(Buttons(buttons, wording.say("notice.read")))
        blocks.append(Footnote(wording.say("notice.how-to-follow")))
    return Message(told, tuple(blocks), occasion.language)


def _item(change: ClauseChange, occasion: Occasion) -> Item:
    wording, clause = occasion.wording, change.clause
    title = wording.say("clause.short", number=clause.number, title=clause.title.get(occasion.language))
    verdict = next((each for each in change.values if each.key == "verdict"), None)
    if verdict is None:
        return Item(wording.say(f"difference.{change.kind}", clause=title))
    before, after = (wording.say(f"verdict.{value}") for value in (verdict.before, verdict.after))
    line = wording.say("difference.value", field=wording.say("field.verdict"), before=before, after=after)
    return Item(wording.say(f"difference.{change.kind}", clause=title), (line,))
