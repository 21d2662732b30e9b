"""Verdicts that the wording of their rule contradicts."""

from collections.abc import Iterator
from typing import assert_never

from knowledge.checks.remarks import LANGUAGE_NAMES, remark
from knowledge.checks.wording import Wording, wording_of
from knowledge.loader import LoadedProtocol
from knowledge.matching.text import sentences
from knowledge.problems import Problem
from knowledge.protocol import Clause, Language, Verdict
from knowledge.sentence import Sentence

_HINTS = {
    Verdict.ALLOWED: Sentence(
        "Change the verdict to forbidden or conditional, or begin the rule with what is allowed."
    ),
    Verdict.FORBIDDEN: Sentence(
        "Change the verdict to allowed or conditional, or say in the rule what is not allowed."
    ),
    Verdict.REQUIRED: Sentence('Change the verdict to allowed, or say in the rule what one must do ("moet", "must").'),
    Verdict.ASK_FIRST: Sentence("Say in the rule whom to ask before doing it, or choose another verdict."),
    Verdict.CONDITIONAL: Sentence(
        "Add conditions, say in the rule under which it is allowed, or choose allowed or forbidden."
    ),
}


def check_verdicts(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Clauses whose rule, in any of its languages, says otherwise than the verdict."""
    for at, clause in enumerate(loaded.protocol.clauses):
        for language, rule in clause.rule.by_language.items():
            said = contradiction(clause, language, rule)
            if said is not None:
                yield remark(
                    loaded,
                    "verdict-contradicted",
                    ("clauses", at, "rule", language.value),
                    Sentence(
                        "The verdict is {verdict}, but the {language} rule {said}.",
                        verdict=clause.verdict,
                        language=LANGUAGE_NAMES[language],
                        said=said,
                    ),
                    _HINTS[clause.verdict],
                )


def contradiction(clause: Clause, language: Language, rule: str) -> Sentence | None:
    """What ``rule`` says against the verdict, to stand after "the rule"; ``None`` where nothing does."""
    wording = wording_of(rule, language)
    match clause.verdict:
        case Verdict.ALLOWED:
            return _against_allowed(wording)
        case Verdict.FORBIDDEN:
            return None if wording.forbids else _against_forbidden(Wording(sentences(rule)[0], language))
        case Verdict.REQUIRED:
            return None if wording.requires else _against_required(Wording(sentences(rule)[0], language))
        case Verdict.ASK_FIRST:
            return None if wording.asks else Sentence("does not say that anyone must be asked")
        case Verdict.CONDITIONAL:
            return None if clause.conditions else _against_conditional(wording)
        case Verdict.INFORMATION:
            return None
    assert_never(clause.verdict)


def _against_allowed(wording: Wording) -> Sentence | None:
    if wording.forbids and not wording.hints_permission:
        return Sentence('only forbids ("{words}")', words=wording.forbids)
    return None


def _against_forbidden(opening: Wording) -> Sentence | None:
    free = opening.permits or opening.exempts
    if free and not opening.hints_prohibition:
        return Sentence('begins by permitting ("{words}") and forbids nothing', words=free)
    return None


def _against_required(opening: Wording) -> Sentence | None:
    free = opening.exempts or opening.permits
    if free and not opening.hints_duty:
        return Sentence('begins by leaving it free ("{words}") and requires nothing', words=free)
    return None


def _against_conditional(wording: Wording) -> Sentence | None:
    if wording.limits:
        return None
    if wording.forbids and not wording.hints_permission:
        return Sentence('only forbids ("{words}") and names no condition', words=wording.forbids)
    if wording.hints_prohibition and (wording.permits or wording.hints_permission):
        return None
    return Sentence("names no condition and the clause lists none")
