"""A question that is kept: asked in a conversation, answered there, and what the asker makes of the answer."""

from dataclasses import replace

from bot.case import Case
from bot.errors import ConversationUnknownError, NowhereToShareError, OptionNotFoundError
from bot.events import Happening, Origin, Quoted
from bot.handlers import cases, giving_way, learning
from bot.handlers.circumstances import tell
from bot.handlers.questions import Asked, Reply
from bot.handlers.turn import Turn, quoted
from bot.message import Message
from bot.permissions import mark_of, talk_mark
from bot.presenter.aside import present_aside
from bot.presenter.asker import present_added, present_file_not_passed_on
from bot.presenter.case_card import person_name
from bot.presenter.clauses import present_clause, present_shared, present_unshared
from bot.presenter.findings import offered, present_finding, present_sorry, present_thanks
from bot.presenter.help import present_help, present_welcome
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import present_topics
from bot.presenter.refusals import error_sentence
from bot.record import Feedback, Made, QuestionRecord
from bot.tally import Gap
from knowledge.circumstances import is_left_open, known_by
from knowledge.matching.decision import Abstention, Answer, Clarification, Doubt, Finding, Match, Referral
from knowledge.matching.settling import settle
from knowledge.protocol import Clause

_GAPS = {Made.ANSWER: Gap.ANSWERED, Made.CLARIFY: Gap.CLARIFIED, Made.ABSTAIN: Gap.UNANSWERED}


def hear(  # noqa: PLR0913 -- what was heard, and what Magdat makes of it
    text: str, reply: Reply, question_id: str, origin: Origin, turn: Turn, *, with_file: bool = False
) -> None:
    """Answer what was asked; where a person is busy with the asker's question, pass it on and keep quiet.

    Args:
        text: As it was typed.
        reply: What Magdat makes of it.
        question_id: The id that the buttons in the reply speak of.
        origin: Who asks, and where.
        turn: The unit of work.
        with_file: A file came along, which nobody gets.
    """
    if (held := _held_by_a_person(origin, turn)) is not None:
        cases.write_on(held, text, turn)
        if with_file:
            turn.answer(origin, present_file_not_passed_on(turn.to_asker(held)))
        return
    here = giving_way.aside(origin, turn)
    if (own := giving_way.own_here(origin, turn)) is not None:
        turn.answer(here, present_added(turn.to_asker(own)))
        cases.write_on(own, text, turn)
        if with_file:
            turn.answer(here, present_file_not_passed_on(turn.to_asker(own)))
        return
    if isinstance(reply, Asked):
        _keep(reply, question_id, here, turn)
        _recollect(reply, here, turn)
    message = reply.message if here is origin else present_aside(reply.message)
    turn.answer(here, message, aloud=isinstance(reply, Asked))


def choose(option: str, origin: Origin, turn: Turn) -> None:
    """Show the clause that the asker chose under a question, and keep that it was this one.

    Raises:
        QuestionNotFoundError: the question is kept no longer.
        OptionNotFoundError: it has no such option.
    """
    question_id, _, place = option.rpartition(".")
    record = turn.uow.questions.get(question_id)
    if not (place.isascii() and place.isdigit() and len(place) < 3 and 1 <= int(place) <= len(record.options)):
        raise OptionNotFoundError
    clause, occasion = _clause(record.options[int(place) - 1], turn), _occasion(record, origin, turn)
    finding = _settled(clause, record, origin, turn)
    if not isinstance(finding.decision, Answer):
        turn.answer(origin, turn.told(present_finding(finding, occasion), None, occasion), in_place=True)
        return
    clause = turn.live.protocol.clause(finding.decision.match.clause_id)
    turn.uow.questions.save(replace(record, clause_id=clause.id, protocol_version=turn.live.protocol.version))
    turn.note(Happening.OPTION_CHOSEN, record.id, quoted=quoted(clause, record.language, turn.live.protocol))
    turn.answer(origin, turn.told(present_finding(finding, occasion), clause.id, occasion), in_place=True)


def say_circumstance(subject: str, origin: Origin, turn: Turn) -> None:
    """Go on from what the asker says to be so of themselves, and remember it for the next question, for minutes.

    Raises:
        QuestionNotFoundError: the question is kept no longer.
        OptionNotFoundError: the version that the turn speaks of does not have the option, or the clause.
    """
    question_id, _, rest = subject.partition(".")
    record = turn.uow.questions.get(question_id)
    occasion = _occasion(record, origin, turn)
    told = tell(rest, occasion, record.text)
    if told.clause is not None:
        turn.uow.questions.save(replace(record, clause_id=told.clause.id, protocol_version=turn.live.protocol.version))
        shown = quoted(told.clause, record.language, turn.live.protocol)
        turn.note(Happening.OPTION_CHOSEN, record.id, quoted=shown)
    mark, now = talk_mark(origin, turn.ports.vault), turn.ports.clock.now()
    turn.ports.recollection.remember_choices(mark, told.choices, now)
    shows = None if told.clause is None else told.clause.id
    turn.answer(origin, turn.told(told.message, shows, occasion), in_place=True)


def show(clause_id: str, origin: Origin, turn: Turn) -> None:
    """Show a clause that another one refers to.

    Raises:
        OptionNotFoundError: the version that the turn speaks of does not have it.
    """
    clause = _clause(clause_id, turn)
    occasion = turn.occasion(origin.language)
    turn.note(Happening.OPTION_CHOSEN, quoted=quoted(clause, occasion.language, turn.live.protocol))
    turn.answer(origin, turn.told(present_clause(clause, occasion), clause.id, occasion))


def give_feedback(question_id: str, feedback: Feedback, origin: Origin, turn: Turn) -> None:
    """Keep whether the answer helped; where it did not, offer the next best.

    Raises:
        QuestionNotFoundError: the question is kept no longer.
    """
    record = turn.uow.questions.get(question_id)
    turn.uow.questions.save(replace(record, feedback=feedback))
    turn.note(Happening.FEEDBACK_GIVEN, record.id, remark=feedback)
    occasion = _occasion(record, origin, turn)
    if feedback is Feedback.HELPED:
        turn.answer(origin, _thanks(record, origin, turn), in_place=True)
        return
    learning.count_gap(record, Gap.NOT_MEANT, origin, turn)
    known = {clause.id: clause for clause in turn.live.protocol.clauses}
    options = tuple(known[each] for each in record.options if each in known)
    turn.answer(origin, turn.told(present_sorry(options, occasion), None, occasion), in_place=True)


def _thanks(record: QuestionRecord, origin: Origin, turn: Turn) -> Message:
    """The answer that helped, with thanks; the thanks alone where it stays or where another version went live."""
    occasion = _occasion(record, origin, turn)
    if not origin.can_replace or record.clause_id is None or record.protocol_version != turn.live.protocol.version:
        return present_thanks(occasion)
    return turn.told(present_thanks(occasion, turn.live.protocol.clause(record.clause_id)), record.clause_id, occasion)


def share(question_id: str, origin: Origin, turn: Turn) -> None:
    """Show everyone in the conversation the clause that answered the question; it is the asker who wants so.

    Raises:
        QuestionNotFoundError: the question is kept no longer.
        OptionNotFoundError: no clause answered it, or the live version does not have it.
        NowhereToShareError: it is pressed where nobody else is, or Magdat is not there itself.
        ConversationUnknownError: that cannot be found out just now. On a screen, where a sentence would take the
            place of the answer, neither is raised: it is said above the answer.
    """
    record = turn.uow.questions.get(question_id)
    refused = None if origin.can_share else _why_unshared(origin)
    if refused is not None and origin.screen is None:
        raise refused
    clause, occasion = _clause(record.clause_id or "", turn), turn.occasion(record.language, record.id)
    if refused is not None:
        again = replace(occasion, sharable=origin.outside is None)
        turn.answer(origin, present_unshared(clause, error_sentence(refused, again.wording), again))
        return
    by = person_name(origin.person, occasion)
    turn.tell(origin.share_at or origin.where, present_shared(clause, by, occasion))
    turn.replace_pressed(origin, present_clause(clause, occasion))


def _why_unshared(origin: Origin) -> NowhereToShareError | ConversationUnknownError:
    return ConversationUnknownError() if origin.privately and origin.outside is None else NowhereToShareError()


def greet(origin: Origin, turn: Turn) -> None:
    """Say who is speaking, from which protocol, and what could be asked."""
    turn.answer(origin, present_welcome(turn.occasion(origin.language)))


def help_out(origin: Origin, turn: Turn) -> None:
    """Tell how it works."""
    turn.answer(origin, present_help(turn.occasion(origin.language)))


def list_topics(origin: Origin, turn: Turn) -> None:
    """Show all clauses by topic."""
    turn.answer(origin, present_topics(turn.occasion(origin.language)))


def _occasion(record: QuestionRecord, origin: Origin, turn: Turn) -> Occasion:
    return replace(turn.occasion(record.language, record.id), sharable=origin.can_share and turn.as_of is None)


def _held_by_a_person(origin: Origin, turn: Turn) -> Case | None:
    """The asker's case that an officer is busy with: in this very thread, or in the conversation as a whole."""
    mark = mark_of(origin.person, turn.ports.vault)
    for place in dict.fromkeys((origin.where, origin.where.in_thread(""))):
        if held := turn.uow.cases.held_in(mark, turn.mark_place(place)):
            return held[0]
    return None


def _settled(clause: Clause, record: QuestionRecord, origin: Origin, turn: Turn) -> Finding:
    """The clause that was chosen; where another of its branches may hold and was not offered, what to ask first."""
    finding = Finding(record.text, record.language, (), Answer(Match(clause.id, record.confidence)))
    protocol, ports = turn.live.protocol, turn.ports
    if not is_left_open(clause.id, record.options, protocol):
        return finding
    known = ports.recollection.recall_choices(talk_mark(origin, ports.vault), ports.clock.now())
    return settle(finding, protocol, known_by(tuple(known.values()), protocol))


def _recollect(asked: Asked, origin: Origin, turn: Turn) -> None:
    """Remember for a few minutes what a follow-up may refer to: the question that says by itself what it is about."""
    said = asked.finding.question if asked.followed is None else asked.followed
    turn.ports.recollection.remember(talk_mark(origin, turn.ports.vault), said, turn.ports.clock.now())


def _keep(asked: Asked, question_id: str, origin: Origin, turn: Turn) -> None:
    """Keep the question without its asker, and in the audit which text was quoted."""
    finding, protocol = asked.finding, asked.protocol
    made, doubt, clause_id = _made(asked)
    record = QuestionRecord(
        id=question_id,
        text=finding.question,
        language=finding.language,
        asked_at=turn.ports.clock.now(),
        protocol_id=protocol.id,
        protocol_version=protocol.version,
        made=made,
        doubt=doubt,
        clause_id=clause_id,
        options=offered(finding),
        confidence=finding.matches[0].confidence if finding.matches else 0.0,
    )
    turn.uow.questions.add(record)
    if made in _GAPS and doubt != Doubt.CIRCUMSTANCE:
        learning.count_gap(record, _GAPS[made], origin, turn)
    shown: Quoted | None = None
    if clause_id is not None:
        shown = quoted(protocol.clause(clause_id), finding.language, protocol)
    turn.note(Happening.QUESTION_ASKED, question_id, quoted=shown, remark=doubt or made)


def _made(asked: Asked) -> tuple[Made, str, str | None]:
    """The decision by name, the doubt in it, and the clause that was quoted."""
    match asked.finding.decision:
        case Answer(match=match):
            return Made.ANSWER, "", match.clause_id
        case Clarification(doubt=doubt):
            return Made.CLARIFY, doubt, None
        case Referral():
            return Made.REFER, "", None
        case Abstention(doubt=doubt):
            return Made.ABSTAIN, doubt, None


def _clause(clause_id: str, turn: Turn) -> Clause:
    try:
        return turn.live.protocol.clause(clause_id)
    except KeyError as error:
        raise OptionNotFoundError from error
