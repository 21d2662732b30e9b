"""Proposals, who asked to be told, and tallies, in the database."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Row, delete, func, select, update

from adapters.storage.codec import from_json, to_json
from adapters.storage.statements import Statements, could_be_id
from adapters.storage.tables import FOLLOWERS, PROPOSALS, TALLIES
from bot.errors import DraftNotFoundError
from bot.proposal import Follower, Proposal, ProposalState
from bot.tally import Cell, Gap


class SqlProposals:
    """The port ``Proposals`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, proposal: Proposal) -> None:
        """Keep a proposal."""
        kept = {
            "id": proposal.id,
            "made_at": proposal.made_at,
            "state": proposal.state.value,
            "proposal": to_json(proposal),
        }
        self._statements.add(PROPOSALS, kept)

    def get(self, proposal_id: str) -> Proposal:
        """The proposal.

        Raises:
            DraftNotFoundError: none has this id.
        """
        found = select(PROPOSALS.c.proposal).where(PROPOSALS.c.id == proposal_id)
        row = self._statements.row(found) if could_be_id(proposal_id) else None
        if row is None:
            raise DraftNotFoundError
        return from_json(Proposal, row.proposal)

    def save(self, proposal: Proposal) -> None:
        """Keep the proposal as it is here."""
        changed = {"state": proposal.state.value, "proposal": to_json(proposal)}
        self._statements.change(update(PROPOSALS).where(PROPOSALS.c.id == proposal.id).values(**changed))

    def listed(self, state: ProposalState, limit: int) -> tuple[Proposal, ...]:
        """The proposals in this state, the first first."""
        first_first = (PROPOSALS.c.made_at, PROPOSALS.c.id)
        listed = select(PROPOSALS.c.proposal).where(PROPOSALS.c.state == state.value).order_by(*first_first)
        return tuple(from_json(Proposal, row.proposal) for row in self._statements.rows(listed.limit(limit)))

    def remove_before(self, moment: datetime) -> int:
        """Delete those made before then; how many there were."""
        return self._statements.change(delete(PROPOSALS).where(PROPOSALS.c.made_at < moment))


class SqlFollowers:
    """The port ``Followers`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, follower: Follower) -> bool:
        """Keep it; ``False`` when the person asked for this before."""
        kept = self._statements.upsert(FOLLOWERS).values(
            id=follower.id,
            subject=follower.subject,
            mark=follower.mark,
            key=follower.key,
            box=follower.box,
            asked_at=follower.asked_at,
        )
        same = [FOLLOWERS.c.organisation, FOLLOWERS.c.subject, FOLLOWERS.c.mark]
        once = kept.on_conflict_do_nothing(index_elements=same).returning(FOLLOWERS.c.id)
        return self._statements.row(once) is not None

    def of(self, subject: str) -> tuple[Follower, ...]:
        """Those who asked to be told of this."""
        found = select(FOLLOWERS).where(FOLLOWERS.c.subject == subject).order_by(FOLLOWERS.c.asked_at, FOLLOWERS.c.id)
        return tuple(map(_follower, self._statements.rows(found)))

    def remove(self, subject: str) -> None:
        """Delete those of this subject."""
        self._statements.change(delete(FOLLOWERS).where(FOLLOWERS.c.subject == subject))

    def remove_person(self, mark: str) -> int:
        """Delete those of this person; how many there were."""
        return self._statements.change(delete(FOLLOWERS).where(FOLLOWERS.c.mark == mark))

    def remove_before(self, moment: datetime) -> int:
        """Delete those who asked before then; how many there were."""
        return self._statements.change(delete(FOLLOWERS).where(FOLLOWERS.c.asked_at < moment))


class SqlTallies:
    """The port ``Tallies`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, cell: Cell, tag: int) -> None:
        """Count a tag in a cell; the same one again changes nothing."""
        counted = self._statements.upsert(TALLIES).values(
            month=cell.month, topic=cell.topic, gap=cell.gap.value, tag=tag
        )
        self._statements.change(counted.on_conflict_do_nothing())

    def counts(self) -> Mapping[Cell, int]:
        """How many different tags each cell has."""
        cell = (TALLIES.c.month, TALLIES.c.topic, TALLIES.c.gap)
        rows = self._statements.rows(select(*cell, func.count().label("tags")).group_by(*cell))
        return {Cell(row.month, row.topic, Gap(row.gap)): row.tags for row in rows}

    def remove_before(self, month: str) -> int:
        """Delete the cells of months before this one; how many tags there were."""
        return self._statements.change(delete(TALLIES).where(TALLIES.c.month < month))


def _follower(row: Row[tuple[object, ...]]) -> Follower:
    return Follower(row.id, row.subject, row.mark, row.key, row.box, row.asked_at)
