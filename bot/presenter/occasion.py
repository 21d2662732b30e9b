"""What putting anything into words depends on."""

from dataclasses import dataclass
from datetime import date

from bot.wording import Wording, wording_in
from knowledge.protocol import Language, SocialMediaProtocol


@dataclass(frozen=True, slots=True)
class Occasion:
    """One moment of saying something: about which protocol, in which language, on which day.

    Attributes:
        language: The reader's; texts that the protocol does not have in it appear in the binding language.
        today: The day on the calendar where the organisation is.
    """

    protocol: SocialMediaProtocol
    language: Language
    today: date

    @property
    def wording(self) -> Wording:
        """Our own sentences, in the reader's language."""
        return wording_in(self.language)
