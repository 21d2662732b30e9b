"""Both platforms at once, while writes are slow and Microsoft's servers hang."""

from tests.load.slow import acknowledge_slowly


async def test_slow_writes_and_servers_that_hang_keep_nobody_waiting() -> None:
    told = await acknowledge_slowly(60)

    taken = [*told.slack.values(), *told.teams.values()]
    assert len(taken) + told.again + told.forged == 60
    assert len(taken) > 20
    assert max(taken) < 5  # three is what Slack waits; the rest is for a machine that does other things too
    assert told.refused == told.forged == 3
    assert told.answered == len(told.slack)
    assert told.delays[0] > 0
