"""What is kept of the protocol's life, in memory."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from bot.address import Person, without_person
from bot.campaign import Campaign
from bot.errors import DraftNotFoundError, PublishRefusal, PublishRefusedError
from bot.proposal import Follower, Proposal, ProposalState
from bot.publication import Edition, Publication, Stage
from bot.review import Review
from bot.tally import Cell
from tests.fake_queues import Tables

_Signed = TypeVar("_Signed", Publication, Review)


@dataclass
class FakeEditions:
    tables: Tables

    def alone_with(self, sha256: str) -> None:
        """There is one unit of work at a time."""

    def add(self, edition: Edition, content: bytes) -> None:
        assert edition.id not in self.tables.editions
        self.tables.editions[edition.id] = (edition, content)

    def get(self, edition_id: str) -> Edition:
        return self._kept(edition_id)[0]

    def content(self, edition_id: str) -> bytes:
        return self._kept(edition_id)[1]

    def save(self, edition: Edition, was: Stage) -> bool:
        kept, content = self.tables.editions.get(edition.id, (None, b""))
        if kept is None or kept.stage is not was:
            return False
        self.tables.editions[edition.id] = (edition, content)
        return True

    def listed(self, stage: Stage, limit: int) -> tuple[Edition, ...]:
        found = [edition for edition, _ in self.tables.editions.values() if edition.stage is stage]
        return tuple(sorted(found, key=lambda edition: edition.made_at, reverse=True)[:limit])

    def forget(self, person_key: str, substitute: Person) -> int:
        without = {
            each.id: (without_person(each, person_key, substitute), content)
            for each, content in self.tables.editions.values()
        }
        changed = sum(without[key] != self.tables.editions[key] for key in without)
        self.tables.editions.update(without)
        return changed

    def remove_unpublished_before(self, moment: datetime) -> int:
        kept = [each for each, _ in self.tables.editions.values()]
        past = [each.id for each in kept if each.made_at < moment and each.stage is not Stage.PUBLISHED]
        for edition_id in past:
            del self.tables.editions[edition_id]
        return len(past)

    def _kept(self, edition_id: str) -> tuple[Edition, bytes]:
        try:
            return self.tables.editions[edition_id]
        except KeyError as error:
            raise DraftNotFoundError from error


@dataclass
class FakePublicationLog:
    tables: Tables

    def append(self, publication: Publication) -> None:
        if any(each.number == publication.number for each in self.tables.publications):
            raise PublishRefusedError(PublishRefusal.MEANWHILE)
        self.tables.publications.append(publication)

    def every(self) -> tuple[Publication, ...]:
        return tuple(self.tables.publications)

    def withdraw(self, number: int, at: datetime) -> bool:
        for place, each in enumerate(self.tables.publications):
            if each.number == number and each.withdrawn_at is None and each.live_from > at:
                self.tables.publications[place] = replace(each, withdrawn_at=at)
                return True
        return False

    def tell_once(self, number: int, at: datetime) -> bool:
        del at
        first = number not in self.tables.told
        self.tables.told.add(number)
        return first

    def forget(self, person_key: str, substitute: Person) -> int:
        return _forget(self.tables.publications, person_key, substitute)


@dataclass
class FakeProposals:
    tables: Tables

    def add(self, proposal: Proposal) -> None:
        assert proposal.id not in self.tables.proposals
        self.tables.proposals[proposal.id] = proposal

    def get(self, proposal_id: str) -> Proposal:
        try:
            return self.tables.proposals[proposal_id]
        except KeyError as error:
            raise DraftNotFoundError from error

    def save(self, proposal: Proposal) -> None:
        self.tables.proposals[proposal.id] = proposal

    def listed(self, state: ProposalState, limit: int) -> tuple[Proposal, ...]:
        found = [each for each in self.tables.proposals.values() if each.state is state]
        return tuple(sorted(found, key=lambda each: each.made_at)[:limit])

    def remove_before(self, moment: datetime) -> int:
        past = [each.id for each in self.tables.proposals.values() if each.made_at < moment]
        for proposal_id in past:
            del self.tables.proposals[proposal_id]
        return len(past)


@dataclass
class FakeFollowers:
    tables: Tables

    def add(self, follower: Follower) -> bool:
        key = (follower.subject, follower.mark)
        return self.tables.followers.setdefault(key, follower) is follower

    def of(self, subject: str) -> tuple[Follower, ...]:
        found = [each for each in self.tables.followers.values() if each.subject == subject]
        return tuple(sorted(found, key=lambda each: each.asked_at))

    def remove(self, subject: str) -> None:
        self._remove([key for key in self.tables.followers if key[0] == subject])

    def remove_person(self, mark: str) -> int:
        return self._remove([key for key in self.tables.followers if key[1] == mark])

    def remove_before(self, moment: datetime) -> int:
        return self._remove([key for key, each in self.tables.followers.items() if each.asked_at < moment])

    def _remove(self, keys: list[tuple[str, str]]) -> int:
        for key in keys:
            del self.tables.followers[key]
        return len(keys)


@dataclass
class FakeTallies:
    tables: Tables

    def add(self, cell: Cell, tag: int) -> None:
        self.tables.tallies.add((cell, tag))

    def counts(self) -> dict[Cell, int]:
        return dict(Counter(cell for cell, _ in self.tables.tallies))

    def remove_before(self, month: str) -> int:
        past = {each for each in self.tables.tallies if each[0].month < month}
        self.tables.tallies -= past
        return len(past)


@dataclass
class FakeReviews:
    tables: Tables

    def add(self, review: Review) -> None:
        self.tables.reviews.append(review)

    def every(self) -> tuple[Review, ...]:
        return tuple(self.tables.reviews)

    def remind_once(self, key: str, at: datetime) -> bool:
        del at
        first = key not in self.tables.reminded
        self.tables.reminded.add(key)
        return first

    def forget(self, person_key: str, substitute: Person) -> int:
        return _forget(self.tables.reviews, person_key, substitute)

    def remove_before(self, moment: datetime) -> int:
        past = [each for each in self.tables.reviews if each.until < moment.date()]
        self.tables.reviews[:] = [each for each in self.tables.reviews if each not in past]
        return len(past)


@dataclass
class FakeCampaigns:
    tables: Tables

    def add(self, campaign: Campaign) -> None:
        self.tables.campaigns[campaign.id] = campaign

    def get(self, campaign_id: str) -> Campaign:
        try:
            return self.tables.campaigns[campaign_id]
        except KeyError as error:
            raise DraftNotFoundError from error

    def save(self, campaign: Campaign) -> None:
        self.tables.campaigns[campaign.id] = campaign

    def every(self) -> tuple[Campaign, ...]:
        return tuple(sorted(self.tables.campaigns.values(), key=lambda each: each.started_at, reverse=True))

    def confirm(self, campaign_id: str, mark: str, at: datetime) -> bool:
        del at
        first = (campaign_id, mark) not in self.tables.confirmed
        self.tables.confirmed.add((campaign_id, mark))
        return first

    def confirmed(self, campaign_id: str) -> frozenset[str]:
        return frozenset(mark for each, mark in self.tables.confirmed if each == campaign_id)

    def count(self, campaign_id: str) -> int:
        return len(self.confirmed(campaign_id))

    def forget(self, mark: str) -> int:
        past = {each for each in self.tables.confirmed if each[1] == mark}
        self.tables.confirmed -= past
        return len(past)

    def remove_over_before(self, day: date) -> int:
        past = {each.id for each in self.tables.campaigns.values() if each.deadline < day}
        self.tables.confirmed -= {each for each in self.tables.confirmed if each[0] in past}
        for campaign_id in past:
            del self.tables.campaigns[campaign_id]
        return len(past)


def _forget(kept: list[_Signed], person_key: str, substitute: Person) -> int:
    without = [without_person(each, person_key, substitute) for each in kept]
    changed = sum(one != other for one, other in zip(kept, without, strict=True))
    kept[:] = without
    return changed
