"""What is kept of the protocol's life: the files that were loaded, and what was published when."""

import typing
from collections.abc import Mapping
from datetime import date, datetime

from bot.address import Person
from bot.campaign import Campaign
from bot.proposal import Follower, Proposal, ProposalState
from bot.publication import Edition, Publication, Stage
from bot.review import Review
from bot.tally import Cell


class Editions(typing.Protocol):
    """The protocol files that were loaded, with their bytes."""

    def alone_with(self, sha256: str) -> None:
        """Let no other unit of work go on from here with the file of this checksum, until this one has ended."""

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

    def forget(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` wherever the person stands; in how many editions that was."""

    def remove_unpublished_before(self, moment: datetime) -> int:
        """Delete what was loaded before then and never published; how many there were."""


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

    def tell_once(self, number: int, at: datetime) -> bool:
        """Mark that it is told that this went live; ``False`` when that was marked before."""

    def forget(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` wherever the person stands; in how many publications that was."""


class Proposals(typing.Protocol):
    """What closed cases say of the protocol."""

    def add(self, proposal: Proposal) -> None:
        """Keep a proposal."""

    def get(self, proposal_id: str) -> Proposal:
        """The proposal.

        Raises:
            DraftNotFoundError: none has this id.
        """

    def save(self, proposal: Proposal) -> None:
        """Keep the proposal as it is here."""

    def listed(self, state: ProposalState, limit: int) -> tuple[Proposal, ...]:
        """The proposals in this state, the first first."""

    def remove_before(self, moment: datetime) -> int:
        """Delete those made before then; how many there were."""


class Followers(typing.Protocol):
    """Who asked to be told of something."""

    def add(self, follower: Follower) -> bool:
        """Keep it; ``False`` when the person asked for this before."""

    def of(self, subject: str) -> tuple[Follower, ...]:
        """Those who asked to be told of this."""

    def remove(self, subject: str) -> None:
        """Delete those of this subject."""

    def remove_person(self, mark: str) -> int:
        """Delete those of this person; how many there were."""

    def remove_before(self, moment: datetime) -> int:
        """Delete those who asked before then; how many there were."""


class Reviews(typing.Protocol):
    """What was looked at without a change, and of what was reminded."""

    def add(self, review: Review) -> None:
        """Keep that someone looked."""

    def every(self) -> tuple[Review, ...]:
        """All reviews, the first first."""

    def remind_once(self, key: str, at: datetime) -> bool:
        """Mark that this reminder was given; ``False`` when that was marked before."""

    def forget(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` wherever the person stands; in how many reviews that was."""

    def remove_before(self, moment: datetime) -> int:
        """Delete the reviews that held until a day before then, and older reminders; how many reviews there were."""


class Campaigns(typing.Protocol):
    """Versions that employees are asked to confirm."""

    def add(self, campaign: Campaign) -> None:
        """Keep a campaign."""

    def get(self, campaign_id: str) -> Campaign:
        """The campaign.

        Raises:
            DraftNotFoundError: none has this id.
        """

    def save(self, campaign: Campaign) -> None:
        """Keep the campaign as it is here."""

    def every(self) -> tuple[Campaign, ...]:
        """All campaigns, the last first."""

    def confirm(self, campaign_id: str, mark: str, at: datetime) -> bool:
        """Keep that this person confirmed; ``False`` when they had."""

    def confirmed(self, campaign_id: str) -> frozenset[str]:
        """The marks of those who confirmed."""

    def count(self, campaign_id: str) -> int:
        """How many confirmed."""

    def forget(self, mark: str) -> int:
        """Delete what this person confirmed; how often that was."""

    def remove_over_before(self, day: date) -> int:
        """Delete the campaigns with a deadline before then, and who confirmed; how many campaigns there were."""


class Tallies(typing.Protocol):
    """How many different people a gap in the protocol has met, without who they are."""

    def add(self, cell: Cell, tag: int) -> None:
        """Count a tag in a cell; the same one again changes nothing."""

    def counts(self) -> Mapping[Cell, int]:
        """How many different tags each cell has."""

    def remove_before(self, month: str) -> int:
        """Delete the cells of months before this one; how many tags there were."""
