"""What Magdat keeps, as it needs it kept: one repository a thing, all of them in one transaction."""

from bot.repositories.audit import Audit
from bot.repositories.cases import CaseCounts, CaseFilter, Cases
from bot.repositories.places import DeskThreads, SealedAddress, SealedAddresses
from bot.repositories.questions import Questions
from bot.repositories.queues import Inbox, Outbox
from bot.repositories.reminders import Reminders
from bot.repositories.unit_of_work import Storage, UnitOfWork

__all__ = [
    "Audit",
    "CaseCounts",
    "CaseFilter",
    "Cases",
    "DeskThreads",
    "Inbox",
    "Outbox",
    "Questions",
    "Reminders",
    "SealedAddress",
    "SealedAddresses",
    "Storage",
    "UnitOfWork",
]
