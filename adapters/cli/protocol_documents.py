"""What ``--json`` prints of the protocol's versions, and of what differs between them."""

from collections.abc import Sequence
from datetime import date, datetime

from adapters.cli.output import Document
from bot.impact import Impact
from bot.publication import Edition, Publication
from knowledge.comparing import ClauseChange, Difference, TextChange, ValueChange
from knowledge.problems import Problem
from knowledge.protocol import SocialMediaProtocol


def publication_document(publication: Publication) -> Document:
    """One publication."""
    return {
        "number": publication.number,
        "id": publication.protocol_id,
        "version": publication.version,
        "sha256": publication.sha256,
        "way": publication.way.value,
        "effective_from": _written(publication.effective_from),
        "live_from": _written(publication.live_from),
        "published_at": _written(publication.published_at),
        "publisher": publication.publisher.name or publication.publisher.id,
        "approver": None if publication.approver is None else publication.approver.name or publication.approver.id,
        "reason": publication.reason,
        "note": publication.note,
        "withdrawn_at": _written(publication.withdrawn_at),
    }


def edition_document(edition: Edition) -> Document:
    """One file that was loaded."""
    return {
        "draft": edition.id,
        "id": edition.protocol_id,
        "version": edition.version,
        "file": edition.file,
        "sha256": edition.sha256,
        "author": edition.author.name or edition.author.id,
        "made_at": _written(edition.made_at),
        "note": edition.note,
        "failing_tests": edition.failing,
        "stage": edition.stage.value,
        "waits_for_approval": edition.asked_by is not None,
    }


def protocol_document(protocol: SocialMediaProtocol) -> Document:
    """One version, clause by clause."""
    return {
        "id": protocol.id,
        "version": protocol.version,
        "effective_from": _written(protocol.effective_from),
        "languages": [language.value for language in protocol.languages],
        "clauses": [
            {
                "clause": clause.id,
                "number": clause.number,
                "title": dict(clause.title.by_language),
                "verdict": clause.verdict.value,
                "rule": dict(clause.rule.by_language),
                "conditions": [dict(condition.by_language) for condition in clause.conditions],
            }
            for clause in protocol.clauses
        ],
    }


def difference_document(difference: Difference) -> Document:
    """All that differs, word by word."""
    return {
        "before": {"id": difference.before.id, "version": difference.before.version},
        "after": {"id": difference.after.id, "version": difference.after.version},
        "protocol": [_value(change) for change in difference.head],
        "clauses": [_clause(change) for change in difference.clauses],
        "texts": [_text(change) for change in difference.rest],
        "tests": {"added": difference.tests[0], "removed": difference.tests[1]},
    }


def impact_document(impact: Impact, own_tests: int, failing: Sequence[Problem]) -> Document:
    """What would become of recent questions, and of the protocol's own tests."""
    return {
        "tests": {"count": own_tests, "failing": [str(problem.message) for problem in failing]},
        "questions": impact.asked,
        "counts": {turnout.value: number for turnout, number in impact.counts()},
        "changed": [
            {
                "question": shift.question,
                "language": shift.language.value,
                "change": shift.turnout.value,
                "before": shift.before or None,
                "after": shift.after or None,
                "times": shift.times,
            }
            for shift in impact.shifts
        ],
    }


def _clause(change: ClauseChange) -> Document:
    return {
        "clause": change.clause_id,
        "number": change.clause.number,
        "change": change.kind.value,
        "drifted": change.drifted,
        "values": [_value(each) for each in change.values],
        "texts": [_text(each) for each in change.texts],
        "finding": [each.key for each in change.finding],
    }


def _value(change: ValueChange) -> Document:
    return {"key": change.key, "before": change.before, "after": change.after}


def _text(change: TextChange) -> Document:
    words = [[run.stretch.value, run.text] for run in change.runs]
    return {
        "key": change.key,
        "language": change.language.value,
        "before": change.before,
        "after": change.after,
        "words": words,
    }


def _written(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()
