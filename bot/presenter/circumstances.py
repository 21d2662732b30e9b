"""What depends on the asker's circumstances: asking for them, and saying where each choice led."""

from collections.abc import Iterator, Sequence

from bot.action import Act, Action
from bot.as_of import on_day
from bot.message import Block, Button, Buttons, Choices, Item, Listing, Message, Paragraph
from bot.presenter.clauses import clause_button
from bot.presenter.contacts import ask_hr
from bot.presenter.occasion import Occasion
from bot.presenter.verdicts import badge
from knowledge.circumstances import NOT_KNOWN, Course, branches, needs, reachable
from knowledge.matching.decision import Doubt
from knowledge.protocol import Circumstance, Clause


def present_inquiry(asks: Circumstance, course: Course, occasion: Occasion) -> Message:
    """Ask which of the options holds, before a verdict is given; who does not know sees all branches."""
    wording = occasion.wording
    why, prompt = wording.say(f"abstain.{Doubt.CIRCUMSTANCE}"), asks.ask.get(occasion.language)
    so_far = [step.option for step in course.steps]
    options = [
        Button(option.title.get(occasion.language), _says(course.head, [*so_far, option.id], occasion))
        for option in asks.options.values()
    ]
    options.append(Button(wording.say("choice.not-known"), _says(course.head, [*so_far, NOT_KNOWN], occasion)))
    blocks = (Paragraph(why), *_because(course, occasion), Choices(prompt, tuple(options)), ask_hr(occasion))
    return Message(f"{why} {prompt}", blocks, occasion.language)


def with_course(shown: Message, course: Course, occasion: Occasion) -> Message:
    """A clause as it is shown, under the choices that led to it, and with the way back to them."""
    again = occasion.wording.say("choice.otherwise")
    instead = occasion.wording.say("choice.instead")
    back = Buttons((Button(again, _says(course.head, [], occasion)),), instead)
    return Message(shown.summary, (*_because(course, occasion), back, *shown.blocks), shown.language)


def present_no_branch(course: Course, occasion: Occasion) -> Message:
    """No clause holds for who chose so: say it, with what the protocol has for others, and the way to HR."""
    told = occasion.wording.say(f"abstain.{Doubt.NO_BRANCH}")
    blocks = (*_because(course, occasion), Paragraph(told), *_all(course.head, occasion))
    return Message(told, blocks, occasion.language)


def present_branches(head: str, occasion: Occasion) -> Message:
    """All that may hold, by situation, for who does not know which one is theirs."""
    told = occasion.wording.say("choice.all")
    return Message(told, (Paragraph(told), *_all(head, occasion)), occasion.language)


def _says(head: str, options: Sequence[str], occasion: Occasion) -> Action:
    return Action(Act.CIRCUMSTANCE, ".".join((occasion.question_id, on_day(head, occasion.as_of), *options)))


def _because(course: Course, occasion: Occasion) -> Iterator[Block]:
    """Each choice, in order, with the clause that it led to."""
    if not course.steps:
        return
    wording, protocol, language = occasion.wording, occasion.protocol, occasion.language
    items: list[Item] = []
    for step in course.steps:
        option = protocol.circumstances[step.circumstance].options[step.option].title.get(language)
        key = "choice.stated" if step.circumstance in course.stated else "choice.chosen"
        reason = wording.say(key, option=option)
        if step.clause is not None:
            clause = protocol.clause(step.clause)
            title = clause.title.get(language)
            reason = wording.say("choice.leads", reason=reason, number=clause.number, title=title)
        items.append(Item(reason))
    yield Listing(tuple(items), title=wording.say("choice.because"), ordered=len(items) > 1)


def _all(head: str, occasion: Occasion) -> Iterator[Block]:
    wording, protocol = occasion.wording, occasion.protocol
    tried = reachable(branches(head, protocol), protocol)
    yield Listing(tuple(Item(_branch(clause, occasion)) for clause in tried))
    buttons = tuple(clause_button(clause, occasion) for clause in tried)
    yield Choices(wording.say("choice.read"), buttons)
    yield ask_hr(occasion)


def _branch(clause: Clause, occasion: Occasion) -> str:
    wording, protocol, language = occasion.wording, occasion.protocol, occasion.language
    said = [
        wording.any_of([option.title.get(language) for option in protocol.circumstances[name].options.values()
                        if option.id in options])
        for name, options in needs(clause, protocol).items()
    ]  # fmt: skip
    return wording.say(
        "choice.branch",
        when=wording.all_of(said) if said else wording.say("choice.else"),
        verdict=badge(clause.verdict, wording).word,
        number=clause.number,
        title=clause.title.get(language),
    )
