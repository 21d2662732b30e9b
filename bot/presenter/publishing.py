"""What an admin is told who loads a protocol: what is wrong, what would change, and what became of it."""

from collections.abc import Iterator, Sequence

from bot.action import Act, Action
from bot.address import Person
from bot.command_words import command_words
from bot.impact import Impact
from bot.message import (
    Block,
    Button,
    Buttons,
    Field,
    Fields,
    Footnote,
    Heading,
    Input,
    Item,
    Listing,
    Message,
    Notice,
    Paragraph,
    Tone,
)
from bot.ports import Examined
from bot.presenter.differences import difference_blocks
from bot.presenter.occasion import Occasion
from bot.problem_wording import tell
from bot.publication import Edition, Publication
from knowledge.comparing import Difference
from knowledge.problems import Problem, Severity

_MOST_PROBLEMS = 15
_MOST_WARNINGS = 3
_MOST_SHIFTS = 8
_LONGEST = 300

__all__ = [
    "Message",
    "given_again",
    "present_approval_asked",
    "present_discarded",
    "present_draft",
    "present_problems",
    "present_published",
    "present_waiting",
]


def present_problems(file: str, errors: Sequence[Problem], occasion: Occasion) -> Message:
    """What keeps the file from going live, by line."""
    wording = occasion.wording
    told = wording.count("publish.problems", len(errors), file=file)
    blocks: list[Block] = [Notice(told, Tone.STOP), _problems(errors, occasion)]
    if len(errors) > _MOST_PROBLEMS:
        blocks.append(Footnote(wording.count("publish.more-problems", len(errors) - _MOST_PROBLEMS)))
    return Message(told, (*blocks, Paragraph(wording.say("publish.stays"))), occasion.language)


def present_draft(  # noqa: PLR0913 -- all that is known of a draft
    edition: Edition,
    difference: Difference,
    occasion: Occasion,
    *,
    examined: Examined | None = None,
    impact: Impact | None = None,
    again: str = "",
    for_other: bool = False,
) -> Message:
    """What the draft would change, and the buttons to go on.

    Args:
        edition: The draft.
        difference: With what is live.
        occasion: The reader's.
        examined: What checking it found, where it was just checked.
        impact: On recent questions, where it was just measured.
        again: As ``given_again`` says it, where the same file was given before; empty else.
        for_other: Whether another admin than the reader must let it go live.
    """
    wording = occasion.wording
    told = wording.say("publish.draft", version=edition.version)
    blocks: list[Block] = [Heading(told), *((Notice(again, Tone.NOTE),) if again else ())]
    blocks.append(Fields(tuple(_facts(edition, occasion))))
    blocks += difference_blocks(difference, occasion)
    if examined is not None:
        blocks += _checked(examined, occasion)
    if impact is not None:
        blocks += impact_blocks(impact, occasion)
    if examined is None:  # else whoever reads this just sent it
        label = wording.say("file.of-draft")
        blocks.append(Buttons((Button(label, Action(Act.EXPORT, edition.id)),), label))
    return Message(told, (*blocks, *ways_on(edition, occasion, for_other=for_other)), occasion.language)


def given_again(edition: Edition, reader: Person, occasion: Occasion) -> str:
    """What the reader is told who gave the very file of a draft that was there already."""
    whose = "own" if edition.author == reader else "other"
    waits = "" if edition.asked_by is None else "-waits"
    name = edition.author.name or occasion.wording.say("publish.an-admin")
    return occasion.wording.say(f"publish.again.{whose}{waits}", name=name, version=edition.version)


def present_published(publication: Publication, occasion: Occasion, before: Publication | None = None) -> Message:
    """The version is live, or will be; with the way back to the one before it."""
    wording = occasion.wording
    later = publication.live_from > publication.published_at
    values = {"version": publication.version, "moment": occasion.moment(publication.live_from)}
    told = wording.say("publish.staged" if later else "publish.live", **values)
    blocks: list[Block] = [Notice(told, Tone.GOOD)]
    if later:
        take_back = Button(wording.say("publish.take-back"), Action(Act.DISCARD_DRAFT, publication.edition_id))
        blocks.append(Buttons((take_back,), wording.say("publish.take-back")))
    elif before is not None:
        put_back = wording.say("publish.put-back", version=before.version)
        blocks.append(Input(put_back, Action(Act.ROLL_BACK, str(before.number))))
    word = command_words(occasion.language, "versions")[0]
    return Message(told, (*blocks, Footnote(wording.say("publish.way-back", word=word))), occasion.language)


def present_waiting(edition: Edition, occasion: Occasion) -> Message:
    """Another admin must let it go live."""
    wording = occasion.wording
    told = wording.say("publish.waiting", version=edition.version)
    discard = Button(wording.say("publish.discard"), Action(Act.DISCARD_DRAFT, edition.id))
    return Message(told, (Paragraph(told), Buttons((discard,), wording.say("publish.discard"))), occasion.language)


def present_approval_asked(edition: Edition, person: Person, occasion: Occasion) -> Message:
    """At the desk: an admin wants to publish, and another one can let it go live."""
    wording = occasion.wording
    name = person.name or wording.say("publish.an-admin")
    told = wording.say("publish.approval-asked", name=name, version=edition.version)
    buttons = (
        Button(wording.say("publish.show"), Action(Act.SHOW_DRAFT, edition.id)),
        Button(wording.say("publish.approve"), Action(Act.APPROVE_DRAFT, edition.id)),
        Button(wording.say("publish.discard"), Action(Act.DISCARD_DRAFT, edition.id)),
    )
    return Message(told, (Paragraph(told), Buttons(buttons, wording.say("publish.approve-instead"))), occasion.language)


def present_discarded(edition: Edition, occasion: Occasion) -> Message:
    """The draft was put aside."""
    told = occasion.wording.say("publish.discarded", version=edition.version)
    return Message(told, (Paragraph(told),), occasion.language)


def impact_blocks(impact: Impact, occasion: Occasion) -> Iterator[Block]:
    """What recent questions would get: how many change and how, and the first of them."""
    wording = occasion.wording
    if not impact.asked:
        yield Paragraph(wording.say("impact.no-questions"))
        return
    if not impact.shifts:
        yield Paragraph(wording.count("impact.same", impact.asked))
        return
    counted = [wording.count(f"impact.{turnout}", number) for turnout, number in impact.counts()]
    yield Paragraph(wording.count("impact.gist", impact.asked, changes=wording.all_of(counted)))
    items, nothing = [], wording.say("difference.nothing")
    for shift in impact.shifts[:_MOST_SHIFTS]:
        numbers = {"before": shift.before or nothing, "after": shift.after or nothing}
        often = (wording.count("impact.times", shift.times),) if shift.times > 1 else ()
        items.append(Item(_short(shift.question), (wording.say("impact.shift", **numbers), *often)))
    yield Listing(tuple(items), wording.say("impact.title"))
    if len(impact.shifts) > _MOST_SHIFTS:
        yield Footnote(wording.count("impact.more", len(impact.shifts) - _MOST_SHIFTS))


def _facts(edition: Edition, occasion: Occasion) -> Iterator[Field]:
    wording = occasion.wording
    yield Field(wording.say("publish.file"), _short(edition.file))
    if edition.effective_from is not None:
        yield Field(wording.say("clause.in-force-from"), wording.date(edition.effective_from))
    if edition.note:
        yield Field(wording.say("publish.note"), edition.note)
    yield Field(wording.say("publish.checksum"), edition.sha256[:12])


def _checked(examined: Examined, occasion: Occasion) -> Iterator[Block]:
    wording = occasion.wording
    failing = examined.failing
    if failing:
        yield Notice(wording.count("publish.failing", len(failing)), Tone.STOP)
        yield _problems(failing, occasion)
    warnings = [problem for problem in examined.problems if problem.severity is Severity.WARNING]
    if warnings:
        yield Paragraph(wording.count("publish.warnings", len(warnings)))
        yield _problems(warnings[:_MOST_WARNINGS], occasion)
    if len(warnings) > _MOST_WARNINGS:
        yield Footnote(wording.count("publish.more-problems", len(warnings) - _MOST_WARNINGS))


def ways_on(edition: Edition, occasion: Occasion, *, for_other: bool = False) -> Iterator[Block]:
    """What can be done with the draft; by who asked to publish it, where another admin must let it go live, less."""
    wording = occasion.wording
    discard = Button(wording.say("publish.discard"), Action(Act.DISCARD_DRAFT, edition.id))
    if for_other:
        yield Paragraph(wording.say("publish.for-other"))
        yield Buttons((discard,), wording.say("publish.discard"))
        return
    if edition.failing and not edition.reason:
        yield Input(wording.say("publish.anyway"), Action(Act.PUBLISH_ANYWAY, edition.id))
        yield Buttons((discard,), wording.say("publish.discard"))
        return
    asked = edition.asked_by is not None
    act, key = (Act.APPROVE_DRAFT, "publish.approve") if asked else (Act.PUBLISH_DRAFT, "publish.publish")
    publish = Button(wording.say(key), Action(act, edition.id))
    yield Buttons((publish, discard), wording.say("publish.instead"))


def _problems(problems: Sequence[Problem], occasion: Occasion) -> Listing:
    items = []
    for problem in problems[:_MOST_PROBLEMS]:
        line = occasion.wording.say(
            "publish.line", line=problem.place.line, message=tell(problem.message, occasion.language)
        )
        items.append(Item(_short(line), (_short(tell(problem.hint, occasion.language)),)))
    return Listing(tuple(items))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
