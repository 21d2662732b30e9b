"""Why something could not be done, said to the person who asked for it: the one place where an error gets its words."""

from collections.abc import Mapping
from datetime import date

from bot.case import LONGEST_TEXT, MOST_RUNNING
from bot.errors import (
    CaseChangedError,
    CaseNotFoundError,
    CaseRefusal,
    CaseRefusedError,
    ComesTooOftenError,
    ConversationUnknownError,
    DraftNotFoundError,
    FileUnavailableError,
    MagdatError,
    NoPagesError,
    NotAllowedError,
    NowhereToShareError,
    OptionNotFoundError,
    PublishRefusal,
    PublishRefusedError,
    QuestionNotFoundError,
    StorageUnavailableError,
    TextMissingError,
    VersionGoneError,
)
from bot.message import Message, Paragraph
from bot.presenter.contacts import contact_line
from bot.presenter.occasion import Occasion
from bot.question import LONGEST_QUESTION, QuestionRefusedError, Refusal
from bot.wording import Wording

_PLAIN: Mapping[type, str] = {
    CaseChangedError: "case-refusal.changed",
    CaseNotFoundError: "case-refusal.not-found",
    QuestionNotFoundError: "case-refusal.question-not-found",
    OptionNotFoundError: "case-refusal.option-not-found",
    DraftNotFoundError: "publish-refusal.not-found",
    FileUnavailableError: "publish-refusal.not-fetched",
    NowhereToShareError: "share.nowhere",
    ConversationUnknownError: "share.not-checked",
    TextMissingError: "case-refusal.no-text",
    NoPagesError: "pages.none",
    StorageUnavailableError: "case-refusal.unavailable",
}


def present_refusal(reason: Refusal, occasion: Occasion) -> Message:
    """Why the text was not taken as a question, and what to do."""
    return _sentence(occasion.wording.say(f"refusal.{reason}", limit=LONGEST_QUESTION), occasion)


def present_unknown_clause(number: str, occasion: Occasion) -> Message:
    """There is no clause with this number."""
    return _sentence(occasion.wording.say("clause.unknown", number=number), occasion)


def present_error(error: MagdatError, occasion: Occasion) -> Message:
    """What went wrong, and what to do."""
    return _sentence(error_sentence(error, occasion.wording), occasion)


def present_gone_wrong(occasion: Occasion) -> Message:
    """Something broke on our side, and whom to turn to instead."""
    return _sentence(occasion.wording.say("refusal.gone-wrong", contact=contact_line(occasion)), occasion)


def error_sentence(error: MagdatError, wording: Wording) -> str:
    """The same in one sentence or two; needs no protocol, so that it can be said when nothing works.

    An error without a sentence raises ``StopIteration``: it is not one that a person can act on.
    """
    match error:
        case CaseRefusedError(reason=reason, holder=holder):
            return _case_refusal(reason, holder, wording)
        case NotAllowedError(reason=reason):
            return wording.say(f"forbidden.{reason}")
        case ComesTooOftenError() | VersionGoneError():
            return _at_another_time(error, wording)
        case PublishRefusedError(reason=reason, values=values):
            return _publish_refusal(reason, values, wording)
        case QuestionRefusedError(reason=reason):
            return wording.say(f"refusal.{reason}", limit=LONGEST_QUESTION)
        case _:
            return wording.say(next(_PLAIN[kind] for kind in type(error).__mro__ if kind in _PLAIN))


def _at_another_time(error: ComesTooOftenError | VersionGoneError, wording: Wording) -> str:
    if isinstance(error, ComesTooOftenError):
        return wording.count("refusal.too-often", error.wait_seconds)
    return wording.say("refusal.version-gone", day=wording.date(error.day))


def _case_refusal(reason: CaseRefusal, holder: str, wording: Wording) -> str:
    if reason is CaseRefusal.HELD_BY_OTHER:
        return wording.say("case-refusal.held-by-other", holder=holder or wording.say("desk.somebody").capitalize())
    limit = MOST_RUNNING if reason is CaseRefusal.TOO_MANY_RUNNING else LONGEST_TEXT
    return wording.say(f"case-refusal.{reason}", limit=limit)


def _publish_refusal(reason: PublishRefusal, values: Mapping[str, object], wording: Wording) -> str:
    """Days among the values are written out."""
    shown = {name: wording.date(value) if isinstance(value, date) else value for name, value in values.items()}
    if reason is PublishRefusal.TESTS_FAIL:
        return wording.count(f"publish-refusal.{reason}", int(str(shown["count"])))
    return wording.say(f"publish-refusal.{reason}", **shown)


def _sentence(text: str, occasion: Occasion) -> Message:
    return Message(text, (Paragraph(text),), occasion.language)
