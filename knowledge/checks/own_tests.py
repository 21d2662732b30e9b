"""The protocol's own tests, asked of the matcher."""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.checks.outcomes import FindsClauses, came_out
from knowledge.checks.remarks import named, remark
from knowledge.loader import LoadedProtocol
from knowledge.matching.decision import Answer, Clarification, Finding
from knowledge.problems import Problem, Severity, shorten
from knowledge.protocol import ProtocolTest


def check_own_tests(loaded: LoadedProtocol, matcher: FindsClauses) -> Iterator[Problem]:
    """The protocol's own tests that fail.

    A test that expects a clause fails unless that clause is quoted; being asked back with the clause among the options
    is a warning. One that expects none fails when any clause is quoted.
    """
    tests = loaded.protocol.tests
    findings = matcher.find_all([test.ask for test in tests])
    for at, (test, finding) in enumerate(zip(tests, findings, strict=True)):
        severity = _judge(test, finding)
        if severity is not None:
            expected = named(loaded.protocol.clause(test.expect)) if test.expect else "no clause"
            warning = remark(
                loaded,
                "failing-test" if severity is Severity.ERROR else "unsure-test",
                ("tests", at),
                f'"{shorten(test.ask)}" must get {expected}, but {came_out(finding.decision, loaded)}.',
                "Add the question, or words of it, to the examples or terms of the clause that must answer it."
                if test.expect
                else "Put the question under elsewhere, or take away the example or term that draws it to the clause.",
            )
            yield replace(warning, severity=severity)


def _judge(test: ProtocolTest, finding: Finding) -> Severity | None:
    decision = finding.decision
    if test.expect is None:
        return Severity.ERROR if isinstance(decision, Answer) else None
    if isinstance(decision, Answer) and decision.match.clause_id == test.expect:
        return None
    if isinstance(decision, Clarification) and test.expect in {match.clause_id for match in decision.options}:
        return Severity.WARNING
    return Severity.ERROR
