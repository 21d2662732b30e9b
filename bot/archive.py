"""What is kept of the protocol's life: the files that were loaded, and what was published when."""

import typing
from datetime import datetime

from bot.publication import Edition, Publication, Stage


class Editions(typing.Protocol):
    """The protocol files that were loaded, with their bytes."""

    def add(self, edition: Edition, content: bytes) -> None:
        """Keep a file."""

    def get(self, edition_id: str) -> Edition:
        """What is known of the file.

        Raises:
            DraftNotFoundError: none has this id.
        """

    def content(self, edition_id: str) -> bytes:
        """The bytes, as they were loaded.

        Raises:
            DraftNotFoundError: none has this id.
        """

    def save(self, edition: Edition, was: Stage) -> bool:
        """Keep the edition as it is here; ``False``, and nothing is changed, when its stage is not ``was`` any more."""

    def listed(self, stage: Stage, limit: int) -> tuple[Edition, ...]:
        """The editions in this stage, the one loaded last first."""


class PublicationLog(typing.Protocol):
    """What was published, in order."""

    def append(self, publication: Publication) -> None:
        """Keep a publication as the next one.

        Raises:
            PublishRefusedError: another one has its number.
        """

    def every(self) -> tuple[Publication, ...]:
        """All publications, the first first."""

    def withdraw(self, number: int, at: datetime) -> bool:
        """Take back what is not live yet at that moment; whether there was such a thing."""
