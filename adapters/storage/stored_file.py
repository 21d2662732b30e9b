"""A version as it stands in the database: its file, and what was reviewed since."""

from dataclasses import dataclass, replace

from bot.review import Review, with_reviews
from knowledge.loader import LoadedProtocol, load_protocol


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The file of a version.

    Attributes:
        name: As its author named it.
        reviews: What was looked at without a change, the first first.
    """

    content: bytes
    name: str
    reviews: tuple[Review, ...] = ()

    def load(self) -> LoadedProtocol:
        """The protocol, with the dates of its reviews.

        Raises:
            ProtocolRejectedError: this release cannot use it.
        """
        loaded = load_protocol(self.content, self.name)
        return replace(loaded, protocol=with_reviews(loaded.protocol, self.reviews)) if self.reviews else loaded
