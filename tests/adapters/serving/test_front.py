"""Who gets a request where several organisations are served, and where one is not whole."""

from collections.abc import Mapping, Sequence

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Message

from adapters.serving.front import Front


class Asked:
    """A listener that takes what has its name in it, and says its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def routes(self) -> Sequence[BaseRoute]:
        return (Route("/events", self._answer, methods=["POST"]),)

    def is_for(self, headers: Mapping[str, str], body: bytes) -> bool:
        del headers
        return self._name.encode() in body

    async def run(self) -> None:
        """Nothing has to be kept open."""

    async def _answer(self, request: Request) -> Response:
        return PlainTextResponse(f"{self._name} {len(await request.body())}")


async def asked(front: Front, body: bytes, path: str = "/events") -> tuple[int, str]:
    """What is answered."""
    said: list[Message] = []
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b"", "root_path": ""}
    await front(scope, receive, send)
    return int(said[0]["status"]), b"".join(message.get("body", b"") for message in said[1:]).decode()


@pytest.fixture
def two() -> Front:
    front = Front(several=True)
    for name in ("kruim", "deeg"):
        front.open(name, [Asked(name)])
    return front


@pytest.mark.parametrize("name", ["kruim", "deeg"])
async def test_a_request_is_for_whoever_says_so_with_all_that_is_in_it(two: Front, name: str) -> None:
    assert await asked(two, name.encode()) == (200, f"{name} {len(name)}")


async def test_what_is_for_nobody_is_refused(two: Front) -> None:
    assert (await asked(two, b"vreemd"))[0] == 421


async def test_the_only_organisation_is_not_asked_whether_it_is_for_it() -> None:
    front = Front()
    front.open("default", [Asked("kruim")])

    assert await asked(front, b"vreemd") == (200, "kruim 6")


async def test_nothing_is_at_another_path(two: Front) -> None:
    assert (await asked(two, b"kruim", "/elsewhere"))[0] == 404


async def test_what_nobody_takes_is_asked_to_come_again_while_one_is_not_whole(two: Front) -> None:
    two.open("deeg", (), whole=False)

    assert (await asked(two, b"deeg"))[0] == 503
    assert (await asked(two, b"deeg", "/elsewhere"))[0] == 503
    assert (await asked(two, b"kruim"))[0] == 200


async def test_once_it_is_whole_it_takes_what_is_for_it(two: Front) -> None:
    two.open("deeg", (), whole=False)
    two.open("deeg", [Asked("deeg")])

    assert (await asked(two, b"deeg"))[0] == 200
    assert (await asked(two, b"vreemd"))[0] == 421
