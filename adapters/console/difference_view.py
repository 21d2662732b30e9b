"""What differs between two versions, in colours: red and struck out what goes, green and underlined what comes.

Without colours, brackets with a sign say the same: [-what goes-] and {+what comes+}.
"""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from adapters.console.layout import plain
from adapters.console.visible import visible
from bot.impact import Impact
from bot.presenter.differences import difference_gist, field_name, value_line
from bot.problem_wording import tell
from bot.wording import Wording, wording_in
from knowledge.comparing import ClauseChange, Difference, Kind, Run, Stretch, TextChange, ValueChange
from knowledge.problems import Problem
from knowledge.protocol import Language

_STYLES = {Kind.ADDED: "bold green", Kind.REMOVED: "bold red", Kind.CHANGED: "bold yellow"}
_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~"}
_INDENT = "    "


def draw_difference(difference: Difference, language: Language, console: Console) -> None:
    """Draw all that differs, clause by clause, in the order of the later version."""
    wording = wording_in(language)
    versions = f"{difference.before.version} → {difference.after.version}"
    console.print(plain(f"{versions}  {difference_gist(difference, wording)}", "bold"))
    _draw_values(difference.head, wording, console)
    drifted = [change.clause.number for change in difference.clauses if change.drifted]
    if drifted:
        told = wording.count("difference.drifted", len(drifted), numbers=wording.all_of(drifted))
        console.print(plain(f"! {told}", "bold yellow"))
    for change in difference.clauses:
        console.print()
        _draw_clause(change, language, wording, console)
    if difference.rest:
        console.print()
        console.print(plain(wording.say("difference.rest"), "bold"))
        _draw_texts(difference.rest, wording, console)


def draw_impact(impact: Impact, language: Language, console: Console) -> None:
    """Draw what recent questions would get: how many change how, then each of them."""
    wording = wording_in(language)
    if not impact.shifts:
        key = wording.count("impact.same", impact.asked) if impact.asked else wording.say("impact.no-questions")
        console.print(plain(key))
        return
    counted = [wording.count(f"impact.{turnout}", number) for turnout, number in impact.counts()]
    console.print(plain(wording.count("impact.gist", impact.asked, changes=wording.all_of(counted)), "bold"))
    nothing = wording.say("difference.nothing")
    for shift in impact.shifts:
        shown = wording.say("impact.shift", before=shift.before or nothing, after=shift.after or nothing)
        often = f" ({wording.count('impact.times', shift.times)})" if shift.times > 1 else ""
        line = ("  ", (f"{shown:<18} ", "cyan"), visible(shift.question), (often, "dim"))
        console.print(Text.assemble(*line, overflow="fold"))


def draw_own_tests(count: int, failing: Sequence[Problem], language: Language, console: Console) -> None:
    """Draw what becomes of a protocol's own tests: each that fails, with its line in the file."""
    wording = wording_in(language)
    if failing:
        console.print(plain(wording.count("impact.own-tests-fail", len(failing)), "bold red"))
        for each in failing:
            line = wording.say("publish.line", line=each.place.line, message=tell(each.message, language))
            console.print(plain(f"  {line}"))
    elif count:
        console.print(plain(wording.count("impact.own-tests-pass", count)))
    else:
        console.print(plain(wording.say("impact.no-own-tests")))


def _draw_clause(change: ClauseChange, language: Language, wording: Wording, console: Console) -> None:
    clause, style = change.clause, _STYLES[change.kind]
    title = f"{_SIGNS[change.kind]} {clause.number} {clause.title.get(language)} ({change.clause_id})"
    console.print(plain(title, style))
    if change.kind is not Kind.CHANGED:
        verdict = wording.say(f"verdict.{clause.verdict}")
        console.print(plain(f"    {wording.say('difference.verdict', verdict=verdict)}"))
        stretch = Stretch.ADDED if change.kind is Kind.ADDED else Stretch.REMOVED
        for text in clause.rule.by_language.values():
            _print_indented(_words((Run(stretch, text),), colours=_has_colours(console)), console)
        return
    _draw_values(change.values, wording, console)
    _draw_texts(change.texts, wording, console)
    for each in change.finding:
        console.print(plain(f"    {wording.say('difference.finding', what=field_name(each.key, wording))}", "dim"))


def _draw_values(changes: Iterable[ValueChange], wording: Wording, console: Console) -> None:
    for change in changes:
        _print_indented(plain(value_line(change, wording)), console)


def _draw_texts(changes: Sequence[TextChange], wording: Wording, console: Console) -> None:
    for change in changes:
        name = wording.say("difference.in-language", field=field_name(change.key, wording), language=change.language)
        line = Text(f"{visible(name)}: ", overflow="fold")
        _print_indented(line.append(_words(change.runs, colours=_has_colours(console))), console)


def _print_indented(text: Text, console: Console) -> None:
    """All lines of it, also those that it is broken into, stand under what they belong to."""
    for line in text.wrap(console, max(console.width - len(_INDENT), 1), overflow="fold"):
        line.rstrip()
        console.print(Text(_INDENT).append_text(line) if line.plain else "")


def _words(runs: Iterable[Run], *, colours: bool) -> Text:
    text = Text(overflow="fold")
    for run in runs:
        words, space = run.text.rstrip(), run.text[len(run.text.rstrip()) :]
        match run.stretch:
            case Stretch.KEPT:
                text.append(visible(run.text))
            case Stretch.ADDED:
                text.append(visible(words) if colours else f"{{+{visible(words)}+}}", "green underline")
                text.append(visible(space))
            case Stretch.REMOVED:
                text.append(visible(words) if colours else f"[-{visible(words)}-]", "red strike")
                text.append(visible(space) or " ")
    return text


def _has_colours(console: Console) -> bool:
    return console.color_system is not None and not console.no_color
