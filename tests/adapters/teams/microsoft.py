"""A stand-in for Microsoft on loopback: publishes keys, gives tokens, and takes what a bot sends."""

import asyncio
import json
import time
import typing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

APP, TENANT = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
SERVICE = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"

Json = typing.Any


class Signer:
    """A key pair."""

    def __init__(self, key_id: str, endorsements: tuple[str, ...] = ("msteams",)) -> None:
        self.key_id = key_id
        self.endorsements = endorsements
        self.private = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)

    def published(self) -> dict[str, Json]:
        """As a key server has it."""
        written = jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True)
        return {**written, "kid": self.key_id, "endorsements": list(self.endorsements)}

    def token(self, headers: dict[str, Json] | None = None, **changed: Json) -> str:
        """A token with good claims, but for what is changed; ``None`` takes a claim out."""
        now = int(time.time())
        good = {"iss": ISSUER, "aud": APP, "serviceurl": SERVICE, "nbf": now - 10, "exp": now + 3_600}
        claims = {name: value for name, value in (good | changed).items() if value is not None}
        return jwt.encode(claims, self.private, algorithm="RS256", headers={"kid": self.key_id} | (headers or {}))


class Microsoft:
    """What it publishes can be changed, and it can be made to hang or to fail."""

    def __init__(self) -> None:
        self.url = ""
        self.signers: list[Signer] = []
        self.asked = 0
        self.tokens_asked = 0
        self.tokens_given = 0
        self.token_lasts = 3_600
        self.hangs_seconds = 0.0
        self.token_hangs_seconds = 0.0
        self.fails = False
        self.sent: list[tuple[str, str, Json]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.members: list[Json] = []
        self.cuts = 0
        self.groups: dict[str, list[str]] = {}
        self.graph_asked: list[str] = []
        self.graph_answers: list[web.Response] = []
        self.page_size = 999

    async def _metadata(self, _: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(self.hangs_seconds)
        if self.fails:
            return web.Response(status=500)
        return web.json_response({"jwks_uri": f"{self.url}keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": [each.published() for each in self.signers]})

    async def _token(self, _: web.Request) -> web.Response:
        self.tokens_asked += 1
        await asyncio.sleep(max(self.hangs_seconds, self.token_hangs_seconds))
        if self.fails:
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens_given += 1
        return web.json_response({"access_token": f"token-{self.tokens_given}", "expires_in": self.token_lasts})

    async def _graph(self, request: web.Request) -> web.Response:
        self.graph_asked.append(request.headers.get("Authorization", ""))
        await asyncio.sleep(self.hangs_seconds)
        if self.graph_answers:
            return self.graph_answers.pop(0)
        group = request.match_info["group"]
        if group not in self.groups:
            return web.json_response({"error": {"code": "Request_ResourceNotFound"}}, status=404)
        first = int(request.query.get("$skiptoken", "0"))
        last = first + self.page_size
        page: dict[str, Json] = {"value": [{"id": each} for each in self.groups[group][first:last]]}
        if last < len(self.groups[group]):
            page["@odata.nextLink"] = f"{self.url}graph/groups/{group}/transitiveMembers?$skiptoken={last}"
        return web.json_response(page)

    async def _connector(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.sent.append((request.method, request.path, json.loads(body) if body else None))
        if self.cuts:
            self.cuts -= 1
            assert request.transport is not None
            request.transport.abort()
        if self.answers:
            status, headers = self.answers.pop(0)
            if status >= 400:
                return web.json_response({"error": {"code": "No"}}, status=status, headers=headers)
        if request.path.endswith("/pagedmembers"):
            return web.json_response({"members": self.members})
        return web.json_response({"id": f"sent-{len(self.sent)}"}, status=201)

    def app(self) -> web.Application:
        """What it answers."""
        app = web.Application()
        app.router.add_get("/metadata", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        app.router.add_get("/graph/groups/{group}/transitiveMembers", self._graph)
        app.router.add_route("*", "/v3/{rest:.*}", self._connector)
        return app


@asynccontextmanager
async def microsoft() -> AsyncIterator[Microsoft]:
    """It, listening."""
    stand_in = Microsoft()
    runner = web.AppRunner(stand_in.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield stand_in
    finally:
        await runner.cleanup()
