"""What the protocol can learn: proposals from closed cases, gaps that are counted, and who wants to be told."""

from bot.address import Address, Person
from bot.case import Author, Case, Named, Outcome
from bot.errors import OptionNotFoundError, SealBrokenError
from bot.events import Happening, Origin
from bot.giveaways import without_giveaways
from bot.handlers.turn import Turn
from bot.permissions import mark_of
from bot.ports import SealedAddress
from bot.presenter import learning as to_people
from bot.proposal import Follower, Proposal, ProposalKind
from bot.record import QuestionRecord
from bot.tally import Cell, Gap, tag_of

KINDS = {Outcome.NEW_RULE: ProposalKind.NEW_RULE, Outcome.NEW_PHRASING: ProposalKind.NEW_PHRASING}
"""The outcomes of a case that say something of the protocol."""
_LONGEST = 500
"""In characters, of a question in a proposal: as long as an example question may be."""
_LONGEST_TOPIC = 100


def propose(case: Case, kind: ProposalKind, turn: Turn) -> None:
    """Keep what the case says of the protocol, without whose it was; offer the asker to be told."""
    protocol = turn.live.protocol
    organisation = protocol.organisation
    known = () if organisation is None else (organisation.name, *organisation.also)
    asker = case.asker.person.name if isinstance(case.asker, Named) else ""
    replies = [entry for entry in case.entries if entry.author is Author.OFFICER]
    answer = without_giveaways(replies[-1].text, replies[-1].name, known) if replies else ""
    proposal = Proposal(
        id=turn.ports.ids.new_id(),
        kind=kind,
        question=" ".join(without_giveaways(case.question, asker, known).split())[:_LONGEST],
        answer=without_giveaways(answer, asker, known),
        language=case.language,
        nearest=() if case.clause_id is None else (case.clause_id,),
        made_at=turn.ports.clock.now(),
    )
    turn.uow.proposals.add(proposal)
    turn.note(Happening.PROPOSAL_MADE, proposal.id, remark=kind)
    turn.tell_asker(case, to_people.present_offer(proposal, turn.to_asker(case)))


def tell_me(proposal_id: str, origin: Origin, turn: Turn) -> None:
    """Let the person know when the rule is there.

    Raises:
        DraftNotFoundError: the proposal is kept no longer.
    """
    proposal = turn.uow.proposals.get(proposal_id)
    _follow(f"proposal:{proposal.id}", origin, turn)
    turn.answer(origin, to_people.present_will_tell(turn.occasion(proposal.language)))


def follow_clause(clause_id: str, origin: Origin, turn: Turn) -> None:
    """Let the person know when the clause changes.

    Raises:
        OptionNotFoundError: the live version does not have it.
    """
    if all(clause.id != clause_id for clause in turn.live.protocol.clauses):
        raise OptionNotFoundError
    _follow(f"clause:{clause_id}", origin, turn)
    turn.answer(origin, to_people.present_will_tell(turn.occasion(origin.language)))


def count_gap(record: QuestionRecord, gap: Gap, origin: Origin, turn: Turn) -> None:
    """Count that someone met a gap, or none: see ``bot/tally.py`` for what is kept of that."""
    nearest = next(iter((*filter(None, (record.clause_id,)), *record.options)), None)
    topics = {clause.id: clause.topic or "" for clause in turn.live.protocol.clauses}
    topic = topics.get(nearest, "") if nearest is not None else ""
    today = turn.ports.clock.now().astimezone(turn.ports.desk.hours.zone)
    cell = Cell(f"{today:%Y-%m}", topic[:_LONGEST_TOPIC], gap)
    mark = turn.ports.vault.mark(f"tally/{cell.key}/{mark_of(origin.person, turn.ports.vault)}")
    turn.uow.tallies.add(cell, tag_of(mark))


def _follow(subject: str, origin: Origin, turn: Turn) -> None:
    follow(subject, origin.person, origin.direct or origin.where, turn)


def follow(subject: str, person: Person, where: Address, turn: Turn) -> None:
    """Keep, sealed, where the person is to be told of this."""
    follower_id = turn.ports.ids.new_id()
    sealed = turn.ports.vault.seal(follower_id, where.only(person))
    follower = Follower(
        id=follower_id,
        subject=subject,
        mark=mark_of(person, turn.ports.vault),
        key=sealed.key,
        box=sealed.box,
        asked_at=turn.ports.clock.now(),
    )
    turn.uow.followers.add(follower)


def address_of(follower: Follower, turn: Turn) -> Address | None:
    """Where the person is; ``None`` where the seal does not open any more."""
    try:
        return turn.ports.vault.unseal(SealedAddress(follower.id, follower.key, follower.box))
    except SealBrokenError:
        return None
