"""A copy that is made while someone writes, put back on an empty place and served."""

from tests.load.restoring import copy_and_put_back


async def test_a_copy_that_is_put_back_has_all_and_sends_nothing_again() -> None:
    told = await copy_and_put_back(200)

    assert told.missing == 0
    assert told.differ == ()
    assert told.aside.deliveries == 100
    assert told.aside.events > 0
    assert told.resent == 0
