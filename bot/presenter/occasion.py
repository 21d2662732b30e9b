"""What putting anything into words depends on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from bot.wording import Wording, wording_in
from knowledge.protocol import Language, SocialMediaProtocol


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment of saying something: about which protocol, in which language, on which day.

    Attributes:
        language: The reader's; texts that the protocol does not have in it appear in the binding language.
        today: The day on the calendar where the organisation is.
        zone: Where the organisation is; times are told on the clock there.
        second_line: Whether the organisation has specialists to put a case to.
        pages: Where the protocol is in the browser, without a slash at the end; ``None`` where it is not.
        sharable: Whether the reader alone sees it where others are, and can share it with them.
        as_of: The earlier day that is asked about, on which ``protocol`` held; ``None`` for what is live.
        question_id: The id under which the question that is answered is kept; empty when it is not kept.
    """

    protocol: SocialMediaProtocol
    language: Language
    today: date
    zone: tzinfo = UTC
    question_id: str = ""
    second_line: bool = False
    sharable: bool = False
    pages: str | None = None
    as_of: date | None = None

    @property
    def wording(self) -> Wording:
        """Our own sentences, in the reader's language."""
        return wording_in(self.language)

    def moment(self, at: datetime) -> str:
        """``at`` as it is told to the reader."""
        return self.wording.moment(at.astimezone(self.zone))
