"""Circumstances that no clause depends on, and choices after which no clause holds."""

from collections.abc import Iterator, Sequence

from knowledge.checks.remarks import opening_with, remark
from knowledge.circumstances import branches, needs, outcomes
from knowledge.loader import LoadedProtocol
from knowledge.problems import Problem
from knowledge.protocol import Clause, SocialMediaProtocol
from knowledge.sentence import Sentence, joined


def check_circumstances(loaded: LoadedProtocol) -> Iterator[Problem]:
    """Circumstances that are never asked about, and clauses after which someone is left without any."""
    protocol = loaded.protocol
    if not protocol.circumstances:
        return
    needed = {clause.id: needs(clause, protocol) for clause in protocol.clauses}
    for circumstance in protocol.circumstances.values():
        if not any(circumstance.id in names for names in needed.values()):
            yield remark(
                loaded,
                "circumstance-unused",
                ("circumstances", circumstance.id),
                Sentence(
                    'No clause depends on the circumstance "{id}", so it is never asked about.', id=circumstance.id
                ),
                Sentence("Name one of its options under when of a clause, or remove the circumstance."),
            )
    for at, clause in enumerate(protocol.clauses):
        if not needed[clause.id] or clause.otherwise is not None:
            continue
        left = _left_without(branches(clause.id, protocol), protocol)
        if left is not None:
            yield remark(
                loaded,
                "choice-leads-nowhere",
                ("clauses", at),
                Sentence(
                    "{clause} does not hold for everyone, and who chooses {left} gets no clause at all.",
                    clause=opening_with(clause),
                    left=left,
                ),
                Sentence("Name the clause for them under otherwise."),
            )


def _left_without(tried: Sequence[Clause], protocol: SocialMediaProtocol) -> Sentence | None:
    """The first choices, in words, after which none of the branches holds."""
    for chosen, way in outcomes(tried, protocol):
        if way.clause is None:
            return joined([f'"{option.title.binding}"' for option in chosen], Sentence(" and "))
    return None
