"""What only the whole protocol shows: twins, coverage, drifted translations, contradicted verdicts, failing tests."""

from collections.abc import Iterator
from datetime import date

from knowledge.checks.circumstances import check_circumstances
from knowledge.checks.claims import check_questions, check_twins
from knowledge.checks.coverage import check_groups, check_open_topics, check_tests_stand, check_topics
from knowledge.checks.dates import check_reviews
from knowledge.checks.examples import check_examples
from knowledge.checks.forecast import Forecast, foresee
from knowledge.checks.ladder import check_evidence
from knowledge.checks.outcomes import FindsClauses, Remembering
from knowledge.checks.own_tests import check_own_tests
from knowledge.checks.quoting import check_lengths
from knowledge.checks.translations import check_example_languages, check_translations
from knowledge.checks.unfinished import check_finished
from knowledge.checks.verdicts import check_verdicts
from knowledge.checks.wording import wording_of
from knowledge.loader import LoadedProtocol, garbage_left_alone
from knowledge.problems import Problem

__all__ = ["FindsClauses", "Forecast", "Remembering", "check_protocol", "foresee"]


def check_protocol(loaded: LoadedProtocol, matcher: FindsClauses | None, today: date) -> tuple[Problem, ...]:
    """All that deserves a second look in a protocol that loads, in the order of the file.

    All are warnings, but for the protocol's own tests that fail (``failing-test``): those keep it from going live.
    What the loader warned of is in ``loaded.warnings`` and not repeated here.

    Args:
        loaded: The protocol as the loader gives it, with its places.
        matcher: A matcher of this very protocol; ``None`` leaves out its examples and tests.
        today: Reviews that were due before this day are overdue.
    """
    try:
        with garbage_left_alone():
            return tuple(sorted(_problems(loaded, matcher, today), key=lambda problem: problem.place))
    finally:
        wording_of.cache_clear()


def _problems(loaded: LoadedProtocol, matcher: FindsClauses | None, today: date) -> Iterator[Problem]:
    yield from check_reviews(loaded, today)
    yield from check_topics(loaded)
    yield from check_open_topics(loaded)
    yield from check_groups(loaded)
    yield from check_circumstances(loaded)
    yield from check_verdicts(loaded)
    yield from check_lengths(loaded)
    yield from check_finished(loaded)
    yield from check_translations(loaded)
    yield from check_example_languages(loaded)
    yield from check_questions(loaded)
    yield from check_twins(loaded)
    yield from check_evidence(loaded)
    yield from check_tests_stand(loaded)
    if matcher is not None:
        yield from check_examples(loaded, matcher)
        yield from check_own_tests(loaded, matcher)
