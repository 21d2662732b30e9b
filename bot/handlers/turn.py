"""One turn of work on a case or a question: a unit of work, the moment, and the few things every handler does."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from bot.address import Address, Person
from bot.case import Case
from bot.errors import CaseNotFoundError, CaseRefusal, CaseRefusedError, QuestionNotFoundError, SealBrokenError
from bot.events import AuditEntry, Happening, Origin, Quoted
from bot.message import Message
from bot.outbox import Delivery, Destination, Enclosed, ToAsker, ToCard, ToDesk
from bot.permissions import mark_of
from bot.ports import LiveProtocol, Ports, SealedAddress, UnitOfWork
from bot.presenter.as_of import of_earlier_day, present_as_of
from bot.presenter.desk import present_standing
from bot.presenter.occasion import Occasion
from knowledge.protocol import Clause, Language, SocialMediaProtocol


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler works with; made anew for each unit of work.

    Attributes:
        live: The version of the protocol that everything in this turn speaks of.
        as_of: The earlier day on which that version held; ``None`` where it is what is live.
    """

    uow: UnitOfWork
    ports: Ports
    live: LiveProtocol
    as_of: date | None = None

    def occasion(self, language: Language | None, question_id: str = "") -> Occasion:
        """Saying something now, in this language or the binding one."""
        protocol = self.live.protocol
        zone = self.ports.desk.hours.zone
        today, pages = self.ports.clock.today(), self.ports.pages
        occasion = Occasion(protocol, language or protocol.languages[0], today, zone, question_id, pages=pages)
        return occasion if self.as_of is None else of_earlier_day(occasion, self.as_of)

    def told(self, message: Message, clause_id: str | None, occasion: Occasion) -> Message:
        """What is said of the protocol; of an earlier day under that day and its version.

        Args:
            message: What that version says.
            clause_id: Of the clause that is shown; ``None`` where none is.
            occasion: The asker's.
        """
        if self.as_of is None:
            return message
        return present_as_of(message, clause_id, self.as_of, self.ports.publications.live().protocol, occasion)

    def language_of(self, subject: str) -> Language | None:
        """The language of the question, an option of it, or the case with this id; ``None`` when there is none."""
        subject, _, _ = subject.partition(".")
        try:
            return self.uow.questions.get(subject).language
        except QuestionNotFoundError:
            pass
        try:
            return self.uow.cases.get(subject).language
        except CaseNotFoundError:
            return None

    def at_desk(self) -> Occasion:
        """Saying something to the desk."""
        desk = self.ports.desk
        return replace(self.occasion(desk.language), second_line=desk.second_line is not None)

    def to_asker(self, case: Case) -> Occasion:
        """Saying something to the asker of the case."""
        return self.occasion(case.language)

    def mark_place(self, address: Address) -> str:
        """The fingerprint of the conversation, thread and all."""
        return self.ports.vault.mark(f"place/{address.key}")

    def answer(self, origin: Origin, message: Message, *, aloud: bool = False, in_place: bool = False) -> None:
        """Say it to the person, on their screen or where they spoke.

        Args:
            origin: Who, and where.
            message: What to say.
            aloud: Lets the others there read it too, unless the person was to be answered privately.
            in_place: It takes the place of the message that was pressed on.
        """
        where = origin.where if aloud and not origin.privately else origin.where.only(origin.person)
        delivery = self._delivery(where, message)
        if origin.screen is not None:
            delivery = replace(delivery, to=origin.screen)
        else:
            delivery = replace(delivery, replaces=origin.message if in_place else "", pressed=origin.message)
        self._put(replace(delivery, person_mark=mark_of(origin.person, self.ports.vault)))

    def replace_pressed(self, origin: Origin, message: Message) -> None:
        """Where a message or a screen was pressed on that can be replaced, put this in its place."""
        if origin.can_replace:
            self.answer(origin, message, in_place=True)

    def tell_asker(self, case: Case, message: Message) -> None:
        """Say it to the asker, wherever that is.

        Raises:
            CaseRefusedError: nobody knows where that is any more.
        """
        sealed = self.uow.addresses.get(case.id)
        if sealed is None:
            raise CaseRefusedError(CaseRefusal.UNREACHABLE)
        to = ToAsker(case.id, self._channel_of(sealed))
        self._put(replace(self._delivery(to, message), repeatable=False))

    def tell_desk(self, case: Case, message: Message) -> None:
        """Say it in the case's thread at the desk, and let the card there show how the case stands."""
        channel = self._desk_channel(case)
        self.tell(ToDesk(case.id, channel), message)
        self.tell(ToCard(case.id, channel), present_standing(case, self.at_desk()))

    def begin_at_desk(self, case: Case, message: Message) -> None:
        """Begin the case's thread at the desk with this card."""
        self.tell(ToDesk(case.id, self._desk_channel(case)), message)

    def give_file(self, origin: Origin, message: Message, enclosed: Enclosed) -> None:
        """Say it with a file along, where nobody else is: in the person's own conversation with Magdat."""
        own = (origin.direct or origin.where).only(origin.person)
        mark = mark_of(origin.person, self.ports.vault)
        delivery = replace(self._delivery(own, message), enclosed=enclosed, pressed=origin.message, person_mark=mark)
        self._put(delivery)

    def tell(self, to: Destination, message: Message) -> None:
        """Say it there."""
        self._put(self._delivery(to, message))

    def note(
        self,
        happening: Happening,
        subject: str = "",
        *,
        actor: Person | None = None,
        quoted: Quoted | None = None,
        remark: str = "",
    ) -> None:
        """Keep in the audit what happened; ``actor`` is an officer, never an asker."""
        key = None if actor is None else actor.key
        entry = AuditEntry(self.ports.ids.new_id(), self.ports.clock.now(), happening, subject, key, quoted, remark)
        self.uow.audit.append(entry)

    def _channel_of(self, sealed: SealedAddress) -> str:
        """On which channel the asker is; a seal that does not open is for the relay to report."""
        try:
            return self.ports.vault.unseal(sealed).channel
        except SealBrokenError:
            return ""

    def _desk_channel(self, case: Case) -> str:
        thread = self.uow.threads.get(case.id)
        return "" if thread is None else thread.channel

    def _delivery(self, to: Destination, message: Message) -> Delivery:
        return Delivery(self.ports.ids.new_id(), to, message)

    def _put(self, delivery: Delivery) -> None:
        self.uow.outbox.put(delivery, self.ports.clock.now())


def quoted(clause: Clause, language: Language, protocol: SocialMediaProtocol) -> Quoted:
    """Which text of the clause a reader of this language was shown."""
    shown = clause.rule.language_for(language)
    digest = hashlib.sha256(clause.rule.get(language).encode()).hexdigest()
    return Quoted(protocol.id, protocol.version, clause.id, shown, digest)
