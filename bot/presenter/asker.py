"""What an asker is told about a question at HR."""

from bot.action import Act, Action
from bot.case import OVER, Anonymous, Author, Case, CaseState, Entry, Named
from bot.giveaways import Giveaway
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
    Said,
)
from bot.presenter.case_card import case_card, named, person_name, state_word
from bot.presenter.occasion import Occasion


def present_preview(  # noqa: PLR0913, PLR0917 -- each is a part of what is shown
    draft: Case,
    own_name: str,
    warnings: tuple[Giveaway, ...],
    occasion: Occasion,
    desk: Occasion,
    subject: str,
) -> Message:
    """Exactly what HR would see, before anything is sent, with a warning when the text itself tells who asks.

    Args:
        draft: The case as it would be opened anonymously; nobody keeps it.
        own_name: What HR would read instead of the pseudonym.
        warnings: The words to warn of.
        occasion: The asker's.
        desk: The desk's: what HR sees is shown in the desk's language, as HR will see it.
        subject: What the button to ask by name hands back.
    """
    wording = occasion.wording
    title = wording.say("asker.preview.title")
    pseudonym = draft.asker.pseudonym if isinstance(draft.asker, Anonymous) else ""
    blocks: list[Block] = [Heading(title), Paragraph(wording.say("asker.preview.nothing-sent"))]
    blocks += case_card(draft, desk)
    field = desk.wording.say("card.from")
    blocks.append(Paragraph(wording.say("asker.preview.by-name", field=field, name=own_name)))
    if warnings:
        words = wording.all_of([f"“{warning.words}”" for warning in warnings])
        blocks.append(Notice(wording.count("asker.preview.warning", len(warnings), words=words)))
    buttons = (
        Button(wording.say("asker.preview.anonymous", pseudonym=pseudonym), Action(Act.OPEN_ANONYMOUS, draft.id)),
        Button(wording.say("asker.preview.named", name=own_name), Action(Act.OPEN_NAMED, subject)),
        Button(wording.say("asker.preview.keep"), Action(Act.KEEP, draft.id)),
    )
    blocks.append(Buttons(buttons, wording.say("asker.preview.instead")))
    blocks.append(Footnote(wording.say("asker.preview.platform")))
    return Message(title, tuple(blocks), occasion.language)


def present_opened(case: Case, occasion: Occasion) -> Message:
    """The question is at HR: when to expect an answer, and by what name HR knows the asker."""
    wording = occasion.wording
    told = wording.say("asker.opened.told", when=occasion.moment(case.expected_by))
    blocks: list[Block] = [Paragraph(told)]
    if isinstance(case.asker, Anonymous):
        blocks.append(Paragraph(wording.say("asker.opened.as-pseudonym", pseudonym=case.asker.pseudonym)))
    blocks.append(Footnote(wording.say("asker.opened.reference", reference=case.reference)))
    return Message(told, (*blocks, *_next_steps(case, occasion)), occasion.language)


def present_sent(case: Case, occasion: Occasion) -> Message:
    """In the place of the preview: it was sent; the rest is told in the conversation."""
    return _told(occasion.wording.say("asker.sent", reference=case.reference), occasion)


def present_taken(case: Case, occasion: Occasion) -> Message:
    """A person is busy with the question: from here on Magdat keeps quiet."""
    officer = person_name(case.owner, occasion)
    if isinstance(case.asker, Anonymous):
        return _told(occasion.wording.say("asker.taken-anonymous", officer=officer), occasion)
    return _told(occasion.wording.say("asker.taken", officer=officer), occasion)


def present_handed_back(occasion: Occasion) -> Message:
    """Nobody in particular is busy with the question."""
    return _told(occasion.wording.say("asker.handed-back"), occasion)


def present_handed_over(case: Case, occasion: Occasion) -> Message:
    """Another person is busy with the question."""
    return _told(occasion.wording.say("asker.handed-over", officer=person_name(case.owner, occasion)), occasion)


def present_second_line(occasion: Occasion) -> Message:
    """The question is with the specialists."""
    return _told(occasion.wording.say("asker.second-line"), occasion)


def present_needs_more(case: Case, entry: Entry, occasion: Occasion) -> Message:
    """The officer asks something; the asker answers by typing."""
    officer = named(entry.name, occasion)
    told = occasion.wording.say("asker.needs-more", officer=officer)
    blocks = (Paragraph(told), _words(entry, occasion), _addition(case, occasion))
    return Message(told, blocks, occasion.language)


def present_reply(case: Case, entry: Entry, occasion: Occasion) -> Message:
    """HR's answer, word for word, with the question that it answers."""
    wording = occasion.wording
    told = wording.say("asker.replied", reference=case.reference)
    question = Said(wording.say("card.question"), case.question)
    next_step = Paragraph(wording.say("asker.reply-next"))
    blocks = (Heading(told), question, _words(entry, occasion), next_step, _addition(case, occasion))
    return Message(told, blocks, occasion.language)


def present_closed(case: Case, occasion: Occasion) -> Message:
    """The case is over; the asker can take it up again."""
    told = occasion.wording.say("asker.closed", reference=case.reference)
    return Message(told, (Paragraph(told), *_next_steps(case, occasion)), occasion.language)


def present_withdrawn(case: Case, occasion: Occasion) -> Message:
    """The asker's withdrawal went through."""
    return _told(occasion.wording.say("asker.withdrawn", reference=case.reference), occasion)


def present_added(occasion: Occasion) -> Message:
    """The asker's addition went through."""
    return _told(occasion.wording.say("asker.added"), occasion)


def present_file_not_passed_on(occasion: Occasion) -> Message:
    """A file does not reach HR."""
    return _told(occasion.wording.say("asker.file"), occasion)


def present_reopened(case: Case, occasion: Occasion) -> Message:
    """The case runs again, with a new time to expect an answer."""
    when = occasion.moment(case.expected_by)
    told = occasion.wording.say("asker.reopened", reference=case.reference, when=when)
    return Message(told, (Paragraph(told), *_next_steps(case, occasion)), occasion.language)


def present_revealed(case: Case, occasion: Occasion) -> Message:
    """HR knows who asked."""
    return _told(occasion.wording.say("asker.revealed", reference=case.reference), occasion)


def present_kept(occasion: Occasion) -> Message:
    """Nothing was passed on."""
    return _told(occasion.wording.say("asker.kept"), occasion)


def present_already_open(case: Case, occasion: Occasion) -> Message:
    """The question was taken to HR before: how it stands."""
    told = occasion.wording.say("asker.preview.already")
    return Message(told, (Paragraph(told), *_standing(case, occasion)), occasion.language)


def present_own_cases(cases: tuple[Case, ...], occasion: Occasion) -> Message:
    """The asker's own cases, each to be opened."""
    wording = occasion.wording
    if not cases:
        return _told(wording.say("asker.cases.none"), occasion)
    title = wording.say("asker.cases.title")
    options = tuple(Button(_entry(case, occasion), Action(Act.SHOW_CASE, case.id)) for case in cases)
    return Message(title, (Choices(title, options),), occasion.language)


def present_own_case(case: Case, occasion: Occasion) -> Message:
    """One of the asker's own cases: how it stands and all that was written."""
    wording = occasion.wording
    title = wording.say("card.title", reference=case.reference)
    return Message(title, (Heading(title), *_standing(case, occasion)), occasion.language)


def _standing(case: Case, occasion: Occasion) -> tuple[Block, ...]:
    entries = tuple(_words(entry, occasion) for entry in case.entries)
    standing = Listing((Item(_entry(case, occasion), _details(case, occasion)),))
    return (standing, *entries, *_next_steps(case, occasion))


def _entry(case: Case, occasion: Occasion) -> str:
    state = state_word(case, occasion)
    return occasion.wording.say("asker.cases.entry", reference=case.reference, state=state)


def _details(case: Case, occasion: Occasion) -> tuple[str, ...]:
    if case.state in OVER or case.state is CaseState.ANSWERED:
        return ()
    return (occasion.wording.say("asker.cases.expected", when=occasion.moment(case.expected_by)),)


def _words(entry: Entry, occasion: Occasion) -> Said:
    """An entry as its own asker reads it."""
    by = occasion.wording.say("asker.you") if entry.author is Author.ASKER else named(entry.name, occasion)
    return Said(by, entry.text)


def _next_steps(case: Case, occasion: Occasion) -> tuple[Block, ...]:
    """What the asker can do with the case as it stands."""
    wording = occasion.wording
    if case.state is CaseState.WITHDRAWN:
        return ()
    if case.state is CaseState.CLOSED:
        reopen = Button(wording.say("asker.button.reopen"), Action(Act.REOPEN, case.id))
        return (Buttons((reopen,), wording.say("desk.reopen-instead")),)
    buttons: list[Button] = []
    if case.state is not CaseState.ANSWERED:
        buttons.append(Button(wording.say("asker.button.withdraw"), Action(Act.WITHDRAW, case.id)))
    if not isinstance(case.asker, Named):
        buttons.append(Button(wording.say("asker.button.reveal"), Action(Act.REVEAL, case.id)))
    actions = (Buttons(tuple(buttons), wording.say("asker.instead")),) if buttons else ()
    return (_addition(case, occasion), *actions)


def _addition(case: Case, occasion: Occasion) -> Input:
    wording = occasion.wording
    label = wording.say("asker.button.add")
    return Input(label, Action(Act.ADD, case.id), wording.say("asker.add-instead"))


def _told(text: str, occasion: Occasion) -> Message:
    return Message(text, (Paragraph(text),), occasion.language)
