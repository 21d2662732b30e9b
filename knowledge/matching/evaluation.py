"""How well a matcher does on labelled questions."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.circumstances import known_by
from knowledge.matching.decision import Answer, Clarification, Finding
from knowledge.matching.settling import settle
from knowledge.protocol import SocialMediaProtocol

_SHOWN = 3
MAX_BYTES = 16 * 1024 * 1024
MAX_QUESTIONS = 50_000
"""More are no measurement but a mistake; so many take some eight minutes."""


class QuestionsUnreadableError(Exception):
    """A file of labelled questions cannot be used; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and what answers it.

    Attributes:
        gold: Ids of the clauses that answer it; empty when the protocol does not.
        also: Ids of further clauses that a fair reader could accept.
        kind: What sort of question it is, such as ``paraphrase``; empty when not said.
        language: Its language as labelled; empty when not said.
        given: Ids of the options of circumstances that hold for whoever asks.
        asks: Id of the circumstance that must be asked about first; empty when nothing must.
    """

    text: str
    gold: frozenset[str]
    also: frozenset[str] = frozenset()
    kind: str = ""
    language: str = ""
    given: tuple[str, ...] = ()
    asks: str = ""

    @property
    def in_scope(self) -> bool:
        """Whether the protocol answers it."""
        return bool(self.gold)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured; shares are 0 to 1, ``None`` where there was nothing to measure.

    Attributes:
        top_1: Share of in-scope questions whose best match is one of the gold clauses.
        recall_3: Share of in-scope questions with a gold clause among the best three.
        mrr: Mean reciprocal rank of the first gold clause, over in-scope questions.
        auroc: How well the best confidence parts in-scope from out-of-scope questions (area under the ROC curve).
        answered: Share of in-scope questions that were answered at once.
        wrong: Share of the answers given that quoted a clause which is neither gold nor acceptable.
        offered: Share of in-scope questions answered rightly, or with a right clause among the choices.
    """

    questions: int
    in_scope: int
    top_1: float | None
    recall_3: float | None
    mrr: float | None
    auroc: float | None
    answered: float | None
    wrong: float | None
    offered: float | None


@dataclass(frozen=True, slots=True)
class Tried:
    """A labelled question with what the matcher made of it."""

    question: LabelledQuestion
    finding: Finding


def read_questions(path: Path) -> list[LabelledQuestion]:
    """The labelled questions of a JSON Lines file: ``{"q": text, "gold": [ids], "also": [ids], "kind", "lang"}``.

    Where clauses depend on the asker's circumstances: ``"given": [options]`` that hold, or ``"asks"``, the circumstance
    that must be asked about.

    Raises:
        QuestionsUnreadableError: the file or a line of it cannot be used.
    """
    found: list[LabelledQuestion] = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        if len(found) == MAX_QUESTIONS:
            raise QuestionsUnreadableError(
                f"{path}:{number}: there are more than {MAX_QUESTIONS} questions. Measure a part of them at a time."
            )
        try:
            found.append(_question(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise QuestionsUnreadableError(
                f'{path}:{number}: not a labelled question. Write {{"q": "…", "gold": ["clause-id"]}}.'
            ) from error
    if not found:
        raise QuestionsUnreadableError(f"{path}: there is no question in it.")
    return found


def _text(path: Path) -> str:
    """What the file says; no more of it than ``MAX_BYTES`` is ever read, for it may be a device without an end."""
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig") if len(data) <= MAX_BYTES else None
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsUnreadableError(f"{path}: cannot be read as UTF-8 text.") from error
    if text is None:
        raise QuestionsUnreadableError(
            f"{path}: larger than {MAX_BYTES // 1024**2} MiB, the most that is read. Measure a part of it at a time."
        )
    return text


def _question(row: dict[str, object]) -> LabelledQuestion:
    text = row["q"]
    if not isinstance(text, str):
        raise TypeError(text)

    def ids(key: str) -> frozenset[str]:
        value = row.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise TypeError(value)
        return frozenset(value)

    if "gold" not in row:
        raise KeyError("gold")
    said = [str(row.get(key, "")) for key in ("kind", "lang", "asks")]
    return LabelledQuestion(text, ids("gold"), ids("also"), said[0], said[1], tuple(sorted(ids("given"))), said[2])


def evaluate(find: Callable[[str], Finding], questions: Iterable[LabelledQuestion]) -> list[Tried]:
    """Put every question to ``find``."""
    return [Tried(question, find(question.text)) for question in questions]


def settled(tried: Iterable[Tried], protocol: SocialMediaProtocol) -> list[Tried]:
    """The same, after the circumstances that are given with each question decided between branches."""
    return [
        replace(one, finding=settle(one.finding, protocol, known_by(one.question.given, protocol))) for one in tried
    ]


def measure(tried: Sequence[Tried]) -> Evaluation:
    """The figures over ``tried``."""
    inside = [one for one in tried if one.question.in_scope]
    answers = [one for one in tried if isinstance(one.finding.decision, Answer)]
    confidences = [(one.question.in_scope, _best_confidence(one.finding)) for one in tried]
    return Evaluation(
        questions=len(tried),
        in_scope=len(inside),
        top_1=_mean(_rank(one) == 1 for one in inside),
        recall_3=_mean(0 < _rank(one) <= _SHOWN for one in inside),
        mrr=_mean(1 / _rank(one) if _rank(one) else 0.0 for one in inside),
        auroc=area_under_curve(
            [value for is_in, value in confidences if is_in], [value for is_in, value in confidences if not is_in]
        ),
        answered=_mean(isinstance(one.finding.decision, Answer) for one in inside),
        wrong=_mean(not _is_right(one) for one in answers),
        offered=_mean(_is_right(one) for one in inside),
    )


def _best_confidence(finding: Finding) -> float:
    """The confidence that a clause answers it: none where the question was recognised as answered elsewhere."""
    return finding.matches[0].confidence if finding.matches else 0.0


def _rank(one: Tried) -> int:
    """The rank of the first gold clause among the matches, from 1; 0 when it is not among them."""
    ids = [match.clause_id for match in one.finding.matches]
    return next((rank for rank, found in enumerate(ids, start=1) if found in one.question.gold), 0)


def _is_right(one: Tried) -> bool:
    fair = one.question.gold | one.question.also
    if one.question.asks:
        decision = one.finding.decision
        asked = decision.asks if isinstance(decision, Clarification) else None
        return asked is not None and asked.id == one.question.asks
    match one.finding.decision:
        case Answer(match):
            return match.clause_id in fair
        case Clarification(options):
            return any(option.clause_id in fair for option in options)
        case _:
            return False


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


def area_under_curve(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """The probability that a value of ``inside`` is above one of ``outside``; ``None`` if one is empty.

    Ties count half. It is the area under the ROC curve, from ranks (Mann and Whitney 1947).
    """
    if not inside or not outside:
        return None
    ranked = sorted([(value, True) for value in inside] + [(value, False) for value in outside])
    rank_sum = 0.0
    place = 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        mean_rank = (place + 1 + end) / 2
        rank_sum += mean_rank * sum(is_in for _, is_in in ranked[place:end])
        place = end
    return (rank_sum - len(inside) * (len(inside) + 1) / 2) / (len(inside) * len(outside))
