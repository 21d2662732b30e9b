"""What Teams posts: verified, stored, and only then acknowledged."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from adapters.teams.endpoint import PATH, Endpoint
from adapters.teams.keys import KeyRing
from adapters.teams.verifier import Verifier
from bot.errors import StorageUnavailableError
from knowledge.protocol import Language
from tests.adapters.teams.made import Json, activity, pressed
from tests.adapters.teams.microsoft import APP, SERVICE, TENANT, Microsoft, Signer, microsoft
from tests.adapters.teams.test_verifier import HOSTILE

_SIGNER = Signer("endpoint")


class RecordingDoor:
    """Stores what comes, until it is broken."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, Json]] = []
        self.is_broken = False
        self.takes_seconds = 0.0

    async def take(self, channel: str, event_id: str, payload: bytes, sender: str) -> bool:
        """Store it."""
        await asyncio.sleep(self.takes_seconds)
        if self.is_broken:
            raise StorageUnavailableError
        stored = json.loads(payload)
        assert sender == f"teams/{stored['tenant']}/{stored['user']}"
        self.taken.append((channel, event_id, stored))
        return True


class Client:
    """Posts as Teams does."""

    def __init__(self, url: str, door: RecordingDoor, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.door = door
        self._session = session

    async def post(self, body: Json, authorization: str | None = None) -> tuple[int, bytes]:
        """The status, and the body of the answer."""
        signed = f"Bearer {_SIGNER.token()}" if authorization is None else authorization
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self._session.post(self.url, data=written, headers={"Authorization": signed}) as answer:
            return answer.status, await answer.read()


@pytest.fixture
async def stand_in() -> AsyncIterator[Microsoft]:
    async with microsoft() as started:
        started.signers = [_SIGNER]
        yield started


@pytest.fixture
async def client(stand_in: Microsoft) -> AsyncIterator[Client]:
    door, keys = RecordingDoor(), KeyRing(f"{stand_in.url}metadata")
    endpoint = Endpoint(Verifier(APP, keys), door, TENANT, lambda: Language.NL)
    app = Starlette(routes=[Route(PATH, endpoint.answer, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        assert not serving.done()
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with aiohttp.ClientSession() as session:
        yield Client(f"http://127.0.0.1:{port}{PATH}", door, session)
    server.should_exit = True
    await serving
    await keys.close()


async def test_a_message_is_stored_and_then_acknowledged(client: Client) -> None:
    status, body = await client.post(activity(text="mag dat?"))

    ((channel, event_id, stored),) = client.door.taken
    assert (status, body, channel) == (200, b"", "teams")
    assert event_id.startswith("teams/")
    assert not [part for part in ("sanne", TENANT, "activity-1") if part in event_id]
    assert stored["text"] == "mag dat?"


@pytest.mark.parametrize(
    "forged", [HOSTILE[name] for name in HOSTILE if "ASCII" not in name and "megabyte" not in name]
)
async def test_what_is_not_from_teams_gets_401_and_nothing_is_stored(forged: Callable[[], str], client: Client) -> None:
    status, body = await client.post(activity(text="mag dat?"), forged().strip())

    assert (status, body, client.door.taken) == (401, b"", [])


async def test_a_token_for_one_service_does_not_open_for_another(client: Client) -> None:
    status, _ = await client.post(activity(text="mag dat?", serviceUrl="https://smba.trafficmanager.net/amer/"))

    assert (status, client.door.taken) == (401, [])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b"", 400, id="nothing"),
        pytest.param(b"{", 400, id="half"),
        pytest.param(b"[]", 400, id="a list"),
        pytest.param(b'{"a":' * 50_000, 400, id="deep"),
        pytest.param(b"\xff\xfe", 400, id="no text"),
        pytest.param(b"x" * 300_000, 413, id="large"),
        pytest.param({}, 401, id="empty"),
        pytest.param({"channelId": ["msteams"], "serviceUrl": {}}, 401, id="odd types"),
        pytest.param(activity(text="x") | {"conversation": None}, 400, id="no conversation"),
        pytest.param(activity(text="x") | {"from": {"id": ["a"]}}, 400, id="nobody"),
        pytest.param(activity(text="x") | {"id": "a" * 5_000}, 400, id="a long id"),
        pytest.param(activity(text="x") | {"type": 7}, 400, id="no type"),
    ],
)
async def test_what_cannot_be_read_is_refused_and_never_an_error_of_ours(
    body: Json, expected: int, client: Client
) -> None:
    status, _ = await client.post(body)

    assert (status, client.door.taken) == (expected, [])


async def test_another_organisation_is_refused(client: Client) -> None:
    other = activity(text="mag dat?", channelData={"tenant": {"id": "another"}})

    status, _ = await client.post(other)

    assert (status, client.door.taken) == (403, [])


async def test_what_could_not_be_stored_is_not_acknowledged(client: Client) -> None:
    client.door.is_broken = True

    status, _ = await client.post(activity(text="mag dat?"))

    assert status == 503


async def test_storage_that_is_slow_does_not_keep_teams_waiting(client: Client) -> None:
    client.door.takes_seconds = 30.0
    began = asyncio.get_running_loop().time()

    status, _ = await client.post(activity(text="mag dat?"))

    assert status == 503
    assert asyncio.get_running_loop().time() - began < 3


async def test_a_press_is_answered_at_once_in_the_language_of_the_person(client: Client) -> None:
    status, body = await client.post(pressed("claim", {"subject": "case-1", "language": "en"}))

    assert status == 200
    assert json.loads(body) == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Ik heb het ontvangen.",
    }
    assert client.door.taken[0][2]["act"] == "claim"


@pytest.mark.parametrize(
    ("told", "language"),
    [
        pytest.param({"locale": "en-GB"}, "en", id="as most activities tell it"),
        pytest.param(
            {"locale": None, "entities": [{"type": "clientInfo", "locale": "en-US"}]}, "en", id="the client's"
        ),
        pytest.param({"locale": "de", "entities": [{"type": "clientInfo", "locale": "nl-NL"}]}, "nl", id="one of ours"),
        pytest.param({"locale": ["nl"], "entities": [{"type": "clientInfo", "locale": 7}, "x"]}, None, id="odd"),
        pytest.param({"locale": "fr-FR"}, None, id="none of ours"),
    ],
)
async def test_who_installs_it_is_greeted_in_their_own_language(
    told: Json, language: str | None, client: Client
) -> None:
    await client.post(activity("installationUpdate", action="add") | told)

    assert client.door.taken[0][2]["act"] == "greet"
    assert client.door.taken[0][2]["language"] == language


async def test_asking_about_a_message_opens_a_word_on_where_the_answer_comes(client: Client) -> None:
    value = {
        "commandId": "ask-about",
        "messagePayload": {"body": {"contentType": "html", "content": "<p>mag <b>dat</b>?</p>"}},
    }
    asked = activity("invoke", name="composeExtension/fetchTask", value=value, conversation="19:x", of="channel")

    status, body = await client.post(asked)

    assert status == 200
    assert "Het antwoord komt in je eigen chat met mij." in json.dumps(json.loads(body), ensure_ascii=False)
    assert " ".join(client.door.taken[0][2]["text"].split()) == "mag dat ?"
    assert client.door.taken[0][2]["in_chat"]


async def test_what_magdat_says_itself_is_not_taken_for_a_question(client: Client) -> None:
    own = activity(text="Dag") | {"from": {"id": f"28:{APP}", "role": "bot"}}

    status, _ = await client.post(own)

    assert (status, client.door.taken) == (200, [])


async def test_another_kind_of_invoke_is_said_not_to_be_known(client: Client) -> None:
    status, _ = await client.post(activity("invoke", name="task/fetch", value={}))

    assert (status, client.door.taken) == (501, [])


async def test_every_activity_of_a_conversation_is_told_apart(client: Client) -> None:
    for number in range(3):
        await client.post(activity(text="x") | {"id": f"a/{number}"})

    assert len({event_id for _, event_id, _ in client.door.taken}) == 3
    assert client.door.taken[0][2]["service_url"] == SERVICE
