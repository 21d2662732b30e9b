"""Where the askers are, and where at the desk their cases are handled."""

import typing
from dataclasses import dataclass

from bot.address import Address


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """An address that only the vault can read, with a key of its own; deleting this deletes the key.

    Attributes:
        key: The case's own key, wrapped with a key that is not in the database.
        box: The nonce and the encrypted address; bound to the case id, so that it opens for no other case.
    """

    case_id: str
    key: bytes
    box: bytes


class SealedAddresses(typing.Protocol):
    """Where the askers are, sealed."""

    def put(self, sealed: SealedAddress) -> None:
        """Keep it, in the place of an earlier one of the same case."""

    def get(self, case_id: str) -> SealedAddress | None:
        """The sealed address; ``None`` when it was deleted."""

    def remove(self, case_id: str) -> None:
        """Delete it, where there is one; nothing of it stays readable in the database."""


class DeskThreads(typing.Protocol):
    """Where at the desk each case is handled."""

    def put(self, case_id: str, at: Address) -> None:
        """From here on the case is handled there, in the place of an earlier one of the same case.

        A place without a thread is the desk's conversation: the next message to the case begins the thread.
        """

    def get(self, case_id: str) -> Address | None:
        """Where the case is handled; ``None`` when nothing was ever said about it."""

    def case_at(self, at: Address) -> str | None:
        """The id of the case that is handled in this thread; ``None`` when none is, or when it is no thread."""
