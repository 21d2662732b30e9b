"""Clauses and chapters of the protocol as a page shows them, in the words of its reader."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.web.pieces import Piece
from adapters.web.protocol_parts import Part, chapters_of
from adapters.web.room import weight
from bot.presenter.occasion import Occasion
from bot.presenter.overviews import topic_title
from knowledge.protocol import Clause, SocialMediaProtocol, Text, Verdict

_MOST_TOPICS = 6
"""That the contents name of a part."""
_LINE = 200
"""In bytes, of the page around a line of the contents."""


@dataclass(frozen=True, slots=True)
class ShownClause:
    """A clause as the page shows it.

    Attributes:
        language: Of the rule, which may not have been translated.
        untranslated: What to say of that.
        groups: For whom it is; empty for everyone.
        begins: Whether it begins on this page, and its rule stands here.
        ends: Whether it ends on this page.
    """

    number: str
    title: Text
    verdict: Verdict
    rule: str
    language: str
    untranslated: str
    groups: str
    conditions_title: str
    conditions: tuple[str, ...]
    because: str
    see_also: tuple[Clause, ...]
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The clauses of one chapter.

    Attributes:
        anchor: Its id on the page.
    """

    anchor: str
    title: str
    clauses: tuple[ShownClause, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part in the contents of a long protocol.

    Attributes:
        title: Its chapters, and the numbers of its clauses.
        topics: What it is about.
    """

    number: int
    title: str
    topics: str
    clauses: tuple[Clause, ...]

    @property
    def weighs(self) -> int:
        """As a line of the contents."""
        return _LINE + weight(self.title, self.topics)


def sections_of(clauses: Iterable[Piece[Clause]], occasion: Occasion) -> list[Section]:
    """The clauses in the order of the file, a section a chapter."""
    return [
        Section(
            f"chapter-{place}",
            _chapter_title(chapter.name, occasion, by_topic=chapter.by_topic),
            tuple(_shown(piece, occasion.protocol, occasion) for piece in chapter.clauses),
        )
        for place, chapter in enumerate(chapters_of(clauses), 1)
    ]


def part_line(part: Part, occasion: Occasion) -> PartLine:
    """The part as the contents have it."""
    topics = [topic_title(each, occasion) for each in dict.fromkeys(one.entry.topic for one in part.clauses) if each]
    more = len(topics) - _MOST_TOPICS
    rest = [occasion.wording.count("web.protocol.more-topics", more)] if more > 0 else []
    told = occasion.wording.all_of([*topics[:_MOST_TOPICS], *rest]) if topics else ""
    return PartLine(
        part.number, part_title(part, occasion), told, tuple(one.entry for one in part.clauses if one.begins)
    )


def part_title(part: Part, occasion: Occasion) -> str:
    """What the part is called: chapters and numbers, or what else stands there."""
    say = occasion.wording.say
    if not part.clauses:
        return say("ladder.title") if part.ladder else say("topics.left-open")
    chapters = list(chapters_of(part.clauses))
    first, last = part.clauses[0].entry.number, part.clauses[-1].entry.number
    numbers = first if first == last else say("web.protocol.numbers", first=first, last=last)
    if len(chapters) == 1:
        title = _chapter_title(chapters[0].name, occasion, by_topic=chapters[0].by_topic)
    elif any(chapter.by_topic for chapter in chapters):
        title = say("web.protocol.clauses")
    else:
        title = say("web.protocol.chapters", first=chapters[0].name, last=chapters[-1].name)
    return f"{title}: {numbers}"


def _chapter_title(name: str, occasion: Occasion, *, by_topic: bool) -> str:
    if not by_topic:
        return occasion.wording.say("web.protocol.chapter", number=name)
    return topic_title(name, occasion) if name else occasion.wording.say("web.protocol.clauses")


def left_open(part: Part, occasion: Occasion) -> Iterator[tuple[str, str]]:
    """The topics left open on purpose, each with the reason."""
    for one in part.left_open:
        yield topic_title(one.topic, occasion), one.reason.get(occasion.language)


def _shown(piece: Piece[Clause], protocol: SocialMediaProtocol, occasion: Occasion) -> ShownClause:
    clause = piece.entry
    wording, language = occasion.wording, occasion.language
    of_rule = clause.rule.language_for(language)
    untranslated = wording.say(
        "clause.untranslated", wanted=wording.say(f"language.{language}"), shown=wording.say(f"language.{of_rule}")
    )
    groups = [protocol.groups[each].title.get(language) for each in clause.applies_to]
    return ShownClause(
        number=clause.number,
        title=clause.title,
        verdict=clause.verdict,
        rule=clause.rule.get(language),
        language=of_rule.value,
        untranslated=untranslated,
        groups=wording.say("clause.applies-to", groups=wording.all_of(groups)) if groups else "",
        conditions_title=wording.count("clause.conditions", len(clause.conditions)),
        conditions=tuple(one.get(language) for one in clause.conditions),
        because=wording.say("clause.because", reason=clause.because.get(language)) if clause.because else "",
        see_also=tuple(protocol.clause(each) for each in clause.see_also),
        begins=piece.begins,
        ends=piece.ends,
    )
