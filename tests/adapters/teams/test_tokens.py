"""The token to speak with: ahead of its end, once at a time, and never at the cost of others."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.teams.tokens import NoTokenError, Tokens
from tests.adapters.teams.microsoft import APP, TENANT, Microsoft, microsoft


@pytest.fixture
async def stand_in() -> AsyncIterator[Microsoft]:
    async with microsoft() as started:
        yield started


async def test_many_at_once_ask_for_one_token(stand_in: Microsoft) -> None:
    tokens = Tokens(APP, "secret", TENANT, login=stand_in.url)

    got = await asyncio.gather(*(tokens.current() for _ in range(20)))

    assert set(got) == {"token-1"}


async def test_who_waited_for_a_try_that_failed_waits_for_no_other(stand_in: Microsoft) -> None:
    stand_in.token_hangs_seconds, stand_in.fails = 0.2, True
    tokens = Tokens(APP, "secret", TENANT, login=stand_in.url)

    got = await asyncio.gather(*(tokens.current() for _ in range(20)), return_exceptions=True)

    assert [type(each) for each in got] == [NoTokenError] * 20
    assert stand_in.tokens_asked == 1


async def test_after_a_try_that_failed_the_next_one_asks_anew(stand_in: Microsoft) -> None:
    stand_in.fails = True
    tokens = Tokens(APP, "secret", TENANT, login=stand_in.url)
    with pytest.raises(NoTokenError):
        await tokens.current()

    stand_in.fails = False

    assert await tokens.current() == "token-1"


async def test_a_token_is_renewed_before_it_ends(stand_in: Microsoft) -> None:
    now = [0.0]
    tokens = Tokens(APP, "secret", TENANT, login=stand_in.url, now=lambda: now[0])
    await tokens.current()

    now[0] = 3_001.0
    keeping = asyncio.create_task(tokens.keep_fresh())
    for _ in range(200):
        await asyncio.sleep(0.01)
        if stand_in.tokens_given == 2:
            break
    keeping.cancel()

    assert await tokens.current() == "token-2"


async def test_the_old_token_serves_while_the_next_is_waited_for(stand_in: Microsoft) -> None:
    now = [0.0]
    tokens = Tokens(APP, "secret", TENANT, login=stand_in.url, now=lambda: now[0])
    await tokens.current()
    stand_in.hangs_seconds = 5.0

    now[0] = 3_100.0
    keeping = asyncio.create_task(tokens.keep_fresh())
    await asyncio.sleep(0.05)

    async with asyncio.timeout(0.1):
        assert await tokens.current() == "token-1"
    keeping.cancel()


async def test_microsofts_word_for_why_there_is_none_is_told_without_the_secret(stand_in: Microsoft) -> None:
    stand_in.fails = True

    with pytest.raises(NoTokenError) as none:
        await Tokens(APP, "very-secret", TENANT, login=stand_in.url).current()

    assert none.value.code == "invalid_client"
    assert "very-secret" not in str(none.value)
