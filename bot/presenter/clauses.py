"""A clause as an answer: the verdict, the rule word for word, and all that a reader must know beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from bot.action import Act, Action
from bot.as_of import on_day
from bot.message import (
    Block,
    Button,
    Choices,
    Field,
    Fields,
    Footnote,
    Heading,
    Item,
    Link,
    Listing,
    Message,
    Notice,
    Paragraph,
    Quote,
    Tone,
)
from bot.presenter.contacts import ask_hr
from bot.presenter.occasion import Occasion
from bot.presenter.verdicts import badge
from knowledge.circumstances import is_left_open
from knowledge.protocol import Clause, HandOver, Topic


def present_clause(clause: Clause, occasion: Occasion, *, thanks: str = "") -> Message:
    """The clause whole: what it says of the act, never yes or no to the way the question was put.

    Args:
        clause: The clause.
        occasion: The reader's.
        thanks: What to say in the place of asking whether it helped, once that is known.
    """
    blocks = (
        *_clause(clause, occasion),
        *_related(clause, occasion),
        *((Paragraph(thanks),) if thanks else ()),
        ask_hr(occasion, answered=not thanks),
        Footnote(_disclaimer(occasion)),
    )
    return Message(_gist(clause, occasion), blocks, occasion.language)


def present_shared(clause: Clause, by: str, occasion: Occasion) -> Message:
    """The clause for everyone in a conversation, shown to them by the one who asked; without any buttons."""
    told = Paragraph(occasion.wording.say("share.told", name=by))
    blocks = (told, *_clause(clause, occasion), Footnote(_disclaimer(occasion)))
    return Message(_gist(clause, occasion), blocks, occasion.language)


def present_unshared(clause: Clause, why: str, occasion: Occasion) -> Message:
    """The clause as it was, under the word why it was not shared."""
    shown = present_clause(clause, occasion)
    return replace(shown, blocks=(Notice(why), *shown.blocks))


def _gist(clause: Clause, occasion: Occasion) -> str:
    wording = occasion.wording
    sign, title = badge(clause.verdict, wording), clause.title.get(occasion.language)
    gist = wording.say("clause.gist", verdict=sign.word, title=title, number=clause.number)
    return f"{sign.sign} {gist}"


def _clause(clause: Clause, occasion: Occasion) -> Iterator[Block]:
    yield from _warnings(clause, occasion)
    yield badge(clause.verdict, occasion.wording)
    yield Heading(clause.title.get(occasion.language))
    yield from _rule(clause, occasion)
    yield from _ladder(clause, occasion)
    yield _provenance(clause, occasion)
    if occasion.pages is not None:
        label = occasion.wording.say("clause.on-page", number=clause.number)
        yield Link(label, f"{occasion.pages}/protocol?clause={quote(clause.number, safe='')}")


def clause_button(clause: Clause, occasion: Occasion) -> Button:
    """A button that shows the clause."""
    label = occasion.wording.say("clause.short", number=clause.number, title=clause.title.get(occasion.language))
    return Button(label, Action(Act.SHOW_CLAUSE, on_day(clause.id, occasion.as_of)))


def offer(prompt: str, clauses: Iterable[Clause], occasion: Occasion) -> Choices:
    """Clauses to choose from; where the question is kept, so is the choice."""
    clauses = tuple(clauses)
    buttons = tuple(clause_button(clause, occasion) for clause in clauses)
    if not occasion.question_id:
        offered = {clause.id for clause in clauses}
        buttons = tuple(
            replace(button, action=Action(Act.CIRCUMSTANCE, on_day(f".{clause.id}", occasion.as_of)))
            if is_left_open(clause.id, offered, occasion.protocol)
            else button
            for clause, button in zip(clauses, buttons, strict=True)
        )
    else:
        buttons = tuple(
            replace(button, action=Action(Act.CHOOSE, on_day(f"{occasion.question_id}.{place}", occasion.as_of)))
            for place, button in enumerate(buttons, start=1)
        )
    return Choices(prompt, buttons)


def _warnings(clause: Clause, occasion: Occasion) -> Iterator[Block]:
    """What must be known before the rule is relied on."""
    wording, protocol = occasion.wording, occasion.protocol
    if protocol.effective_from is not None and protocol.effective_from > occasion.today:
        yield Notice(wording.say("clause.not-yet-in-force", day=wording.date(protocol.effective_from)))
    review_date = protocol.review_date(clause)
    if review_date is not None and review_date < occasion.today:
        yield Notice(wording.say("clause.overdue", day=wording.date(review_date)))


def _rule(clause: Clause, occasion: Occasion) -> Iterator[Block]:
    """The clause's own words, and to whom they speak."""
    wording, language = occasion.wording, occasion.language
    yield Quote(clause.rule.get(language))
    if clause.conditions:
        yield Listing(
            tuple(Item(condition.get(language)) for condition in clause.conditions),
            title=wording.count("clause.conditions", len(clause.conditions)),
        )
    if clause.because is not None:
        yield Paragraph(wording.say("clause.because", reason=clause.because.get(language)))
    if clause.applies_to:
        yield Paragraph(_audience(clause, occasion))
    if (remark := _language_remark(clause, occasion)) is not None:
        yield Footnote(remark)
    if clause.hand_over is HandOver.ALWAYS:
        yield Notice(wording.say("clause.hand-over"), Tone.NOTE)


def _audience(clause: Clause, occasion: Occasion) -> str:
    """Whom the clause speaks to, and which one speaks to everyone else."""
    wording, protocol = occasion.wording, occasion.protocol
    groups = [protocol.groups[group].title.get(occasion.language) for group in clause.applies_to]
    said = wording.say("clause.applies-to", groups=wording.all_of(groups))
    if clause.otherwise is None:
        return said
    other = protocol.clause(clause.otherwise)
    title = other.title.get(occasion.language)
    return f"{said} {wording.say('clause.otherwise', number=other.number, title=title)}"


def _language_remark(clause: Clause, occasion: Occasion) -> str | None:
    """Which text counts, where the one shown is a translation or is not in the reader's language."""
    wording = occasion.wording
    shown = clause.rule.language_for(occasion.language)
    if shown is not occasion.language:
        return wording.say(
            "clause.untranslated",
            wanted=wording.say(f"language.{occasion.language}"),
            shown=wording.say(f"language.{shown}"),
        )
    binding = occasion.protocol.languages[0]
    if shown is not binding:
        return wording.say("clause.translation", binding=wording.say(f"language.{binding}"))
    return None


def _ladder(clause: Clause, occasion: Occasion) -> Iterator[Block]:
    """What can follow on a breach, whole, under the clauses about consequences."""
    wording, language = occasion.wording, occasion.language
    if clause.topic != Topic.CONSEQUENCES or not occasion.protocol.ladder:
        return
    yield Listing(
        tuple(
            Item(
                step.text.get(language),
                tuple(wording.say("ladder.evidence", evidence=evidence.get(language)) for evidence in step.evidence),
            )
            for step in occasion.protocol.ladder
        ),
        title=wording.say("ladder.title"),
        ordered=True,
    )
    yield Footnote(wording.say("ladder.note"))


def _provenance(clause: Clause, occasion: Occasion) -> Fields:
    """Where the rule stands, so that it can be looked up, also much later."""
    wording, protocol = occasion.wording, occasion.protocol
    fields = [
        Field(wording.say("clause.number"), clause.number),
        Field(wording.say("clause.protocol"), protocol.title.get(occasion.language)),
        Field(wording.say("clause.version"), protocol.version),
    ]
    if protocol.effective_from is not None:
        label = "clause.in-force-from" if protocol.effective_from > occasion.today else "clause.in-force-since"
        fields.append(Field(wording.say(label), wording.date(protocol.effective_from)))
    return Fields(tuple(fields))


def _related(clause: Clause, occasion: Occasion) -> Iterator[Block]:
    """The clauses to read next: the one for everyone else first, then what the clause refers to."""
    ids = dict.fromkeys((*((clause.otherwise,) if clause.otherwise else ()), *clause.see_also))
    if ids:
        related = tuple(clause_button(occasion.protocol.clause(clause_id), occasion) for clause_id in ids)
        yield Choices(occasion.wording.say("clause.see-also"), related)


def _disclaimer(occasion: Occasion) -> str:
    disclaimer = occasion.protocol.disclaimer
    return occasion.wording.say("clause.disclaimer") if disclaimer is None else disclaimer.get(occasion.language)
