"""Both platforms at once, while writes are slow and Microsoft's servers hang."""

from tests.load.slow import acknowledge_slowly


async def test_slow_writes_and_servers_that_hang_keep_nobody_waiting() -> None:
    told = await acknowledge_slowly(60)

    taken = [*told.slack.values(), *told.teams.values()]
    assert len(taken) + told.again + told.forged == 60
    assert len(taken) > 40
    assert max(taken) < 3
    assert told.refused == told.forged == 3
    assert told.answered == len(told.slack)
    assert told.delays[0] > 0
