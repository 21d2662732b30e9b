"""What ``--json`` prints of a question: one object, the contract with every program that drives Magdat.

``quote`` is what the protocol itself says to the question, word for word: the rule of the clause, where it refers to,
or why it leaves the topic open. Where the asker's circumstances decide, ``asks`` says what must be known first and
``trace`` which of them led where.
"""

import typing

from adapters.cli.output import Document
from bot.handlers.questions import Asked, Refused, Reply
from knowledge.matching.decision import Abstention, Answer, Clarification, Finding, Referral
from knowledge.protocol import Circumstance, Clause, Language, SocialMediaProtocol

_MOST_CANDIDATES = 5
_DIGITS = 6
"""Of a confidence; enough to tell any two apart that differ in truth."""


def reply_document(reply: Reply) -> Document:
    """The object for a question; one that was refused is an abstention that also says why, under ``error``."""
    match reply:
        case Asked(finding=finding, protocol=protocol):
            return _finding_document(finding, protocol)
        case Refused(message=message, reason=reason, protocol=protocol):
            error = {"code": reason.value, "message": message.summary}
            return _document("abstain", message.language, protocol) | {"doubt": reason.value, "error": error}
        case _:
            typing.assert_never(reply)


def _finding_document(finding: Finding, protocol: SocialMediaProtocol) -> Document:
    language = finding.language
    candidates = [
        {"clause": match.clause_id, "confidence": round(match.confidence, _DIGITS)}
        for match in finding.matches[:_MOST_CANDIDATES]
    ]
    best = candidates[0]["confidence"] if candidates else 0.0
    match finding.decision:
        case Answer(match=found):
            document = _document("answer", language, protocol, protocol.clause(found.clause_id))
            document["confidence"] = round(found.confidence, _DIGITS)
        case Clarification(doubt=doubt, asks=asks):
            document = _document("clarify", language, protocol) | {"confidence": best, "doubt": doubt.value}
            document["asks"] = None if asks is None else _asked(asks, language)
        case Referral(elsewhere=elsewhere, confidence=confidence):
            document = _document("refer", language, protocol)
            document |= {"confidence": round(confidence, _DIGITS), "quote": elsewhere.refer_to.get(language)}
        case Abstention(doubt=doubt, open_topic=open_topic):
            document = _document("abstain", language, protocol) | {"confidence": best, "doubt": doubt.value}
            document["quote"] = None if open_topic is None else open_topic.reason.get(language)
        case _:
            typing.assert_never(finding.decision)
    return document | {"candidates": candidates, "trace": _trace(finding)}


def _asked(circumstance: Circumstance, language: Language) -> Document:
    """What must be known first, with the options that ``--given`` takes."""
    options = [{"option": one.id, "title": one.title.get(language)} for one in circumstance.options.values()]
    return {"circumstance": circumstance.id, "question": circumstance.ask.get(language), "options": options}


def _trace(finding: Finding) -> list[Document]:
    """Each circumstance that decided, in order, with the clause that it led to."""
    if finding.course is None:
        return []
    return [
        {
            "circumstance": step.circumstance,
            "option": step.option,
            "because": "stated" if step.circumstance in finding.course.stated else "chosen",
            "clause": step.clause,
        }
        for step in finding.course.steps
    ]


def _document(
    decision: str, language: Language, protocol: SocialMediaProtocol, clause: Clause | None = None
) -> dict[str, object]:
    """The object with every key of the contract, in its order."""
    return {
        "decision": decision,
        "clause": None if clause is None else clause.id,
        "confidence": 0.0,
        "candidates": [],
        "doubt": None,
        "language": language.value,
        "verdict": None if clause is None else clause.verdict.value,
        "number": None if clause is None else clause.number,
        "quote": None if clause is None else clause.rule.get(language),
        "protocol": {"id": protocol.id, "version": protocol.version},
        "asks": None,
        "trace": [],
    }
