from adapters.web.pace import Pace
from tests.contracts.made import minutes


def test_one_who_comes_too_often_waits_a_minute_and_nobody_else_does() -> None:
    pace = Pace(2)

    assert [pace.admits("a", minutes(0)) for _ in range(3)] == [True, True, False]
    assert pace.admits("b", minutes(0))
    assert pace.admits("a", minutes(1))
