"""What a caller can act on: Magdat's own errors. Each has a sentence in the presenter, or is the relay's to handle."""

from datetime import date
from enum import StrEnum


class MagdatError(Exception):
    """Something went wrong that the caller can put right or tell the person."""


class CaseNotFoundError(MagdatError):
    """No case has this id; it never had one, or the case was deleted when its time was up."""


class QuestionNotFoundError(MagdatError):
    """No question has this id; it never had one, or the question was deleted when its time was up."""


class OptionNotFoundError(MagdatError):
    """The question never offered this option, or the clause is not in the protocol any more."""


class NowhereToShareError(MagdatError):
    """An answer would be shared with nobody: Magdat is not in the conversation in which it was asked."""


class ConversationUnknownError(MagdatError):
    """It cannot be found out just now whether Magdat is in the conversation in which an answer would be shared."""


class VersionGoneError(MagdatError):
    """The version that held on an earlier day cannot be looked up any more, or never could.

    Args:
        day: The earlier day.
    """

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


class TextMissingError(MagdatError):
    """A text belongs with this action, and none came along."""


class CaseChangedError(MagdatError):
    """The case was saved by someone else after it was read: load it again and decide anew."""


class Forbidden(StrEnum):
    """Why someone may not do something."""

    NOT_AN_OFFICER = "not-an-officer"
    NOT_THE_ASKER = "not-the-asker"
    ELSEWHERE = "elsewhere"
    """Cases are handled at the desk, and this was done in another conversation."""
    NOT_CHECKED = "not-checked"
    """The right could not be checked just now, so it is not given."""
    COLLEAGUE_NOT_AN_OFFICER = "colleague-not-an-officer"
    """The person to hand the case to is no officer."""
    NOT_AN_ADMIN = "not-an-admin"


class NotAllowedError(MagdatError):
    """The person has no right to do this."""

    def __init__(self, reason: Forbidden) -> None:
        self.reason = reason
        super().__init__(reason)


class RightsUnknownError(MagdatError):
    """Whether someone is an officer could not be found out; it counts as no."""


class CaseRefusal(StrEnum):
    """Why a case does not take a step."""

    HELD_BY_OTHER = "held-by-other"
    """Another officer has claimed it; the error says who."""
    HELD_BY_YOU = "held-by-you"
    HELD_BY_COLLEAGUE = "held-by-colleague"
    """It cannot be handed to the officer who has it."""
    NOT_CLAIMED = "not-claimed"
    """Nobody has claimed it, and only who did may do this."""
    ALREADY_ANSWERED = "already-answered"
    NOT_ANSWERED = "not-answered"
    """It is closed only after the asker was answered."""
    CLOSED = "closed"
    NOT_CLOSED = "not-closed"
    WITHDRAWN = "withdrawn"
    NOT_ANONYMOUS = "not-anonymous"
    """The desk knows who asked already."""
    ALREADY_SECOND_LINE = "already-second-line"
    NO_SECOND_LINE = "no-second-line"
    """The organisation has set up none."""
    OWN_QUESTION = "own-question"
    """Nobody handles the case that they asked for themselves."""
    UNREACHABLE = "unreachable"
    """The asker's address was deleted after closing; only the asker can reopen it."""
    TEXT_EMPTY = "text-empty"
    TEXT_TOO_LONG = "text-too-long"
    NOT_TEXT = "not-text"
    """Some of it are bytes that stand for no character."""
    FULL = "full"
    """So much was written that no more is kept."""
    TOO_MANY_RUNNING = "too-many-running"
    """The asker has as many questions at HR as anyone may have at once."""


class CaseRefusedError(MagdatError):
    """The case does not take this step.

    Attributes:
        holder: The name of the officer who has claimed the case; empty with every other reason.
    """

    def __init__(self, reason: CaseRefusal, holder: str = "") -> None:
        self.reason = reason
        self.holder = holder
        super().__init__(reason)


class ComesTooOftenError(MagdatError):
    """The person sent more in a short while than is taken of anyone.

    Attributes:
        wait_seconds: After so long they can come again.
    """

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(wait_seconds)


class FileUnavailableError(MagdatError):
    """A file was sent, and its content cannot be had from where the platform keeps it."""


class DraftNotFoundError(MagdatError):
    """No protocol file that was loaded has this id."""


class PublishRefusal(StrEnum):
    """Why a protocol does not go live."""

    BASE_MOVED = "base-moved"
    """Another version went live after it was loaded."""
    MEANWHILE = "meanwhile"
    """Another admin published at the same moment."""
    PACKED = "packed"
    """It is no text but a packed file, such as a Word document."""
    OTHER_PROTOCOL = "other-protocol"
    EARLIER = "earlier"
    """It says to be in force before the live one is."""
    VERSION_TAKEN = "version-taken"
    """Another text was published under this version."""
    UNCHANGED = "unchanged"
    STAGED_ALREADY = "staged-already"
    """This very file goes live on a later day already."""
    WAITS_ALREADY = "waits-already"
    """The person asked to publish this very file before, and another admin has not approved yet."""
    WAITS_OF_OTHER = "waits-of-other"
    """Another admin loaded this very file: to give it as well approves of nothing."""
    STAGED_WAITS = "staged-waits"
    """Another version goes live on a later day, and was made from the one that is live."""
    TESTS_FAIL = "tests-fail"
    OWN_DRAFT = "own-draft"
    """A second admin must let it go live."""
    NO_DRAFT = "no-draft"
    """It was put aside before, or is live and cannot be put aside."""
    PUBLISHED_ALREADY = "published-already"
    """It was published before, such as by an admin who was a moment earlier."""
    NO_SUCH_VERSION = "no-such-version"
    ALREADY_LIVE = "already-live"
    REASON_LENGTH = "reason-length"
    CAMPAIGN_RUNS = "campaign-runs"
    """Everyone is asked to confirm the very version already."""
    UNREADABLE = "unreadable"
    """An earlier version cannot be read by this release."""


class PublishRefusedError(MagdatError):
    """A protocol does not go live, and the one that is live stays.

    Attributes:
        values: What the sentence about it needs to know, such as the version that is live.
    """

    def __init__(self, reason: PublishRefusal, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)


class NoPagesError(MagdatError):
    """The organisation has no pages in the browser."""


class LinkUnusableError(MagdatError):
    """A link to sign in with is none of ours, was used, or is too old."""


class StorageUnavailableError(MagdatError):
    """The database cannot be reached or is full: nothing was kept, and trying again later may help."""


class UnreadableEventError(MagdatError):
    """What a platform sent cannot be made a command of, and never will."""


class SealBrokenError(MagdatError):
    """A sealed address cannot be opened: another key sealed it, or it was changed."""


class DeliveryDelayedError(MagdatError):
    """The platform did not take the message, and says that it may later.

    Attributes:
        retry_after_seconds: How long the platform asks to wait; ``None`` when it does not say.
    """

    def __init__(self, retry_after_seconds: float | None = None) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__("the platform did not take the message just now")


class DeliveryRefusedError(MagdatError):
    """The platform did not take the message, and trying again will not help.

    Attributes:
        code: The platform's own word for the reason, without any text of the message.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class NoFilesHereError(MagdatError):
    """Nobody can be given a file on this channel; that is no trouble, for it is said where else the file is."""


class DeliveryUncertainError(MagdatError):
    """The connection was lost after the message went out: the platform may have it or not."""


class CannotTellError(MagdatError):
    """The platform has no way to tell whether a message was delivered."""
