"""Channels that another process serves: a terminal leaves what goes there to that process."""

from bot.address import Address
from bot.errors import DeliveryDelayedError
from bot.outbox import Delivery, Receipt


class ElsewhereMessenger:
    """The port ``Messenger`` of a channel that this process does not serve.

    The relay of a terminal shares its outbox with the process that serves the platforms. What it cannot deliver is not
    wrong: it waits a moment, and whoever can takes it.
    """

    async def deliver(self, to: Address, delivery: Delivery) -> Receipt:
        """Not here, and certainly not delivered.

        Raises:
            DeliveryDelayedError: always.
        """
        del to, delivery
        raise DeliveryDelayedError

    async def was_delivered(self, to: Address, delivery_id: str) -> Receipt | None:
        """Only the process that serves the channel can tell.

        Raises:
            DeliveryDelayedError: always.
        """
        del to, delivery_id
        raise DeliveryDelayedError
