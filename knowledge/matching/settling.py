"""Which of the clauses holds that a question leads to, by the circumstances of the asker; or what to ask first."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.circumstances import Course, Known, Way, branches, depend, follow, reachable
from knowledge.matching.decision import Abstention, Answer, Clarification, Doubt, Finding, Match
from knowledge.matching.stating import stated
from knowledge.protocol import Clause, SocialMediaProtocol

_NOTHING: Known = {}
_RIVAL = 0.2
"""What is offered for choice and much less likely than the likeliest does not stand in the way of its branches."""


def settle(finding: Finding, protocol: SocialMediaProtocol, known: Known = _NOTHING, earlier: str = "") -> Finding:
    """What becomes of a finding by the asker's circumstances.

    Where the clause that was found has branches, or all clauses to choose from are branches of one another, the
    circumstances decide: the clause that holds is the answer, or what is not known of them is asked first.

    Args:
        finding: As the matcher made it.
        protocol: The one that it was found in.
        known: What is known of the asker; what the question itself says counts more.
        earlier: The question beside which this one was understood; what it says counts less than this one.
    """
    tried = _tried(finding, protocol)
    if not tried:
        return finding
    says = stated(earlier, protocol) | stated(finding.question.removeprefix(earlier), protocol)
    return settled_by(finding, tried, {**known, **says}, protocol, frozenset(says))


def settled_by(
    finding: Finding,
    tried: Sequence[Clause],
    known: Known,
    protocol: SocialMediaProtocol,
    says: frozenset[str] = frozenset(),
) -> Finding:
    """What becomes of a finding that leads to these branches, by what is known and nothing else.

    Args:
        finding: Its decision is replaced.
        tried: The branches, in their order.
        known: All that is known of the asker.
        protocol: That of the branches.
        says: Ids of the circumstances that the question itself states.
    """
    way = follow(tried, known, protocol)
    used = frozenset(step.circumstance for step in way.steps)
    decision, matches = _decision(finding, tried, way, protocol), finding.matches
    if isinstance(decision, Answer):
        others = [match for match in matches if match.clause_id != decision.match.clause_id]
        matches = (decision.match, *others)[: max(len(matches), 1)]
    return replace(finding, matches=matches, decision=decision, course=Course(tried[0].id, way.steps, says & used))


def _decision(
    finding: Finding, tried: Sequence[Clause], way: Way, protocol: SocialMediaProtocol
) -> Answer | Clarification | Abstention:
    likely = _confidence(finding)
    if way.clause is not None:
        return Answer(Match(way.clause.id, likely))
    if way.asks is not None:
        options = tuple(Match(clause.id, likely) for clause in reachable(tried, protocol))
        return Clarification(options, Doubt.CIRCUMSTANCE, way.asks)
    return Abstention(Doubt.NO_BRANCH)


def _tried(finding: Finding, protocol: SocialMediaProtocol) -> tuple[Clause, ...]:
    """The branches that the finding leads to; none where nothing about the asker decides."""
    match finding.decision:
        case Answer(match=match):
            found = [match.clause_id]
        case Clarification(options=options) if len(options) > 1:
            found = [option.clause_id for option in options if option.confidence >= _RIVAL * options[0].confidence]
        case _:
            return ()
    tried = branches(found[0], protocol)
    if not depend(tried, protocol) or not {*found} <= {clause.id for clause in tried}:
        return ()
    return tried


def _confidence(finding: Finding) -> float:
    """That one of the branches answers it."""
    match finding.decision:
        case Answer(match=match):
            return match.confidence
        case Clarification(options=options):
            return options[0].confidence
        case _:
            return 0.0
