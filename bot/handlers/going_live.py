"""What follows when a version goes live, by a button or by itself on its day: who must know is told, once."""

from dataclasses import replace

from bot.errors import DraftNotFoundError, PublishRefusedError
from bot.events import Happening
from bot.handlers import versions
from bot.handlers.learning import address_of
from bot.handlers.turn import Turn
from bot.ports import Ports
from bot.presenter import learning as to_people
from bot.proposal import Proposal, ProposalState
from bot.publication import Publication, Way, live_at
from knowledge.comparing import Difference, compare
from knowledge.matching.text import normalise
from knowledge.protocol import Clause, SocialMediaProtocol

_MOST_PROPOSALS = 1_000


def tell_what_went_live(ports: Ports) -> bool:
    """Tell of the live version where that was not done yet; whether there was something to tell.

    Raises:
        StorageUnavailableError: it is to be told still.
    """
    with ports.storage.begin() as uow:
        now = ports.clock.now()
        every = uow.publications.every()
        live = live_at(every, now)
        if live is None or not uow.publications.tell_once(live.number, now):
            return False
        turn = Turn(uow, ports, ports.publications.live())
        earlier = live_at((each for each in every if each.number != live.number), now)
        if live.way is not Way.FIRST and earlier is not None:
            _tell(live, earlier, turn)
        uow.commit()
    ports.announcer.announce()
    return True


def _tell(live: Publication, earlier: Publication, turn: Turn) -> None:
    try:
        after, before = (versions.protocol_of(turn.uow.editions.get(each.edition_id), turn) for each in (live, earlier))
    except (DraftNotFoundError, PublishRefusedError):
        return  # what cannot be read any more cannot be compared with
    difference = compare(before, after)
    notice_to = turn.ports.publishing.notice_to
    if notice_to is not None and any(change.is_felt for change in difference.clauses):
        turn.tell(notice_to, to_people.present_notice(difference, live, turn.occasion(None)))
        turn.note(Happening.CHANGE_TOLD, live.edition_id)
    _tell_followers(difference, turn)
    for proposal in turn.uow.proposals.listed(ProposalState.OPEN, _MOST_PROPOSALS):
        clause = _clause_for(proposal, after)
        if clause is not None:
            _tell_askers(proposal, clause, after, turn)


def _tell_followers(difference: Difference, turn: Turn) -> None:
    for change in difference.clauses:
        if not change.is_felt:
            continue
        for follower in turn.uow.followers.of(f"clause:{change.clause_id}"):
            if (address := address_of(follower, turn)) is not None:
                occasion = replace(turn.occasion(None), protocol=difference.after)
                turn.tell(address, to_people.present_changed(change, occasion))


def _tell_askers(proposal: Proposal, clause: Clause, protocol: SocialMediaProtocol, turn: Turn) -> None:
    subject = f"proposal:{proposal.id}"
    for follower in turn.uow.followers.of(subject):
        if (address := address_of(follower, turn)) is not None:
            occasion = replace(turn.occasion(proposal.language), protocol=protocol)
            turn.tell(address, to_people.present_rule_is_there(clause, occasion))
    turn.uow.followers.remove(subject)
    turn.uow.proposals.save(replace(proposal, state=ProposalState.TAKEN))


def _clause_for(proposal: Proposal, protocol: SocialMediaProtocol) -> Clause | None:
    """The clause that has the question among its examples."""
    asked = normalise(proposal.question)
    for clause in protocol.clauses:
        if any(normalise(example) == asked for each in clause.examples.values() for example in each):
            return clause
    return None
