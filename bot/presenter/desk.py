"""What the desk is told about a case, in the case's own thread."""

from bot.action import Act, Action
from bot.case import OVER, Case, CaseState, Entry, Line, Outcome
from bot.message import (
    Block,
    Button,
    Buttons,
    Choices,
    Footnote,
    Heading,
    Input,
    Item,
    Listing,
    Message,
    Notice,
    Paragraph,
)
from bot.presenter.case_card import asker_name, case_card, named, person_name, present_case, said, standing, state_word
from bot.presenter.occasion import Occasion

_CLOSING = {
    Outcome.NEW_RULE: Act.CLOSE_NEW_RULE,
    Outcome.NEW_PHRASING: Act.CLOSE_NEW_PHRASING,
    Outcome.ONE_OFF: Act.CLOSE_ONE_OFF,
    Outcome.SPECIALIST: Act.CLOSE_SPECIALIST,
}


def present_card(case: Case, occasion: Occasion) -> Message:
    """A case that can be claimed: with this message its thread begins."""
    wording = occasion.wording
    told = wording.say("desk.opened", reference=case.reference, name=asker_name(case, occasion))
    blocks: list[Block] = list(case_card(case, occasion))
    if case.line is Line.SECOND:
        blocks.insert(0, Paragraph(wording.say("desk.second-line-card", reference=case.reference)))
    blocks += (said(entry, case, occasion) for entry in case.entries[1:])
    return Message(told, (*blocks, *_claimable(case, occasion)), occasion.language)


def present_desk_case(case: Case, occasion: Occasion) -> Message:
    """The case as it stands, with what can be done now."""
    return present_case(case, occasion, *_actions(case, occasion))


def present_standing(case: Case, occasion: Occasion) -> Message:
    """The card kept up to date: how the case stands and what can be done; what was written is in the thread."""
    state = state_word(case, occasion)
    told = occasion.wording.say("desk.standing", reference=case.reference, state=state)
    blocks = (*case_card(case, occasion), standing(case, occasion), *_actions(case, occasion))
    return Message(told, blocks, occasion.language)


def present_claimed(case: Case, occasion: Occasion) -> Message:
    """Who has the case, and how that person answers."""
    officer = person_name(case.owner, occasion)
    told = occasion.wording.say("desk.claimed", officer=officer, reference=case.reference)
    note = Footnote(occasion.wording.say("desk.relay-note", officer=officer))
    return Message(told, (Paragraph(told), *_owned(case, occasion), note), occasion.language)


def present_handed_back(case: Case, officer: str, occasion: Occasion) -> Message:
    """Anyone can claim the case again."""
    told = occasion.wording.say("desk.handed-back", officer=named(officer, occasion), reference=case.reference)
    return Message(told, (Paragraph(told), *_claimable(case, occasion)), occasion.language)


def present_handed_over(case: Case, officer: str, occasion: Occasion) -> Message:
    """Another officer has the case."""
    other = person_name(case.owner, occasion)
    giver = named(officer, occasion)
    told = occasion.wording.say("desk.handed-over", officer=giver, reference=case.reference, other=other)
    note = Footnote(occasion.wording.say("desk.relay-note", officer=other))
    return Message(told, (Paragraph(told), *_owned(case, occasion), note), occasion.language)


def present_asked_asker(case: Case, entry: Entry, occasion: Occasion) -> Message:
    """The question to the asker was passed on."""
    told = occasion.wording.say("desk.asked-asker", officer=named(entry.name, occasion))
    return Message(told, (Paragraph(told), said(entry, case, occasion)), occasion.language)


def present_replied(case: Case, entry: Entry, occasion: Occasion) -> Message:
    """The answer was passed on; the case can be closed."""
    wording = occasion.wording
    told = wording.say("desk.replied", officer=named(entry.name, occasion))
    return Message(told, (Paragraph(told), said(entry, case, occasion), _closing(case, occasion)), occasion.language)


def present_closed(case: Case, occasion: Occasion, *, quietly: bool = False) -> Message:
    """The case is over, by an officer or, ``quietly``, by itself."""
    wording = occasion.wording
    if quietly:
        told = wording.say("desk.closed-quietly", reference=case.reference)
    else:
        officer, outcome = person_name(case.owner, occasion), wording.say(f"card.outcome-of.{case.outcome}")
        told = wording.say("desk.closed", officer=officer, reference=case.reference, outcome=outcome)
    note = Footnote(wording.say("desk.closed-note"))
    return Message(told, (Paragraph(told), *_actions(case, occasion), note), occasion.language)


def present_reopened(case: Case, officer: str | None, occasion: Occasion) -> Message:
    """The case runs again; ``officer`` is ``None`` when the asker did it."""
    wording = occasion.wording
    if officer is None:
        told = wording.say("desk.reopened-by-asker", reference=case.reference)
    else:
        told = wording.say("desk.reopened-by-officer", officer=named(officer, occasion), reference=case.reference)
    return Message(told, (Paragraph(told), *_claimable(case, occasion)), occasion.language)


def present_withdrawn(case: Case, occasion: Occasion) -> Message:
    """Nothing is left to do."""
    return _told(occasion.wording.say("desk.withdrawn", reference=case.reference), occasion)


def present_added(case: Case, entry: Entry, occasion: Occasion) -> Message:
    """The asker's own words."""
    told = occasion.wording.say("desk.added", reference=case.reference)
    return Message(told, (Paragraph(told), said(entry, case, occasion)), occasion.language)


def present_sent_on(case: Case, officer: str, occasion: Occasion) -> Message:
    """The first line hears that the case went to the specialists."""
    told = occasion.wording.say("desk.second-line", officer=named(officer, occasion), reference=case.reference)
    return _told(told, occasion)


def present_revealed(case: Case, name: str, pseudonym: str, occasion: Occasion) -> Message:
    """The asker told who they are."""
    shown = named(name, occasion)
    told = occasion.wording.say("desk.revealed", reference=case.reference, name=shown, pseudonym=pseudonym)
    return _told(told, occasion)


def present_stale(case: Case, occasion: Occasion) -> Message:
    """The promised time has passed without an answer, or the asker does not say what was asked of them."""
    wording, when = occasion.wording, occasion.moment(case.expected_by)
    officer = person_name(case.owner, occasion)
    if case.owner is None:
        told = wording.say("desk.stale", reference=case.reference, when=when)
    elif case.state is CaseState.WAITING_ON_ASKER:
        told = wording.say("desk.stale-waiting", reference=case.reference, officer=officer)
    else:
        told = wording.say("desk.stale-held", reference=case.reference, officer=officer, when=when)
    return Message(told, (Notice(told), *_actions(case, occasion)), occasion.language)


def present_stale_at_second_line(case: Case, occasion: Occasion) -> Message:
    """The second line hears of a case that the first leaves unanswered; without its text, which is not theirs yet."""
    when = occasion.moment(case.expected_by)
    told = occasion.wording.say("desk.stale-second-line", reference=case.reference, when=when)
    return Message(told, (Notice(told),), occasion.language)


def present_not_arrived(case: Case, occasion: Occasion) -> Message:
    """What was said to the asker last may not have been read."""
    told = occasion.wording.say("desk.not-arrived", reference=case.reference)
    return Message(told, (Notice(told), *_actions(case, occasion)), occasion.language)


def present_edit_not_relayed(occasion: Occasion) -> Message:
    """An edited or deleted message changes nothing for the asker."""
    return _told(occasion.wording.say("desk.edited"), occasion)


def present_file_not_relayed(occasion: Occasion) -> Message:
    """A file does not reach the asker."""
    return _told(occasion.wording.say("desk.file"), occasion)


def present_case_list(cases: tuple[Case, ...], occasion: Occasion) -> Message:
    """The cases at the desk, each to be opened."""
    wording = occasion.wording
    if not cases:
        return _told(wording.say("desk.list.none"), occasion)
    title = wording.count("desk.list.title", len(cases))
    options = tuple(Button(case.reference, Action(Act.SHOW_CASE, case.id)) for case in cases)
    blocks = (*case_lines(cases, occasion), Choices(wording.say("desk.list.open"), options))
    return Message(title, blocks, occasion.language)


def case_lines(cases: tuple[Case, ...], occasion: Occasion) -> tuple[Block, ...]:
    """The cases at the desk, a line each, to be read."""
    if not cases:
        return (Paragraph(occasion.wording.say("desk.list.none")),)
    title = Heading(occasion.wording.count("desk.list.title", len(cases)))
    return (title, Listing(tuple(Item(_line(case, occasion), _details(case, occasion)) for case in cases)))


def _line(case: Case, occasion: Occasion) -> str:
    return occasion.wording.say(
        "desk.list.entry",
        reference=case.reference,
        state=state_word(case, occasion),
        name=asker_name(case, occasion),
    )


def _details(case: Case, occasion: Occasion) -> tuple[str, ...]:
    wording = occasion.wording
    expected = wording.say("desk.list.expected", when=occasion.moment(case.expected_by))
    if case.owner is None:
        return (expected,)
    return (wording.say("desk.list.holder", officer=person_name(case.owner, occasion)), expected)


def _actions(case: Case, occasion: Occasion) -> tuple[Block, ...]:
    """What an officer can do with the case as it stands."""
    if case.state is CaseState.CLOSED:
        reopen = Button(occasion.wording.say("desk.button.reopen"), Action(Act.REOPEN, case.id))
        return (Buttons((reopen,), occasion.wording.say("desk.reopen-instead")),)
    if case.state in OVER:
        return ()
    if case.owner is None:
        return _claimable(case, occasion)
    closing = (_closing(case, occasion),) if case.state is CaseState.ANSWERED else ()
    return (*_owned(case, occasion), *closing)


def _claimable(case: Case, occasion: Occasion) -> tuple[Block, ...]:
    wording = occasion.wording
    claim = Button(wording.say("desk.button.claim"), Action(Act.CLAIM, case.id))
    return (Buttons((claim, *_second_line(case, occasion)), wording.say("desk.claim-instead")),)


def _owned(case: Case, occasion: Occasion) -> tuple[Block, ...]:
    wording = occasion.wording
    inputs = (
        Input(wording.say("desk.input.reply"), Action(Act.REPLY, case.id)),
        Input(wording.say("desk.input.ask"), Action(Act.ASK_ASKER, case.id)),
        Input(wording.say("desk.input.hand-over"), Action(Act.HAND_OVER, case.id)),
    )
    if case.state is CaseState.ANSWERED:
        return inputs
    back = Button(wording.say("desk.button.hand-back"), Action(Act.HAND_BACK, case.id))
    return (*inputs, Buttons((back, *_second_line(case, occasion)), wording.say("desk.own-instead")))


def _second_line(case: Case, occasion: Occasion) -> tuple[Button, ...]:
    if case.line is Line.SECOND or not occasion.second_line:
        return ()
    return (Button(occasion.wording.say("desk.button.second-line"), Action(Act.SECOND_LINE, case.id)),)


def _closing(case: Case, occasion: Occasion) -> Choices:
    wording = occasion.wording
    options = tuple(
        Button(wording.say(f"desk.button.close-{outcome}"), Action(act, case.id)) for outcome, act in _CLOSING.items()
    )
    return Choices(wording.say("desk.close-prompt", reference=case.reference), options)


def _told(text: str, occasion: Occasion) -> Message:
    return Message(text, (Paragraph(text),), occasion.language)
