"""What is wrong with a protocol file is told in Dutch as well: each sentence that the code can say."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import knowledge
from bot.problem_wording import dutch_patterns, tell
from knowledge.checks import check_protocol
from knowledge.loader import load_protocol
from knowledge.matching.decision import Doubt
from knowledge.matching.matcher import Matcher
from knowledge.matching.topics import ArrayStore
from knowledge.problems import Problem, ProtocolRejectedError
from knowledge.protocol import Language
from knowledge.protocol_file.field_kinds import Kind, Line, ListOf, Named, Reference, Section, Unique
from knowledge.protocol_file.file_format import FILE
from knowledge.sentence import Sentence, joined
from tests.bakery import BAKERY

NL = Language.NL
SOURCE = Path(knowledge.__file__).parent
BROKEN = sorted((Path(__file__).parents[1] / "data" / "protocols" / "broken").iterdir())


def written_in_the_code() -> Iterator[str]:
    """The first argument of each ``Sentence("…")``."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Sentence"), args=[ast.Constant(value=str(pattern)), *_]):
                    yield pattern
                case _:
                    pass


def named_by_the_format(kind: Kind) -> Iterator[str]:
    """What a problem can say of a kind of value, and of what is below it."""
    match kind:
        case Line(called=called, form=form):
            yield from (called, form) if called else ()
        case Unique(line=line):
            yield from named_by_the_format(line)
        case Reference(to=to):
            yield to
        case ListOf(member=member, of=of):
            yield of
            yield from named_by_the_format(member)
        case Named(names=names, section=section):
            yield names
            yield from named_by_the_format(section)
        case Section(called=called, fields=fields):
            yield called
            for field in fields:
                yield from (field.about,) if field.required else ()
                yield from named_by_the_format(field.kind)
        case _:
            pass


def all_patterns() -> set[str]:
    patterns = {*written_in_the_code(), *named_by_the_format(FILE), *Doubt, "texts"}
    return {pattern for pattern in patterns if has_words(pattern)}


def has_words(pattern: str) -> bool:
    return re.search(r"[^\W\d_]", re.sub(r"\{[^{}]*\}", "", pattern)) is not None


def placeholders(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def within(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence and those in it."""
    yield sentence
    for value in sentence.values.values():
        if isinstance(value, Sentence):
            yield from within(value)


def problems_of(content: bytes) -> tuple[Problem, ...]:
    try:
        return load_protocol(content, "protocol.yaml").warnings
    except ProtocolRejectedError as error:
        return error.problems


def test_each_sentence_that_the_code_can_say_has_a_dutch_one_and_there_are_no_others() -> None:
    unused = {"{name}, U+{code:04X}"}

    assert set(dutch_patterns()) - unused == all_patterns() - unused


@pytest.mark.parametrize("english", sorted(dutch_patterns()))
def test_the_dutch_fills_in_no_more_than_the_english_knows(english: str) -> None:
    assert placeholders(dutch_patterns()[english]) <= placeholders(english)


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.name)
def test_each_way_to_break_a_protocol_is_told_whole_in_dutch(file: Path) -> None:
    for problem in problems_of(file.read_bytes()):
        for sentence in (*within(problem.message), *within(problem.hint)):
            assert sentence.pattern in dutch_patterns() or not has_words(sentence.pattern)
        assert tell(problem.message, NL) != problem.message
        assert tell(problem.message, Language.EN) == problem.message


def test_what_a_second_look_finds_is_told_whole_in_dutch(learned_store: ArrayStore) -> None:
    content = BAKERY.read_bytes().replace(b"verdict: forbidden", b"verdict: allowed")
    loaded = load_protocol(content, "protocol.yaml")

    problems = check_protocol(loaded, Matcher(loaded.protocol, store=learned_store), date(2031, 1, 1))

    assert {"verdict-contradicted", "review-overdue"} <= {problem.code for problem in problems}
    for problem in problems:
        for sentence in (*within(problem.message), *within(problem.hint)):
            assert sentence.pattern in dutch_patterns() or not has_words(sentence.pattern)


@pytest.mark.parametrize(
    ("sentence", "dutch"),
    [
        pytest.param(
            Sentence("This text has {count:,} characters; at most {longest:,} fit here.", count=1200, longest=1000),
            "Deze tekst heeft 1.200 tekens; hier passen er hoogstens 1.000.",
            id="numbers",
        ),
        pytest.param(
            Sentence("Use {words}.", words=Sentence("{most} or {last}", most="a, b", last="c")),
            "Gebruik a, b of c.",
            id="words in a row",
        ),
        pytest.param(
            Sentence(
                "Magdat asks back: {choices}",
                choices=joined(
                    [
                        Sentence(
                            "{clause} ({confidence:.2f})",
                            clause=Sentence('clause {number} "{title}"', number=number, title="{Titel}"),
                            confidence=0.5,
                        )
                        for number in ("1", "2")
                    ],
                    Sentence(" or "),
                ),
            ),
            'Magdat vraagt terug: artikel 1 "{Titel}" (0,50) of artikel 2 "{Titel}" (0,50)',
            id="sentences in a row, with braces from the file",
        ),
    ],
)  # fmt: skip
def test_a_sentence_is_told_with_what_stands_in_it(sentence: Sentence, dutch: str) -> None:
    assert tell(sentence, NL) == dutch
