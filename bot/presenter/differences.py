"""What differs between two versions of the protocol, readable in a chat: the first so many, and how many there are."""

from collections.abc import Iterator, Sequence

from bot.message import Block, Footnote, Item, Listing, Notice, Paragraph
from bot.presenter.occasion import Occasion
from bot.wording import Wording
from knowledge.comparing import ClauseChange, Difference, Kind, Run, Stretch, TextChange, ValueChange
from knowledge.protocol import Verdict

MOST_CLAUSES = 10
"""How many changed clauses a message shows."""
_MOST_DETAILS = 6
_LONGEST_DETAIL = 600
_MOST_KEPT = 60
"""In characters: of words that stayed, so much is shown beside what changed."""


def difference_blocks(difference: Difference, occasion: Occasion) -> Iterator[Block]:
    """The difference, bounded; what is left out is counted."""
    wording = occasion.wording
    yield Paragraph(difference_gist(difference, wording))
    head = [value_line(change, wording) for change in difference.head]
    if head:
        yield Listing(tuple(Item(line) for line in head[:_MOST_DETAILS]), wording.say("difference.head"))
    shown = difference.clauses[:MOST_CLAUSES]
    if shown:
        yield Listing(tuple(clause_item(change, occasion) for change in shown), wording.say("difference.clauses"))
    rest = [text_line(change, wording) for change in difference.rest]
    if rest:
        yield Listing(tuple(Item(line) for line in rest[:_MOST_DETAILS]), wording.say("difference.rest"))
    drifted = [change.clause.number for change in difference.clauses if change.drifted]
    if drifted:
        yield Notice(wording.count("difference.drifted", len(drifted), numbers=wording.all_of(drifted[:MOST_CLAUSES])))
    left_out = sum((len(difference.clauses) - len(shown), max(len(rest) - _MOST_DETAILS, 0)))
    if left_out:
        yield Footnote(wording.count("difference.more", left_out))


def difference_gist(difference: Difference, wording: Wording) -> str:
    """How many clauses came, went and changed, in a sentence."""
    if difference.is_empty:
        return wording.say("difference.none")
    counts = [(kind, difference.count(kind)) for kind in Kind]
    told = [wording.count(f"difference.counted-{kind}", number) for kind, number in counts if number]
    return wording.say("difference.gist", changes=wording.all_of(told)) if told else wording.say("difference.no-clause")


def clause_item(change: ClauseChange, occasion: Occasion) -> Item:
    """One clause that came, went or changed, with what changed of it."""
    wording, clause = occasion.wording, change.clause
    title = wording.say("clause.short", number=clause.number, title=clause.title.get(occasion.language))
    text = wording.say(f"difference.{change.kind}", clause=title)
    if change.kind is not Kind.CHANGED:
        verdict = wording.say("difference.verdict", verdict=wording.say(f"verdict.{clause.verdict}"))
        return Item(text, (verdict, _bounded(clause.rule.get(occasion.language))))
    details = [*(value_line(each, wording) for each in change.values), *_texts(change.texts, wording)]
    details += [wording.say("difference.finding", what=field_name(each.key, wording)) for each in change.finding]
    shown = details[:_MOST_DETAILS]
    if len(details) > len(shown):
        shown.append(wording.count("difference.more-details", len(details) - len(shown)))
    return Item(text, tuple(shown))


def value_line(change: ValueChange, wording: Wording) -> str:
    """A short value that changed, in a line."""
    name = field_name(change.key, wording)
    before, after = (value_word(change.key, value, wording) for value in (change.before, change.after))
    return _bounded(wording.say("difference.value", field=name, before=before, after=after))


def text_line(change: TextChange, wording: Wording) -> str:
    """A text that changed, word by word, in a line."""
    name = wording.say("difference.in-language", field=field_name(change.key, wording), language=change.language)
    return wording.say("difference.text", field=name, words=_bounded(_marked(change.runs, wording)))


def field_name(key: str, wording: Wording) -> str:
    """What a key of the file is called; one that has no word of its own is named as the file has it."""
    name, _, rest = key.partition(" ")
    word = name.replace("_", "-")
    if wording.has(f"field.{word}"):
        name = wording.say(f"field.{word}")
    return f"{name} {rest}".strip()


def _texts(changes: Sequence[TextChange], wording: Wording) -> Iterator[str]:
    yield from (text_line(change, wording) for change in changes)


def value_word(key: str, value: str, wording: Wording) -> str:
    """The value as a reader knows it."""
    if not value:
        return wording.say("difference.nothing")
    return wording.say(f"verdict.{Verdict(value)}") if key == "verdict" else value


def _marked(runs: Sequence[Run], wording: Wording) -> str:
    """The words with what went and came between brackets; of what stayed, the nearest."""
    words = ""
    for place, run in enumerate(runs):
        if run.stretch is Stretch.KEPT:
            words += _near(run.text, first=place == 0, last=place == len(runs) - 1)
        else:
            marked = wording.say(f"difference.words-{run.stretch}", words=run.text.strip())
            words = f"{words.rstrip()} {marked} " if words.strip() else f"{marked} "
    return words.strip()


def _near(text: str, *, first: bool, last: bool) -> str:
    if len(text) <= 2 * _MOST_KEPT:
        return text
    if first:
        return f"… {text[-_MOST_KEPT:].split(' ', 1)[-1]}"
    head = text[:_MOST_KEPT].rsplit(" ", 1)[0]
    return f"{head} …" if last else f"{head} … {text[-_MOST_KEPT:].split(' ', 1)[-1]}"


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST_DETAIL else f"{text[:_LONGEST_DETAIL].rsplit(' ', 1)[0]} …"
