"""Where everything from outside comes in: one command, one unit of work, done once, and always an answer.

A command that comes twice is done once. One that is refused gets a sentence instead, and counts as done.
"""

import contextlib
import typing
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from bot.action import Act, Action
from bot.as_of import read_day
from bot.case import Outcome
from bot.command_words import act_called
from bot.errors import (
    CaseChangedError,
    ComesTooOftenError,
    MagdatError,
    OptionNotFoundError,
    StorageUnavailableError,
    TextMissingError,
    VersionGoneError,
)
from bot.events import Origin
from bot.handlers import (
    asking,
    campaigning,
    cases,
    desk,
    exporting,
    giving_way,
    home,
    learning,
    privacy,
    publishing,
    reviewing,
    signing_in,
)
from bot.handlers.circumstances import held_then
from bot.handlers.commands import AnswerOffer, Command, Hear, PressButton, ReportEdit, ShareFile
from bot.handlers.questions import AskQuestion, Reply, ask_question
from bot.handlers.turn import Turn
from bot.permissions import talk_mark
from bot.ports import LiveProtocol, Ports
from bot.presenter.refusals import present_error
from bot.question import language_of
from bot.record import Feedback
from bot.turnstile import TurnedAway
from knowledge.protocol import Language

__all__ = ["AnswerOffer", "Command", "Hear", "PressButton", "ReportEdit", "ShareFile", "make_ready", "receive"]

_TRIES = 5
"""How often a command begins anew because a case changed under it; after so many others, one of them has won."""


def receive(command: Command, ports: Ports) -> bool:
    """Do what the command says, or put into words why not.

    Returns:
        ``False`` when its event was handled before, and so nothing was done.

    Raises:
        StorageUnavailableError: nothing was kept; the event must come again.
    """
    return make_ready(command, ports)()


def make_ready(command: Command, ports: Ports) -> Callable[[], bool]:
    """Look up all that a unit of work need not be open for, and give what is left to be done: ``receive`` in two steps.

    A command may be made ready once the one before it by the same person was done.
    """
    if (away := _turned_away(command.origin, ports)) is not None:
        return partial(_in_one_unit, command, partial(_turn_away, away, command), ports)
    return partial(_done, command, _prepared(command, ports), ports)


def _done(command: Command, work: Callable[[Turn], None], ports: Ports) -> bool:
    refused: MagdatError | None = None
    for _ in range(_TRIES):
        try:
            return _in_one_unit(command, work, ports)
        except StorageUnavailableError:
            raise
        except CaseChangedError as error:
            refused = error
        except MagdatError as error:
            refused = error
            break
    if refused is None:
        raise AssertionError("every try either succeeds or is refused")
    return _in_one_unit(command, partial(_explain, refused, command), ports)


def _turned_away(origin: Origin, ports: Ports) -> TurnedAway | None:
    """Whether the person comes too often; officers at their desk do not, however busy they are."""
    if ports.desk.is_at(origin.where):
        return None
    return ports.turnstile.admit(origin.person, origin.event_id, ports.clock.now())


def _turn_away(away: TurnedAway, command: Command, turn: Turn) -> None:
    """Say so once: an answer to each would be as much again."""
    if not away.was_told:
        _explain(ComesTooOftenError(away.wait_seconds), command, turn)


def _in_one_unit(command: Command, work: Callable[[Turn], None], ports: Ports) -> bool:
    with ports.storage.begin() as uow:
        if not uow.inbox.handle_once(command.origin.event_id, ports.clock.now()):
            return False
        work(Turn(uow, ports, ports.publications.live()))
        uow.commit()
    ports.announcer.announce()
    if isinstance(command, PressButton) and command.action.act in _PUBLISHING:
        _take_in(ports)
    return True


def _take_in(ports: Ports) -> None:
    """Answer at once from what was published; where that cannot be looked up just now, it is a moment later."""
    with contextlib.suppress(StorageUnavailableError):
        ports.publications.refresh()


def _prepared(command: Command, ports: Ports) -> Callable[[Turn], None]:
    """What to do in the unit of work. A question is looked up before it begins: nobody waits for that."""
    match command:
        case Hear(origin=origin) if (act := _word_at_desk(command, ports)) is not None:
            return partial(_do_at_desk, act, origin)
        case Hear(origin=origin, text=text):
            question_id = ports.ids.new_id()
            chosen = origin.language if origin.language_is_chosen else None
            mark, now = talk_mark(origin, ports.vault), ports.clock.now()
            earlier, known = ports.recollection.recall(mark, now), ports.recollection.recall_choices(mark, now)
            asked = AskQuestion(
                text, chosen, origin.language, earlier, known, sharable=origin.can_share, pages=ports.pages
            )
            reply = ask_question(asked, ports.publications, ports.clock, question_id)
            return partial(_hear, command, reply, question_id)
        case PressButton(action=action):
            try:
                meant, day = read_day(action)
                then = None if day is None else held_then(day, ports.publications)
            except (OptionNotFoundError, VersionGoneError) as error:
                return partial(_refuse, error)
            meant_so = replace(command, action=meant)
            return partial(_press, meant_so) if then is None else partial(_press_then, meant_so, then, day)
        case ReportEdit() | AnswerOffer():
            return partial(_take_note, command)
        case ShareFile(origin=origin, name=name, content=content):
            prepared = publishing.prepare(content, name, origin.person, ports)
            return partial(publishing.share_file, prepared, origin)
        case _:
            typing.assert_never(command)


def _take_note(command: ReportEdit | AnswerOffer, turn: Turn) -> None:
    match command:
        case ReportEdit(origin=origin):
            desk.hear_of_edit(origin, turn)
        case AnswerOffer(origin=origin, edition_id=edition_id, accepted=True, place=place):
            exporting.put_file(edition_id, place, origin, turn)
        case AnswerOffer(origin=origin, edition_id=edition_id):
            exporting.decline_file(edition_id, origin, turn)


def _refuse(error: MagdatError, turn: Turn) -> None:
    del turn
    raise error


def _press_then(command: PressButton, then: LiveProtocol, day: date | None, turn: Turn) -> None:
    """Go on with the version that held on the day that was asked about."""
    _press(command, replace(turn, live=then, as_of=day))


def _word_at_desk(command: Hear, ports: Ports) -> Act | None:
    """What is said to Magdat at the desk may be one of the words that do something at once, whoever says it.

    What an officer writes in a case's thread without naming Magdat is for the asker, whatever the word.
    """
    if not command.addressed or not ports.desk.is_at(command.origin.where):
        return None
    return act_called(command.text) if command.text.strip() else Act.HELP


def _do_at_desk(act: Act, origin: Origin, turn: Turn) -> None:
    """Do it, in the own chat where somebody has the word in this thread; what the desk has is shown there alone."""
    _press(PressButton(origin if act in _AT_DESK else giving_way.aside(origin, turn), Action(act)), turn)


def _hear(command: Hear, reply: Reply, question_id: str, turn: Turn) -> None:
    text, origin, with_file = command.text, command.origin, command.with_file
    if not desk.hear_in_thread(text, origin, turn, addressed=command.addressed, with_file=with_file):
        asking.hear(text, reply, question_id, origin, turn, with_file=with_file)


def _explain(refused: MagdatError, command: Command, turn: Turn) -> None:
    origin = command.origin
    if turn.ports.desk.is_at(origin.where):
        turn.answer(origin, present_error(refused, turn.at_desk()))
        return
    here = turn.occasion(_language(command, turn))
    turn.answer(giving_way.aside(origin, turn), present_error(refused, here))


def _language(command: Command, turn: Turn) -> Language | None:
    """What the person is told something in: as they chose, else as the question that it is about."""
    origin = command.origin
    if origin.language_is_chosen:
        return origin.language
    match command:
        case Hear(text=text):
            return language_of(text, turn.occasion(origin.language).language)
        case PressButton(action=action):
            return turn.language_of(action.subject) or origin.language
        case _:
            return origin.language


def _press(command: PressButton, turn: Turn) -> None:
    action, origin = command.action, command.origin
    if (written := _WITH_TEXT.get(action.act)) is not None:
        if command.text is None:
            raise TextMissingError
        written(action.subject, command.text, origin, turn)
    elif turn.ports.desk.is_at(origin.where):
        (_AT_DESK.get(action.act) or _PLAIN[action.act])(action.subject, origin, turn)
    else:
        _PLAIN[action.act](action.subject, giving_way.aside(origin, turn), turn)


_PUBLISHING = {Act.PUBLISH_DRAFT, Act.PUBLISH_ANYWAY, Act.APPROVE_DRAFT, Act.ROLL_BACK, Act.REVIEWED}

_Plain = Callable[[str, Origin, Turn], None]
_WithText = Callable[[str, str, Origin, Turn], None]

_WITH_TEXT: Mapping[Act, _WithText] = {
    Act.ADD: cases.add,
    Act.REPLY: desk.reply,
    Act.ASK_ASKER: desk.ask_asker,
    Act.HAND_OVER: desk.hand_over,
    Act.PUBLISH_ANYWAY: publishing.publish_anyway,
    Act.ROLL_BACK: publishing.roll_back,
}
_AT_DESK: Mapping[Act, _Plain] = {
    Act.SHOW_CASE: desk.show_case,
    Act.MY_CASES: lambda _, origin, turn: desk.list_cases(origin, turn),
    Act.REOPEN: desk.reopen,
}
"""What means something else at the desk than in a conversation with an asker."""


def _closing(outcome: Outcome) -> _Plain:
    return lambda case_id, origin, turn: desk.close(case_id, outcome, origin, turn)


def _feedback(feedback: Feedback) -> _Plain:
    return lambda question_id, origin, turn: asking.give_feedback(question_id, feedback, origin, turn)


_PLAIN: Mapping[Act, _Plain] = {
    Act.SHOW_CLAUSE: asking.show,
    Act.CHOOSE: asking.choose,
    Act.CIRCUMSTANCE: asking.say_circumstance,
    Act.HELPED: _feedback(Feedback.HELPED),
    Act.NOT_MEANT: _feedback(Feedback.NOT_MEANT),
    Act.ASK_HR: cases.preview,
    Act.OPEN_NAMED: partial(cases.open_case, anonymous=False),
    Act.OPEN_ANONYMOUS: partial(cases.open_case, anonymous=True),
    Act.KEEP: lambda _, origin, turn: cases.keep(origin, turn),
    Act.MY_CASES: lambda _, origin, turn: cases.list_own(origin, turn),
    Act.SHOW_CASE: cases.show_own,
    Act.PRIVACY: lambda _, origin, turn: privacy.tell_privacy(origin, turn),
    Act.SHARE: asking.share,
    Act.GREET: lambda _, origin, turn: asking.greet(origin, turn),
    Act.HELP: lambda _, origin, turn: asking.help_out(origin, turn),
    Act.TOPICS: lambda _, origin, turn: asking.list_topics(origin, turn),
    Act.HOME: lambda _, origin, turn: home.show_home(origin, turn),
    Act.PAGES: lambda _, origin, turn: signing_in.send_link(origin, turn),
    Act.WITHDRAW: cases.withdraw,
    Act.REVEAL: cases.reveal,
    Act.REOPEN: cases.reopen,
    Act.CLAIM: desk.claim,
    Act.HAND_BACK: desk.hand_back,
    Act.SECOND_LINE: desk.send_to_second_line,
    Act.CLOSE_NEW_RULE: _closing(Outcome.NEW_RULE),
    Act.CLOSE_NEW_PHRASING: _closing(Outcome.NEW_PHRASING),
    Act.CLOSE_ONE_OFF: _closing(Outcome.ONE_OFF),
    Act.CLOSE_SPECIALIST: _closing(Outcome.SPECIALIST),
    Act.PUBLISH_DRAFT: publishing.publish_draft,
    Act.APPROVE_DRAFT: publishing.publish_draft,
    Act.VERSIONS: lambda _, origin, turn: publishing.list_versions(origin, turn),
    Act.SHOW_DRAFT: publishing.show_draft,
    Act.EXPORT: exporting.export,
    Act.TELL_ME: learning.tell_me,
    Act.REVIEWED: reviewing.reviewed,
    Act.CONFIRM: campaigning.confirm,
    Act.FOLLOW_CLAUSE: learning.follow_clause,
    Act.DISCARD_DRAFT: publishing.discard_draft,
}
