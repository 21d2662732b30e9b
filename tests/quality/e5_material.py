"""What multilingual-e5-small is taught for Magdat: texts that belong together, in pieces.

Questions of a topic of the domain bank; texts of an entry of the starter; rules of many organisations with questions
that they answer, written for this project (``teaching/*.jsonl``, one field a file: each line has the ``id`` of a rule
and its ``title``, ``rule`` and ``questions`` in both languages); and sentences with their translation, where they are
given. No labelled set is read.
"""

import json
import random
import typing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.matching.bank import bank_questions
from knowledge.matching.e5.pieces import Pieces
from knowledge.matching.text import sentences
from knowledge.matching.units import protocol_units
from tests.quality.labelled import read_starter

TEACHING = Path(__file__).parent / "teaching"
_TOPICS, _CLAUSES, _RULES_OF_ONE_FIELD, _RULES_OF_ANY, _PAIRS, _HELD = 8, 10, 24, 12, 12, 12
"""How many of each come in a round, two texts of each topic, clause and pair. Of rules most are of one field, where
they are hard to tell apart."""
_EXAMPLES = 3
"""So many questions a rule has as its examples in half of the rounds; else it has none."""
_TOPICS_COUNT, _CLAUSES_COUNT = 0.5, 0.6
"""The rules count 1, like the pairs: of topics and clauses there are few, which are soon known by heart."""
_LONGEST_PIECES = 48

Some = typing.TypeVar("Some")
Text = Sequence[int]
"""The numbers of its pieces."""


@dataclass(frozen=True)
class Rule:
    """A rule of some organisation.

    Attributes:
        questions: Those that it answers, by language.
        said: Its title and its sentences, by language.
    """

    questions: Sequence[Sequence[Text]]
    said: Sequence[Sequence[Text]]

    def asked(self, *, with_examples: bool) -> "Asked":
        """A question that it answers, and all that it says in one of the languages, which may be the other one."""
        question = _any_of(_any_of(self.questions))
        said, questions = _any_of(list(zip(self.said, self.questions, strict=True)))
        others = [text for text in questions if text != question]
        return Asked(question, [*said, *random.sample(others, _EXAMPLES if with_examples else 0)])


class Asked(typing.NamedTuple):
    """A question, and the texts by which the rule that answers it is found."""

    question: Text
    texts: Sequence[Text]


class Round(typing.NamedTuple):
    """What is taught in one round.

    Attributes:
        pairs: Lists of texts that belong together two by two, one after the other, with how much each list counts.
        rules: Questions with the rules that answer them.
        held: Texts whose vectors are to stay.
    """

    pairs: Sequence[tuple[Sequence[Text], float]]
    rules: Sequence[Asked]
    held: Sequence[Text]


@dataclass(frozen=True)
class Material:
    """What is taught.

    Attributes:
        topics: Texts by topic of the bank, and by language within it.
        clauses: Texts of each entry of the starter.
        fields: Rules by field.
        pairs: Sentences with their translation.
        held: Texts whose vectors are to stay.
    """

    topics: Sequence[Sequence[Sequence[Text]]]
    clauses: Sequence[Sequence[Text]]
    fields: Sequence[Sequence[Rule]]
    pairs: Sequence[Sequence[Text]]
    held: Sequence[Text]

    def round(self) -> Round:
        """Draw what is taught in one round."""
        topics = [text for topic in random.sample(self.topics, _TOPICS) for text in _two_of_a_topic(topic)]
        clauses = [text for clause in random.sample(self.clauses, _CLAUSES) for text in random.sample(clause, 2)]
        with_examples = bool(random.getrandbits(1))
        pairs = [text for pair in random.sample(self.pairs, min(_PAIRS, len(self.pairs))) for text in pair]
        lists = [(topics, _TOPICS_COUNT), (clauses, _CLAUSES_COUNT), (pairs, 1.0)]
        return Round(
            [one for one in lists if one[0]],
            [rule.asked(with_examples=with_examples) for rule in self._rules()],
            random.sample(self.held, min(_HELD, len(self.held))),
        )

    def _rules(self) -> Iterable[Rule]:
        field, *others = random.sample(self.fields, len(self.fields))
        elsewhere = [rule for rules in others for rule in rules]
        return (*random.sample(field, _RULES_OF_ONE_FIELD), *random.sample(elsewhere, _RULES_OF_ANY))


def _any_of(some: Sequence[Some]) -> Some:
    return random.sample(some, 1)[0]


def _two_of_a_topic(topic: Sequence[Sequence[Text]]) -> list[Text]:
    """Half of the time one in each language."""
    if len(topic) > 1 and random.getrandbits(1):
        return [text for texts in topic for text in random.sample(texts, 1)]
    return random.sample([text for texts in topic for text in texts], 2)


def read_material(pieces: Pieces, texts: Path | None = None, pairs: Path | None = None) -> Material:
    """All that is taught, in pieces."""

    def cut(text: str) -> Text:
        found = pieces.of(text)
        return found if len(found) <= _LONGEST_PIECES else [*found[: _LONGEST_PIECES - 1], found[-1]]

    topics: dict[str, dict[str, list[Text]]] = {}
    for known in bank_questions():
        topics.setdefault(known.topic, {}).setdefault(known.language, []).append(cut(known.question))
    clauses: dict[int, list[Text]] = {}
    for unit in protocol_units(read_starter().protocol):
        clauses.setdefault(unit.entry, []).append(cut(unit.text))
    rows = [line.split("\t") for line in _lines(pairs)]
    return Material(
        topics=[list(topic.values()) for topic in topics.values()],
        clauses=[clause for clause in clauses.values() if len(clause) > 1],
        fields=[
            [
                Rule(
                    [list(map(cut, side["questions"])) for side in sides],
                    [list(map(cut, (side["title"], *sentences(side["rule"])))) for side in sides],
                )
                for sides in _rules_in(field)
            ]
            for field in sorted(TEACHING.glob("*.jsonl"))
        ],
        pairs=[[cut(one), cut(other)] for one, other in rows],
        held=[cut(line) for line in _lines(texts)],
    )


def _rules_in(field: Path) -> Iterator[list[dict[str, typing.Any]]]:
    """Of each rule what stands in each language."""
    for line in _lines(field):
        rule = json.loads(line)
        yield [rule["nl"], rule["en"]]


def _lines(file: Path | None) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file else []
