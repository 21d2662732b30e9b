"""Reviews and campaigns, in the database."""

from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from adapters.storage.codec import from_json, to_json
from adapters.storage.statements import Statements, could_be_id
from adapters.storage.tables import CAMPAIGNS, CONFIRMATIONS, REVIEW_REMINDERS, REVIEWS
from bot.address import Person, without_person
from bot.campaign import Campaign
from bot.errors import DraftNotFoundError
from bot.review import Review


class SqlReviews:
    """The port ``Reviews`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, review: Review) -> None:
        """Keep that someone looked."""
        self._statements.add(REVIEWS, {"review": to_json(review)})

    def every(self) -> tuple[Review, ...]:
        """All reviews, the first first."""
        rows = self._statements.rows(select(REVIEWS).order_by(REVIEWS.c.place))
        return tuple(from_json(Review, row.review) for row in rows)

    def remind_once(self, key: str, at: datetime) -> bool:
        """Mark that this reminder was given; ``False`` when that was marked before."""
        kept = self._statements.upsert(REVIEW_REMINDERS).values(key=key, at=at)
        once = kept.on_conflict_do_nothing(index_elements=[REVIEW_REMINDERS.c.organisation, REVIEW_REMINDERS.c.key])
        return self._statements.row(once.returning(REVIEW_REMINDERS.c.key)) is not None

    def forget(self, person_key: str, substitute: Person) -> int:
        """Put ``substitute`` wherever the person stands; in how many reviews that was."""
        changed = 0
        for row in self._statements.rows(select(REVIEWS).with_for_update()):
            kept = from_json(Review, row.review)
            without = without_person(kept, person_key, substitute)
            if without != kept:
                same = REVIEWS.c.place == row.place
                self._statements.change(update(REVIEWS).where(same).values(review=to_json(without)))
                changed += 1
        return changed

    def remove_before(self, moment: datetime) -> int:
        """Delete the reviews that held until a day before then, and older reminders; how many reviews there were."""
        rows = self._statements.rows(select(REVIEWS))
        past = [row.place for row in rows if from_json(Review, row.review).until < moment.date()]
        self._statements.change(delete(REVIEW_REMINDERS).where(REVIEW_REMINDERS.c.at < moment))
        return self._statements.change(delete(REVIEWS).where(REVIEWS.c.place.in_(past)))


class SqlCampaigns:
    """The port ``Campaigns`` on a database."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def add(self, campaign: Campaign) -> None:
        """Keep a campaign."""
        kept = {"id": campaign.id, "started_at": campaign.started_at, "campaign": to_json(campaign)}
        self._statements.add(CAMPAIGNS, kept)

    def get(self, campaign_id: str) -> Campaign:
        """The campaign.

        Raises:
            DraftNotFoundError: none has this id.
        """
        found = select(CAMPAIGNS.c.campaign).where(CAMPAIGNS.c.id == campaign_id)
        row = self._statements.row(found) if could_be_id(campaign_id) else None
        if row is None:
            raise DraftNotFoundError
        return from_json(Campaign, row.campaign)

    def save(self, campaign: Campaign) -> None:
        """Keep the campaign as it is here."""
        changed = update(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign.id).values(campaign=to_json(campaign))
        self._statements.change(changed)

    def every(self) -> tuple[Campaign, ...]:
        """All campaigns, the last first."""
        rows = self._statements.rows(select(CAMPAIGNS).order_by(CAMPAIGNS.c.started_at.desc(), CAMPAIGNS.c.id))
        return tuple(from_json(Campaign, row.campaign) for row in rows)

    def confirm(self, campaign_id: str, mark: str, at: datetime) -> bool:
        """Keep that this person confirmed; ``False`` when they had."""
        kept = self._statements.upsert(CONFIRMATIONS).values(campaign_id=campaign_id, mark=mark, at=at)
        same = [CONFIRMATIONS.c.campaign_id, CONFIRMATIONS.c.mark]
        once = kept.on_conflict_do_nothing(index_elements=same).returning(CONFIRMATIONS.c.mark)
        return self._statements.row(once) is not None

    def confirmed(self, campaign_id: str) -> frozenset[str]:
        """The marks of those who confirmed."""
        found = select(CONFIRMATIONS.c.mark).where(CONFIRMATIONS.c.campaign_id == campaign_id)
        return frozenset(str(row.mark) for row in self._statements.rows(found))

    def count(self, campaign_id: str) -> int:
        """How many confirmed."""
        found = select(func.count().label("n")).where(CONFIRMATIONS.c.campaign_id == campaign_id)
        row = self._statements.row(found)
        return 0 if row is None else int(row.n)

    def forget(self, mark: str) -> int:
        """Delete what this person confirmed; how often that was."""
        return self._statements.change(delete(CONFIRMATIONS).where(CONFIRMATIONS.c.mark == mark))

    def remove_over_before(self, day: date) -> int:
        """Delete the campaigns with a deadline before then, and who confirmed; how many campaigns there were."""
        past = [each.id for each in self.every() if each.deadline < day]
        self._statements.change(delete(CONFIRMATIONS).where(CONFIRMATIONS.c.campaign_id.in_(past)))
        return self._statements.change(delete(CAMPAIGNS).where(CAMPAIGNS.c.id.in_(past)))
