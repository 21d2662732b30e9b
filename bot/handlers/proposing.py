"""Proposals put into a draft of the admin's own file, to be finished by hand; nothing of it is live."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.address import Person
from bot.events import Happening
from bot.handlers.turn import Turn
from bot.proposal import Proposal, ProposalKind, ProposalState
from knowledge.drafting import CannotAddError, NewClause, add_clause, add_example, group_similar
from knowledge.loader import load_protocol
from knowledge.protocol import SocialMediaProtocol

_LONGEST_TITLE = 80
_REMARK = "From a question that HR answered: set the number, the title, the verdict and the other languages."


@dataclass(frozen=True, slots=True)
class Written:
    """A draft, and what became of each proposal.

    Attributes:
        content: The file with all that could be put in.
        added: The proposals that stand in it.
        left: Those that must be put in by hand, with the reason.
    """

    content: bytes
    added: tuple[Proposal, ...]
    left: tuple[tuple[Proposal, str], ...]


def grouped(proposals: Sequence[Proposal]) -> tuple[tuple[Proposal, ...], ...]:
    """The proposals, those that ask about the same together, the largest group first."""
    return tuple(tuple(proposals[at] for at in group) for group in group_similar([each.question for each in proposals]))


def write_proposals(content: bytes, file: str, proposals: Sequence[Proposal]) -> Written:
    """The admin's file with the proposals in it: an example with the clause that HR had in mind, or a clause to finish.

    Of proposals that ask about the same, the first makes the clause and the others become its examples.

    Raises:
        ProtocolRejectedError: the file cannot be read.
    """
    added: list[Proposal] = []
    left: list[tuple[Proposal, str]] = []
    for group in grouped(proposals):
        made: str | None = None
        for proposal in group:
            protocol = load_protocol(content, file).protocol
            try:
                content, made = _put_in(content, proposal, made, protocol)
            except CannotAddError as error:
                left.append((proposal, str(error)))
            else:
                added.append(proposal)
    return Written(content, tuple(added), tuple(left))


def drop(proposal_id: str, person: Person, turn: Turn) -> Proposal:
    """Do nothing with the proposal.

    Raises:
        DraftNotFoundError: there is none with this id.
    """
    proposal = turn.uow.proposals.get(proposal_id)
    turn.uow.proposals.save(replace(proposal, state=ProposalState.DROPPED))
    turn.uow.followers.remove(f"proposal:{proposal.id}")
    turn.note(Happening.PROPOSAL_DROPPED, proposal.id, actor=person)
    return proposal


def _put_in(
    content: bytes, proposal: Proposal, made: str | None, protocol: SocialMediaProtocol
) -> tuple[bytes, str | None]:
    """The file with this one in it, and the clause that was made for its group."""
    known = {clause.id for clause in protocol.clauses}
    if proposal.kind is ProposalKind.NEW_PHRASING:
        nearest = next((each for each in proposal.nearest if each in known), None)
        if nearest is None:
            raise CannotAddError("no clause came near; choose one and add the question to it")
        return add_example(content, nearest, proposal.language, proposal.question), made
    if made is not None:
        return add_example(content, made, proposal.language, proposal.question), made
    made = f"proposal-{proposal.id[:6]}"
    clause = NewClause(
        id=made,
        number=_next_number(protocol),
        title=proposal.question[:_LONGEST_TITLE].strip(),
        rule=proposal.answer or proposal.question,
        example=proposal.question,
        language=proposal.language if proposal.language in protocol.languages else protocol.languages[0],
        remark=_REMARK,
    )
    return add_clause(content, clause), made


def _next_number(protocol: SocialMediaProtocol) -> str:
    """A number that no clause has."""
    taken = {clause.number for clause in protocol.clauses}
    return next(number for at in range(1, len(taken) + 2) if (number := f"N{at}") not in taken)
