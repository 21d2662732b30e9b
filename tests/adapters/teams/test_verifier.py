"""Who is let in, and who is not; keys that are slow, change, or cannot be had."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from adapters.teams.keys import KeyRing
from adapters.teams.verifier import Claimed, NotVerifiedError, Verifier
from tests.adapters.teams.microsoft import APP, SERVICE, Microsoft, Signer, microsoft

_GOOD, _UNKNOWN, _OTHER = Signer("good"), Signer("unknown"), Signer("good")
_SKYPE = Signer("skype", ("skype",))
_NONE = Signer("unendorsed", ())
_TEAMS = Claimed("msteams", SERVICE)


@pytest.fixture
async def stand_in() -> AsyncIterator[Microsoft]:
    async with microsoft() as started:
        started.signers = [_GOOD, _SKYPE, _NONE]
        yield started


def _verifier(stand_in: Microsoft, now: Callable[[], float] = time.monotonic) -> Verifier:
    return Verifier(APP, KeyRing(f"{stand_in.url}metadata", now))


def _unsigned(**header: object) -> str:
    claims = _GOOD.token().split(".")[1]
    written = (
        base64.urlsafe_b64encode(json.dumps({"typ": "JWT", "kid": "good", **header}).encode()).decode().rstrip("=")
    )
    return f"{written}.{claims}."


def _with_public_key_as_secret() -> str:
    """The old trick: HS256, with the public key as the secret."""
    secret = _GOOD.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    claims = jwt.decode(_GOOD.token(), options={"verify_signature": False})
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "HS256", "typ": "JWT", "kid": "good"}, claims)
    )
    signature = hmac.new(secret, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def _bearer(token: str) -> str:
    return f"Bearer {token}"


def _now() -> int:
    return int(time.time())


HOSTILE = {
    "nothing": lambda: "",
    "no token": lambda: "Bearer ",
    "no scheme": _GOOD.token,
    "another scheme": lambda: f"Basic {_GOOD.token()}",
    "no JWT": lambda: _bearer("abc"),
    "three dots": lambda: _bearer("..."),
    "text that is not ASCII": lambda: _bearer("é.é.é"),
    "a megabyte": lambda: _bearer("a" * 1_000_000),
    "alg none": lambda: _bearer(_unsigned(alg="none")),
    "alg missing": lambda: _bearer(_unsigned()),
    "alg HS256 with the public key": lambda: _bearer(_with_public_key_as_secret()),
    "signature cut off": lambda: _bearer(_GOOD.token().rpartition(".")[0] + "."),
    "signature changed": lambda: _bearer(_GOOD.token()[:-20] + "A" * 20),
    "claims of another token": lambda: _bearer(
        ".".join((_GOOD.token().split(".")[0], _GOOD.token(sub="x").split(".")[1], _GOOD.token().split(".")[2]))
    ),
    "another key under the same id": lambda: _bearer(_OTHER.token()),
    "a key that is not published": lambda: _bearer(_UNKNOWN.token()),
    "no key id": lambda: _bearer(jwt.encode({"aud": APP}, _GOOD.private, algorithm="RS256")),
    "a key id that is a list": lambda: _bearer(_unsigned(alg="RS256", kid=["good"])),
    "a key for another channel": lambda: _bearer(_SKYPE.token()),
    "a key for no channel": lambda: _bearer(_NONE.token()),
    "for another bot": lambda: _bearer(_GOOD.token(aud="33333333-3333-3333-3333-333333333333")),
    "for nobody": lambda: _bearer(_GOOD.token(aud=None)),
    "for several bots": lambda: _bearer(_GOOD.token(aud=[APP, "other"])),
    "from another issuer": lambda: _bearer(_GOOD.token(iss="https://sts.windows.net/x/")),
    "from an issuer that begins alike": lambda: _bearer(_GOOD.token(iss="https://api.botframework.com.evil.example")),
    "from no issuer": lambda: _bearer(_GOOD.token(iss=None)),
    "without an end": lambda: _bearer(_GOOD.token(exp=None)),
    "ended ten minutes ago": lambda: _bearer(_GOOD.token(exp=_now() - 600)),
    "an end that is a text": lambda: _bearer(_GOOD.token(exp="tomorrow")),
    "not valid yet": lambda: _bearer(_GOOD.token(nbf=_now() + 900)),
    "another service": lambda: _bearer(_GOOD.token(serviceurl="https://smba.trafficmanager.net/amer/")),
    "no service": lambda: _bearer(_GOOD.token(serviceurl=None)),
    "a service that is no text": lambda: _bearer(_GOOD.token(serviceurl=[SERVICE])),
}
"""Each is refused."""


@pytest.mark.parametrize("forged", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_hostile_token_is_refused(forged: Callable[[], str], stand_in: Microsoft) -> None:
    verifier = _verifier(stand_in)

    with pytest.raises(NotVerifiedError):
        await verifier.verify(forged(), _TEAMS)


@pytest.mark.parametrize(
    "claimed",
    [
        pytest.param(Claimed("emulator", SERVICE), id="another platform"),
        pytest.param(Claimed("", SERVICE), id="no platform"),
        pytest.param(Claimed("msteams", ""), id="no service"),
        pytest.param(Claimed("msteams", "https://evil.example/"), id="a service elsewhere"),
        pytest.param(Claimed("msteams", "http://smba.trafficmanager.net/emea/"), id="in the clear"),
        pytest.param(Claimed("msteams", "https://smba.trafficmanager.net.evil.example/"), id="begins alike"),
        pytest.param(Claimed("msteams", "https://smba.trafficmanager.net@evil.example/"), id="a name before the host"),
        pytest.param(Claimed("msteams", "https://evilbotframework.com/"), id="ends alike"),
        pytest.param(Claimed("msteams", "https://smba.trafficmanager.net:8443/"), id="another port"),
        pytest.param(Claimed("msteams", "http://127.0.0.1:1/"), id="this machine"),
        pytest.param(Claimed("msteams", "https://[broken/"), id="no address"),
    ],
)
async def test_a_good_token_does_not_open_for_another_service(claimed: Claimed, stand_in: Microsoft) -> None:
    verifier = _verifier(stand_in)

    with pytest.raises(NotVerifiedError):
        await verifier.verify(_bearer(_GOOD.token(serviceurl=claimed.service_url)), claimed)


async def test_a_good_token_passes(stand_in: Microsoft) -> None:
    await _verifier(stand_in).verify(_bearer(_GOOD.token()), _TEAMS)


async def test_a_clock_that_is_four_minutes_off_is_borne(stand_in: Microsoft) -> None:
    token = _GOOD.token(exp=int(time.time()) - 240)

    await _verifier(stand_in).verify(_bearer(token), _TEAMS)


async def test_a_key_that_is_published_later_is_found_within_a_minute(stand_in: Microsoft) -> None:
    now = [0.0]
    verifier = _verifier(stand_in, lambda: now[0])
    await verifier.verify(_bearer(_GOOD.token()), _TEAMS)
    stand_in.signers = [_UNKNOWN]

    now[0] = 61.0
    await verifier.verify(_bearer(_UNKNOWN.token()), _TEAMS)


async def test_however_many_keys_are_made_up_the_server_is_asked_once_a_minute(stand_in: Microsoft) -> None:
    verifier = _verifier(stand_in, lambda: 0.0)

    for number in range(50):
        with pytest.raises(NotVerifiedError):
            await verifier.verify(_bearer(_GOOD.token(headers={"kid": f"made-up-{number}"})), _TEAMS)

    assert stand_in.asked == 1


async def test_known_keys_hold_while_the_server_fails(stand_in: Microsoft) -> None:
    now = [0.0]
    verifier = _verifier(stand_in, lambda: now[0])
    await verifier.verify(_bearer(_GOOD.token()), _TEAMS)
    stand_in.fails = True

    now[0] = 3 * 86_400.0
    await verifier.verify(_bearer(_GOOD.token()), _TEAMS)


async def test_a_server_that_hangs_holds_up_nobody(stand_in: Microsoft) -> None:
    ring = KeyRing(f"{stand_in.url}metadata")
    await ring.warm()
    verifier = Verifier(APP, ring)
    stand_in.hangs_seconds = 10.0
    ring._tried_at = float("-inf")
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - before - 0.005)

    watching = asyncio.create_task(watch())
    slow = asyncio.create_task(verifier.verify(_bearer(_UNKNOWN.token()), _TEAMS))
    await asyncio.sleep(0.1)
    began = time.perf_counter()
    await verifier.verify(_bearer(_GOOD.token()), _TEAMS)
    took = time.perf_counter() - began
    with pytest.raises(NotVerifiedError):
        await slow
    watching.cancel()
    await ring.close()

    assert took < 0.1
    assert longest < 0.1
