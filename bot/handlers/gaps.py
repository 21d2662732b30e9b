"""Where the protocol falls short: what was not answered, by topic and month, and which questions those were.

What few people met is not shown: neither a cell in which fewer than five different people are counted
(``bot/tally.py``), nor a group of fewer than five questions or from such a cell. Of those it is only said that there
are some, not how many: a question that one colleague keeps asking is neither a text nor a number here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.giveaways import without_giveaways
from bot.ports import Ports
from bot.record import Feedback, Made, QuestionRecord
from bot.tally import Cell, Gap
from bot.withheld import FEWEST
from knowledge.drafting import group_similar
from knowledge.protocol import SocialMediaProtocol, Topic

_MOST_QUESTIONS = 2_000
_MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class GapCell:
    """A cell that enough people met.

    Attributes:
        people: At least so many different ones.
        questions: How many are kept still; ``None`` where those are fewer than five, who fewer people asked.
    """

    cell: Cell
    people: int
    questions: int | None


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that ask about the same.

    Attributes:
        examples: A few of them, without words that may tell who asked.
    """

    count: int
    topic: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicCover:
    """A topic, and how the protocol covers it.

    Attributes:
        needed: Whether a social-media protocol needs it.
        clauses: How many are about it.
        gaps: In how many questions, of those that may be shown, it fell short.
    """

    topic: str
    needed: bool
    clauses: int
    left_open: bool
    gaps: int


@dataclass(frozen=True, slots=True)
class GapReport:
    """All of it.

    Attributes:
        hidden: Whether there are questions in cells or groups that too few people met.
    """

    cells: tuple[GapCell, ...]
    groups: tuple[GapGroup, ...]
    hidden: bool
    topics: tuple[TopicCover, ...]


def report_gaps(ports: Ports) -> GapReport:
    """Where the protocol falls short, as far as enough people met it."""
    protocol = ports.publications.live().protocol
    with ports.storage.begin() as uow:
        people = uow.tallies.counts()
        records = uow.questions.with_gaps(_MOST_QUESTIONS)
    topics = {clause.id: clause.topic or "" for clause in protocol.clauses}
    cells = [_cell(record, topics, ports.desk.hours.zone) for record in records]
    shown = {cell for cell, count in people.items() if count >= FEWEST and cell.gap is not Gap.ANSWERED}
    groups = tuple(_groups(records, cells, shown))
    told = {cell: count for cell, count in Counter(cells).items() if cell in shown and count >= FEWEST}
    return GapReport(
        cells=tuple(GapCell(cell, people[cell], told.get(cell)) for cell in sorted(shown)),
        groups=groups,
        hidden=len(records) > sum(group.count for group in groups),
        topics=tuple(_topics(protocol, told)),
    )


def _cell(record: QuestionRecord, topics: Mapping[str, str], zone: tzinfo) -> Cell:
    nearest = next(iter((*filter(None, (record.clause_id,)), *record.options)), "")
    if record.feedback is Feedback.NOT_MEANT:
        gap = Gap.NOT_MEANT
    else:
        gap = Gap.CLARIFIED if record.made is Made.CLARIFY else Gap.UNANSWERED
    at = record.asked_at.astimezone(zone)
    return Cell(f"{at.year}-{at.month:02}", topics.get(nearest, ""), gap)


def _groups(records: Sequence[QuestionRecord], cells: Sequence[Cell], shown: set[Cell]) -> Iterator[GapGroup]:
    places = [place for place, cell in enumerate(cells) if cell in shown]
    for group in group_similar([records[place].text for place in places]):
        if len(group) >= FEWEST:
            members = [places[at] for at in group]
            texts = dict.fromkeys(without_giveaways(records[place].text) for place in members)
            yield GapGroup(len(group), cells[members[0]].topic, tuple(texts)[:_MOST_EXAMPLES])


def _topics(protocol: SocialMediaProtocol, told: Mapping[Cell, int]) -> Iterator[TopicCover]:
    gaps = Counter[str]()
    for cell, count in told.items():
        gaps[cell.topic] += count
    clauses = Counter(clause.topic for clause in protocol.clauses if clause.topic is not None)
    left_open = {each.topic for each in protocol.not_regulated}
    for topic in dict.fromkeys((*map(str, Topic), *clauses, *(each for each in gaps if each))):
        needed = topic in list(Topic)
        yield TopicCover(topic, needed, clauses[topic], topic in left_open, gaps[topic])
