"""The protocol's own tests, asked of the matcher."""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.checks.outcomes import FindsClauses, came_out
from knowledge.checks.remarks import named, remark
from knowledge.circumstances import known_by
from knowledge.loader import LoadedProtocol
from knowledge.matching.decision import Answer, Clarification, Finding
from knowledge.matching.settling import settle
from knowledge.problems import Problem, Severity, shorten
from knowledge.protocol import ProtocolTest
from knowledge.sentence import Sentence


def check_own_tests(loaded: LoadedProtocol, matcher: FindsClauses) -> Iterator[Problem]:
    """The protocol's own tests that fail.

    A test that expects a clause fails unless that clause is quoted to whom its ``given`` options hold for; being asked
    back with the clause among the options is a warning. One with ``asks`` fails unless that is asked first. One that
    expects none fails when any clause is quoted.
    """
    protocol = loaded.protocol
    findings = matcher.find_all([test.ask for test in protocol.tests])
    for at, (test, found) in enumerate(zip(protocol.tests, findings, strict=True)):
        finding = settle(found, protocol, known_by(test.given, protocol))
        severity = _judge(test, finding)
        if severity is not None:
            expected = named(protocol.clause(test.expect)) if test.expect else Sentence("no clause")
            if test.asks is not None:
                asks = shorten(protocol.circumstances[test.asks].ask.binding)
                expected = Sentence('"{asks}" before {expected}', asks=asks, expected=expected)
            warning = remark(
                loaded,
                "failing-test" if severity is Severity.ERROR else "unsure-test",
                ("tests", at),
                Sentence(
                    '"{ask}" must get {expected}, but {decision}.',
                    ask=shorten(test.ask),
                    expected=expected,
                    decision=came_out(finding.decision, loaded),
                ),
                _remedy(test, finding),
            )
            yield replace(warning, severity=severity)


def _remedy(test: ProtocolTest, finding: Finding) -> Sentence:
    if isinstance(finding.decision, Clarification) and finding.decision.asks is not None:
        asks = finding.decision.asks
        return Sentence(
            "Say under given of this test which option holds ({options}), or write `asks: {asks}`.",
            options=", ".join(asks.options),
            asks=asks.id,
        )
    if test.expect:
        return Sentence("Add the question, or words of it, to the examples or terms of the clause that must answer it.")
    return Sentence("Put the question under elsewhere, or take away the example or term that draws it to the clause.")


def _judge(test: ProtocolTest, finding: Finding) -> Severity | None:
    decision = finding.decision
    if test.asks is not None:
        asked = decision.asks if isinstance(decision, Clarification) else None
        return None if asked is not None and asked.id == test.asks and _offers(test, finding) else Severity.ERROR
    if test.expect is None:
        return Severity.ERROR if isinstance(decision, Answer) else None
    if isinstance(decision, Answer) and decision.match.clause_id == test.expect:
        return None
    return Severity.WARNING if _offers(test, finding) else Severity.ERROR


def _offers(test: ProtocolTest, finding: Finding) -> bool:
    decision = finding.decision
    return isinstance(decision, Clarification) and test.expect in {match.clause_id for match in decision.options}
