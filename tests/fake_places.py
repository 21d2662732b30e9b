"""Where a case is: the sealed address of who asked, and the thread at the desk; in memory."""

from dataclasses import dataclass

from bot.address import Address
from bot.repositories import SealedAddress
from tests.fake_queues import Tables


@dataclass
class FakeSealedAddresses:
    tables: Tables

    def put(self, sealed: SealedAddress) -> None:
        self.tables.addresses[sealed.case_id] = sealed

    def get(self, case_id: str) -> SealedAddress | None:
        return self.tables.addresses.get(case_id)

    def remove(self, case_id: str) -> None:
        self.tables.addresses.pop(case_id, None)


@dataclass
class FakeDeskThreads:
    tables: Tables

    def put(self, case_id: str, at: Address) -> None:
        self.tables.threads[case_id] = at

    def get(self, case_id: str) -> Address | None:
        return self.tables.threads.get(case_id)

    def case_at(self, at: Address) -> str | None:
        if not at.thread:
            return None
        return next((case_id for case_id, place in self.tables.threads.items() if place.key == at.key), None)
