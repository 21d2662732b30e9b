"""Two clauses that lay claim to the same: a question, a title, a rule."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, islice

from rapidfuzz import fuzz, process

from knowledge.checks.remarks import named, opening_with, place_of, remark
from knowledge.loader import LoadedProtocol
from knowledge.matching.text import words
from knowledge.problems import Path, Problem, shorten
from knowledge.protocol import Clause, Language, Phrases
from knowledge.sentence import Sentence

TWIN_RATIO = 85.0
"""How alike two rules are, 0-100 by edit distance, before they count as twins. No two rules of the starter come above
56, none of nine other protocols above 68; a rule with a few words changed comes above 85."""
TWIN_LENGTH = 40
"""Rules shorter than this many characters after normalising are alike too easily."""
_MOST_KEPT = 32_768
"""Texts of protocols, never of people: one check after the other asks for the same."""


@lru_cache(_MOST_KEPT)
def normalised(text: str) -> str:
    """``text`` without case, punctuation, diacritics and needless blanks: what two spellings of a question share."""
    return " ".join(words(text))


def are_counterparts(one: Clause, other: Clause) -> bool:
    """Whether the two speak to different people about the same act, so that they may share questions."""
    return one.otherwise == other.id or other.otherwise == one.id


def check_questions(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Example questions that a second clause, or an entry of ``elsewhere``, claims as well."""
    protocol = loaded.protocol
    claimed: dict[str, tuple[Clause, Path]] = {}
    for at, clause in enumerate(protocol.clauses):
        for path, question in _questions(("clauses", at), clause.examples):
            first, first_path = claimed.setdefault(normalised(question), (clause, path))
            if first is not clause and not are_counterparts(first, clause):
                yield remark(
                    loaded,
                    "shared-question",
                    path,
                    Sentence(
                        '"{question}" is an example of {clause}, and also of {first} on line {line}.',
                        question=shorten(question),
                        clause=named(clause),
                        first=named(first),
                        line=place_of(loaded, first_path).line,
                    ),
                    Sentence("Keep the question with the clause that answers it, and link the two with see_also."),
                )
    for at, elsewhere in enumerate(protocol.elsewhere):
        for path, question in _questions(("elsewhere", at), elsewhere.examples):
            claim = claimed.get(normalised(question))
            if claim is not None:
                yield remark(
                    loaded,
                    "shared-question",
                    path,
                    Sentence(
                        '"{question}" is referred elsewhere, but is also an example of {other} on line {line}.',
                        question=shorten(question),
                        other=named(claim[0]),
                        line=place_of(loaded, claim[1]).line,
                    ),
                    Sentence("Remove the question from one of the two."),
                )


def _questions(owner: Path, examples: Phrases) -> Iterator[tuple[Path, str]]:
    for language, questions in examples.items():
        for at, question in enumerate(questions):
            if normalised(question):
                yield (*owner, "questions", language.value, at), question


def check_twins(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Clauses with the same title, which nobody can choose between, or with nearly the same rule."""
    clauses = loaded.protocol.clauses
    yield from _same_titles(loaded)
    rules = [normalised(clause.rule.binding) for clause in clauses]
    for at, rule in enumerate(rules):
        if len(rule) < TWIN_LENGTH:
            continue
        alike = process.extract_iter(rule, islice(rules, at), scorer=fuzz.ratio, score_cutoff=TWIN_RATIO)
        for _, _, earlier in alike:
            if not are_counterparts(clauses[earlier], clauses[at]):
                yield remark(
                    loaded,
                    "twin-rule",
                    ("clauses", at, "rule"),
                    Sentence(
                        "The rule of {clause} is nearly the same as that of {other} on line {line}.",
                        clause=named(clauses[at]),
                        other=named(clauses[earlier]),
                        line=place_of(loaded, ("clauses", earlier, "rule")).line,
                    ),
                    Sentence("Make one clause of the two, or say in both rules where they differ."),
                )
                break


def _same_titles(loaded: LoadedProtocol) -> Iterator[Problem]:
    clauses = loaded.protocol.clauses
    by_title: dict[tuple[Language, str], list[int]] = {}
    for at, clause in enumerate(clauses):
        for language, title in clause.title.by_language.items():
            by_title.setdefault((language, " ".join(sorted(normalised(title).split()))), []).append(at)
    pairs = dict.fromkeys(pair for places in by_title.values() for pair in combinations(places[:3], 2))
    for earlier, later in pairs:
        yield remark(
            loaded,
            "twin-title",
            ("clauses", later, "title"),
            Sentence(
                "{clause} has the same title as {other} on line {line}.",
                clause=opening_with(clauses[later]),
                other=named(clauses[earlier]),
                line=place_of(loaded, ("clauses", earlier, "title")).line,
            ),
            Sentence("Give each a title of its own: employees choose between clauses by their titles."),
        )
