"""What activities become, who has rights, and one case over two platforms, through the real SDK and handlers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.settings import Settings, TeamsSettings, WrongSettingError
from adapters.teams.activities import of_activity
from adapters.teams.channel import TeamsChannel, open_teams
from adapters.teams.places import chat_with
from adapters.teams.reach import Reach
from bot.action import Act, Action
from bot.address import Address, Person
from bot.case import Line
from bot.errors import RightsUnknownError
from bot.events import IncomingEvent
from bot.handlers.reception import Command, Hear, PressButton, receive
from bot.relay import Relay
from tests.adapters.teams.made import BRAM, DESK, GUEST, SANNE, Json, activity, channel_at, pressed
from tests.adapters.teams.microsoft import APP, TENANT, Microsoft, microsoft
from tests.office import DESK as OTHER_DESK
from tests.office import OMAR, QUESTION, Office
from tests.office import SANNE as PERSON

if TYPE_CHECKING:
    from bot.ports import Messenger

ROOM = {"conversation": "19:room@thread.tacv2;messageid=1", "of": "channel"}
MENTION: dict[str, Json] = {
    "entities": [{"type": "mention", "text": "<at>Magdat</at>", "mentioned": {"id": f"28:{APP}"}}]
}


@pytest.fixture
async def stand_in() -> AsyncIterator[Microsoft]:
    async with microsoft() as started:
        yield started


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def channel(stand_in: Microsoft, office: Office) -> AsyncIterator[TeamsChannel]:
    async with channel_at(stand_in, office) as opened:
        yield opened


async def _read(channel: TeamsChannel, stand_in: Microsoft, office: Office, done: Json) -> Command | None:
    incoming = of_activity(done | {"serviceUrl": stand_in.url})
    if incoming is None:
        return None
    event = IncomingEvent(incoming.id, "teams", incoming.stored(), office.clock.now())
    return await asyncio.to_thread(channel.reader.read, event)


async def test_a_mention_in_a_channel_is_asked_privately(
    channel: TeamsChannel, stand_in: Microsoft, office: Office
) -> None:
    command = await _read(channel, stand_in, office, activity(text="<at>Magdat</at> mag dat?", **MENTION, **ROOM))

    assert isinstance(command, Hear)
    assert command.text == "mag dat?"
    assert command.origin.privately
    assert command.origin.where == Address("teams", TENANT, "19:room@thread.tacv2", "1")
    assert command.origin.direct == chat_with(TENANT, SANNE)
    assert command.origin.thread == command.origin.where


async def test_what_is_not_said_to_magdat_is_not_read(
    channel: TeamsChannel, stand_in: Microsoft, office: Office
) -> None:
    assert await _read(channel, stand_in, office, activity(text="wie haalt koffie?", **ROOM)) is None


LEADING_ON = ["share", "choose", "circumstance", "helped", "not-meant"]
ELSEWHERE = Address("teams", TENANT, "19:secret@thread.v2")
OWN = Address("teams", TENANT, "19:own@thread.v2")


@pytest.mark.parametrize("act", LEADING_ON)
async def test_what_leads_on_goes_on_where_it_was_asked(
    act: str, channel: TeamsChannel, stand_in: Microsoft, office: Office
) -> None:
    room = Address("teams", TENANT, "19:room@thread.tacv2", "1")
    back = list(channel._reach.way_back(room, SANNE))

    command = await _read(channel, stand_in, office, pressed(act, {"subject": "q", "language": "nl", "back": back}))

    assert isinstance(command, PressButton)
    assert command.origin.where == command.origin.thread == room
    assert command.origin.privately
    assert command.origin.direct == chat_with(TENANT, SANNE)


@pytest.mark.parametrize("act", [*LEADING_ON, "ask-hr"])
@pytest.mark.parametrize(
    ("forge"),
    [
        pytest.param(lambda _: (ELSEWHERE.conversation, "", "made-up"), id="a proof that was made up"),
        pytest.param(lambda _: (ELSEWHERE.conversation, "", ""), id="no proof"),
        pytest.param(lambda reach: reach.way_back(ELSEWHERE, BRAM), id="what was given to somebody else"),
        pytest.param(
            lambda reach: (
                ELSEWHERE.conversation,
                *reach.way_back(OWN, SANNE)[1:],
            ),
            id="a proof of another room",
        ),
        pytest.param(
            lambda reach: (ELSEWHERE.conversation, "2", reach.way_back(ELSEWHERE, SANNE)[2]),
            id="a proof of another thread",
        ),
        pytest.param(
            lambda reach: reach.way_back(replace(ELSEWHERE, tenant="another"), SANNE), id="of another organisation"
        ),
        pytest.param(lambda reach: reach.way_back(ELSEWHERE, SANNE)[::-1], id="in another order"),
        pytest.param(lambda reach: (*reach.way_back(ELSEWHERE, SANNE), "more"), id="with more to it"),
    ],
)
async def test_a_room_that_was_made_up_is_not_gone_on_in(
    act: str,
    forge: Callable[[Reach], Sequence[str]],
    channel: TeamsChannel,
    stand_in: Microsoft,
    office: Office,
) -> None:
    forged = pressed(act, {"subject": "q", "language": "nl", "back": list(forge(channel._reach))})

    command = await _read(channel, stand_in, office, forged)

    assert isinstance(command, PressButton)
    assert command.action.act == act
    assert command.origin.where == chat_with(TENANT, SANNE)
    assert command.origin.thread is None
    assert not command.origin.privately


@pytest.mark.parametrize(
    ("who", "tenant", "expected"),
    [
        pytest.param(BRAM, TENANT, True, id="a member"),
        pytest.param(GUEST, TENANT, False, id="a guest"),
        pytest.param(SANNE, TENANT, False, id="someone else"),
        pytest.param(BRAM, "another", False, id="a namesake in another organisation"),
    ],
)
async def test_officers_are_the_members_of_the_desk_but_no_guests(  # noqa: PLR0917 -- a case
    who: str,
    tenant: str,
    expected: bool,  # noqa: FBT001 -- a case
    channel: TeamsChannel,
    stand_in: Microsoft,
    office: Office,
) -> None:
    await _read(channel, stand_in, office, activity(text="x", conversation=DESK, of="channel", person=BRAM))

    is_officer = await asyncio.to_thread(channel.roster.is_officer, Person("teams", tenant, who), Line.FIRST)

    assert is_officer is expected


async def test_when_teams_cannot_be_asked_nobody_has_rights(
    channel: TeamsChannel, stand_in: Microsoft, office: Office
) -> None:
    stand_in.answers = [(500, {})] * 10
    await _read(channel, stand_in, office, activity(text="x", conversation=DESK, of="channel", person=BRAM))

    with pytest.raises(RightsUnknownError):
        await asyncio.to_thread(channel.roster.is_officer, Person("teams", TENANT, BRAM), Line.FIRST)


async def test_an_asker_in_teams_is_answered_by_a_desk_elsewhere(
    channel: TeamsChannel, stand_in: Microsoft, office: Office
) -> None:
    relay = Relay(
        office.kept,
        {"chat": office.chat, "teams": channel.messenger},
        office.vault,
        clock=office.clock,
        ids=office.ids,
        chance=office.chance,
        pace=office.pace,
    )

    async def do(command: Command | None) -> None:
        assert command is not None
        await asyncio.to_thread(receive, command, office.ports)
        while await relay.deliver_due():
            pass

    await do(await _read(channel, stand_in, office, activity(text=QUESTION)))
    question_id = list(office.storage.tables.questions)[-1]
    asked = pressed("open-anonymous", {"subject": question_id, "language": "nl"}) | {"id": "activity-2"}
    await do(await _read(channel, stand_in, office, asked))
    for number, (act, text) in enumerate(((Act.CLAIM, ""), (Act.REPLY, "Ja, dat mag."))):
        done = office.origin(OMAR, OTHER_DESK, f"desk-{number}")
        await do(PressButton(done, Action(act, question_id), text or None))

    assert "Ja, dat mag." in str(stand_in.sent[-1][2])
    assert stand_in.sent[-1][1] == "/v3/conversations/a:sanne/activities"
    shown = str([delivery.message for _, delivery in office.chat.got])
    assert "(anoniem)" in shown
    assert not [trace for trace in (SANNE, "a:sanne", "29:", "Sanne", TENANT) if trace in shown]


async def test_an_asker_elsewhere_is_answered_by_a_desk_in_teams(
    channel: TeamsChannel, stand_in: Microsoft, office: Office
) -> None:
    desk = replace(office.ports.desk, address=Address("teams", TENANT, DESK))
    ports = replace(office.ports, desk=desk, roster=channel.roster)
    messengers: dict[str, Messenger] = {"chat": office.chat, "teams": channel.messenger}
    relay = Relay(office.kept, messengers, office.vault, clock=office.clock, ids=office.ids, chance=office.chance)

    async def do(command: Command | None) -> None:
        assert command is not None
        await asyncio.to_thread(receive, command, ports)
        while await relay.deliver_due():
            pass

    def at_desk(act: Act, number: int, **more: Json) -> Json:
        data = {"subject": question_id, "language": "nl"} | more
        place = {"conversation": f"{DESK};messageid=sent-1", "of": "channel", "person": BRAM}
        return pressed(act, data, **place) | {"id": f"press-{number}"}

    await _read(channel, stand_in, office, activity(text="x", conversation=DESK, of="channel", person=BRAM))
    await do(Hear(office.origin(PERSON), QUESTION))
    question_id = list(office.storage.tables.questions)[-1]
    await do(PressButton(office.origin(PERSON), Action(Act.OPEN_NAMED, question_id)))
    await do(await _read(channel, stand_in, office, at_desk(Act.CLAIM, 1)))
    await do(await _read(channel, stand_in, office, at_desk(Act.REPLY, 2, text="Ja, dat mag.")))

    assert "Ja, dat mag." in str(office.last(PERSON))
    assert any(method == "PUT" for method, _, _ in stand_in.sent)


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        pytest.param(Settings(teams=TeamsSettings(app_id=APP)), "MicrosoftAppTenantId", id="no tenant"),
        pytest.param(Settings(teams=TeamsSettings(tenant_id=TENANT)), "MicrosoftAppId", id="no app"),
        pytest.param(
            Settings(teams=TeamsSettings(insecure_local=True), listen_at=("0.0.0.0", 80)),  # noqa: S104 -- refused
            "MAGDAT_HTTP",
            id="open to others without a registration",
        ),
    ],
)
async def test_teams_is_not_listened_to_without_a_registration(settings: Settings, where: str) -> None:
    with pytest.raises(WrongSettingError, match=where):
        await open_teams(settings)
