"""R5: Slack and Teams in one process, while writes are slow and Microsoft's servers for keys and tokens hang."""

import asyncio
import re
import statistics
import tempfile
import typing
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout

from tests.adapters.teams.made import activity
from tests.adapters.teams.microsoft import APP, TENANT, Signer, microsoft
from tests.load.serving import Serving, serving
from tests.load.slack import QUESTION, conversation, send, slack_stand_in

PER_SECOND = 50
WRITES_SECONDS = 0.2
HANG_SECONDS = 10.0
_FORGED_EVERY = 20
"""Of the activities one in so many names a key that nobody knows, for which the hanging server is asked."""
_ANSWERED_WITHIN_SECONDS = 60


@dataclass
class Acknowledged:
    """What the platforms were told.

    Attributes:
        slack: The questions that were taken, and after how many seconds.
        teams: The same.
        refused: How many were not let in, of those that name an unknown key.
        forged: How many of those there were.
        again: How many others were not taken.
        answered_meanwhile: How many in Slack had their answer when the last was asked.
        answered: The same in the end.
        delays: How often the loop was looked at, how often it came over 100 ms late, and the longest of all in seconds.
    """

    slack: dict[int, float] = field(default_factory=dict)
    teams: dict[int, float] = field(default_factory=dict)
    refused: int = 0
    forged: int = 0
    again: int = 0
    answered_meanwhile: int = 0
    answered: int = 0
    delays: tuple[int, int, float] = (0, 0, 0.0)


async def acknowledge_slowly(count: int) -> Acknowledged:
    """So many questions, fifty a second, every other one in Teams."""
    loop, told, known, unknown = asyncio.get_running_loop(), Acknowledged(), Signer("known"), Signer("unknown")
    with tempfile.TemporaryDirectory() as name:
        async with microsoft() as there, slack_stand_in() as slack:
            there.signers, there.token_hangs_seconds = [known], HANG_SECONDS
            registration = {
                "MicrosoftAppId": APP,
                "MicrosoftAppPassword": "of-nobody",
                "MicrosoftAppTenantId": TENANT,
                "MAGDAT_ENCODER": "none",
            }
            module = ("tests.load.hindered", there.url, str(WRITES_SECONDS))
            async with (
                serving(Path(name), slack.url, registration, module=module) as one,
                ClientSession(timeout=ClientTimeout(total=30)) as session,
            ):
                while not there.asked:  # noqa: ASYNC110 -- nobody tells; from here on it hangs
                    await asyncio.sleep(0.01)
                there.hangs_seconds = HANG_SECONDS

                async def in_slack(number: int) -> None:
                    asked = loop.time()
                    if await send(session, one.address, number) == 200:
                        told.slack[number] = loop.time() - asked
                    else:
                        told.again += 1

                async def in_teams(number: int) -> None:
                    forged = number % _FORGED_EVERY == 1
                    said = activity(id=f"activity-{number}", person=f"aad-{number}", conversation=f"a:{number}")
                    headers = {"Authorization": f"Bearer {(unknown if forged else known).token()}"}
                    asked = loop.time()
                    to = f"{one.address}/api/messages"
                    async with session.post(to, json=said | {"text": QUESTION}, headers=headers) as answer:
                        took = loop.time() - asked
                    if forged:
                        told.forged += 1
                        told.refused += answer.status == 401
                    elif answer.status == 200:
                        told.teams[number] = took
                    else:
                        told.again += 1

                begun = loop.time()
                async with asyncio.TaskGroup() as group:
                    for number in range(count):
                        group.create_task(in_teams(number) if number % 2 else in_slack(number))
                        await asyncio.sleep(max(0.0, begun + (number + 1) / PER_SECOND - loop.time()))
                told.answered_meanwhile = len(slack.posts)
                ended = loop.time()
                while len(slack.posts) < len(told.slack) and loop.time() - ended < _ANSWERED_WITHIN_SECONDS:  # noqa: ASYNC110 -- as above
                    await asyncio.sleep(0.1)
                told.answered = sum(conversation(number) in slack.posts for number in told.slack)
                told.delays = await _delays(session, one)
    return told


async def _delays(session: ClientSession, one: Serving) -> tuple[int, int, float]:
    async with session.get(f"{one.address}/metrics") as answer:
        figures = await answer.text()

    def of(name: str) -> float:
        found = re.search(rf"^magdat_loop_{re.escape(name)} (\S+)$", figures, re.MULTILINE)
        assert found is not None, name
        return float(found[1])

    looks = int(of("delay_seconds_count"))
    return looks, looks - int(of('delay_seconds_bucket{le="0.1"}')), of("longest_delay_seconds")


async def slow(count: int) -> str:
    """So many questions; how soon each was acknowledged, and whether anything blocked the loop."""
    told = await acknowledge_slowly(count)
    looks, late, longest = told.delays
    return (
        f"{count} questions at {PER_SECOND} a second, half of them in Teams, each write {1000 * WRITES_SECONDS:.0f} ms "
        f"slower, keys and tokens hang {HANG_SECONDS:.0f} s: acknowledged in Slack {_waits(told.slack.values())}, in "
        f"Teams {_waits(told.teams.values())}; {told.again} not taken; {told.refused} of {told.forged} with an unknown "
        f"key refused; in Slack {told.answered_meanwhile} of {len(told.slack)} answered meanwhile, {told.answered} in "
        f"the end; the loop over 100 ms late {late} times of {looks}, at most {1000 * longest:.0f} ms"
    )


def _waits(seconds: typing.Iterable[float]) -> str:
    """The median, the 99th percentile and the longest, in milliseconds."""
    waits = sorted(1000 * each for each in seconds)
    if len(waits) < 2:
        return "never"
    return f"{statistics.median(waits):.0f} / {statistics.quantiles(waits, n=100)[98]:.0f} / {waits[-1]:.0f} ms"
