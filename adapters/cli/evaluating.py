"""``magdat eval``."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from adapters.bootstrap import open_publications
from adapters.cli.exits import Exit, WrongInputError
from adapters.cli.output import print_document
from adapters.settings import Settings
from knowledge.circumstances import circumstance_of
from knowledge.matching.evaluation import (
    Evaluation,
    LabelledQuestion,
    QuestionsUnreadableError,
    Tried,
    evaluate,
    measure,
    read_questions,
    settled,
)
from knowledge.protocol import SocialMediaProtocol

_SHOWN = 5
"""Unknown clauses that are named at most."""

Groups = Mapping[str, Evaluation]


def evaluate_questions(settings: Settings, questions: Path, protocol: Path | None, *, as_json: bool) -> Exit:
    """Measure how well the labelled questions are answered, over all and by kind and language."""
    live = open_publications(settings, protocol).live()
    try:
        labelled = read_questions(questions)
    except QuestionsUnreadableError as error:
        raise WrongInputError("questions-unreadable", str(error)) from error
    _refuse_unknown(labelled, live.protocol)
    tried = settled(evaluate(live.matcher.find, labelled), live.protocol)
    whole, by_kind, by_language = measure(tried), _by_kind(tried), _by_language(tried)
    if as_json:
        print_document(
            {
                "protocol": {"id": live.protocol.id, "version": live.protocol.version},
                "all": asdict(whole),
                "by_kind": {kind: asdict(evaluation) for kind, evaluation in by_kind.items()},
                "by_language": {language: asdict(evaluation) for language, evaluation in by_language.items()},
            }
        )
    else:
        from adapters.console.evaluation_table import draw_evaluations  # noqa: PLC0415 -- imports rich
        from adapters.console.screen import screen  # noqa: PLC0415 -- as above

        draw_evaluations({"all": whole}, by_kind, by_language, screen(sys.stdout))
    return Exit.FINE


def _refuse_unknown(labelled: Sequence[LabelledQuestion], protocol: SocialMediaProtocol) -> None:
    """Stop where the questions were labelled for another protocol: every figure would be wrong."""
    gold = {clause_id for question in labelled for clause_id in question.gold}
    if unknown := sorted(gold - {clause.id for clause in protocol.clauses}):
        shown = ", ".join(unknown[:_SHOWN]) + (", …" if len(unknown) > _SHOWN else "")
        raise WrongInputError("unknown-clauses", f"the questions name clauses that are not in the protocol: {shown}.")
    strange = {name for question in labelled for name in question.given if circumstance_of(name, protocol) is None}
    strange |= {question.asks for question in labelled if question.asks} - protocol.circumstances.keys()
    if strange:
        shown = ", ".join(sorted(strange)[:_SHOWN])
        raise WrongInputError("unknown-option", f"the questions name options that are not in the protocol: {shown}.")


def _by_kind(tried: Iterable[Tried]) -> Groups:
    return _measured((one.question.kind or "other", one) for one in tried)


def _by_language(tried: Iterable[Tried]) -> Groups:
    return _measured((one.question.language or one.finding.language, one) for one in tried)


def _measured(named: Iterable[tuple[str, Tried]]) -> Groups:
    groups: dict[str, list[Tried]] = {}
    for name, one in named:
        groups.setdefault(name, []).append(one)
    return {name: measure(group) for name, group in sorted(groups.items())}
