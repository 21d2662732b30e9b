"""The matcher in every way that it can work, for the tests that ask the starter protocol."""

import pytest

from knowledge.matching.matcher import Matcher


@pytest.fixture
def matcher(way: str, request: pytest.FixtureRequest) -> Matcher:
    """The one that ``every_way`` says; built once for all tests."""
    built: Matcher = request.getfixturevalue(way)
    return built
