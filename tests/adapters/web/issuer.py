"""An issuer of accounts on this machine, as real as one can be: it speaks OpenID Connect, and lies when told to."""

import base64
import hashlib
import json
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT_ID, SECRET = "magdat", "not very secret"
Claims = dict[str, Any]


@dataclass
class Issuer:
    """What it does, and what is to be wrong with it.

    Attributes:
        login: Who is at the browser.
        spoil: Changes what a token claims.
        sign: Signs a token; an honest issuer with its own key.
        says: Changes its discovery document.
        keys_said: What it says its keys are; its own when not given.
        named: What it calls itself; empty for its own address.
    """

    login: str = "anna"
    address: str = ""
    named: str = ""
    spoil: Callable[[Claims], Claims] = field(default=lambda claims: claims)
    sign: Callable[["Issuer", Claims], str] = field(default=lambda issuer, claims: issuer.signed(claims))
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65_537, 2_048))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    says: Callable[[Claims], Claims] = field(default=lambda configuration: configuration)
    keys_said: Claims | None = None
    down: bool = False

    def signed(self, claims: Claims, key_id: str = "one") -> str:
        return jwt.encode(claims, self.key, "RS256", {"kid": key_id})

    def reset(self) -> None:
        fresh = Issuer()
        self.login, self.named, self.spoil, self.sign, self.down = "anna", "", fresh.spoil, fresh.sign, False
        self.says, self.keys_said = fresh.says, None

    def public_pem(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def configuration(self) -> Claims:
        at = self.address
        return {
            "issuer": self.named or at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
        }

    def keys(self) -> Claims:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to, with a code."""
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = urllib.parse.urlencode({"code": code, "state": asked["state"]})
        return f"{asked['redirect_uri']}?{back}"

    @staticmethod
    def knows(authorization: str) -> bool:
        """Whether it is the id and the secret of Magdat."""
        expected = base64.b64encode(f"{CLIENT_ID}:{SECRET.replace(' ', '%20')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
        return authorization in (f"Basic {expected}", f"Basic {plain}")

    def token(self, form: dict[str, str]) -> Claims | None:
        """A token for a code that is good once, for who knows the verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None:
            return None
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": self.login,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "login": self.login,
            "org": "kruim",
            "name": self.login.title(),
        }
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.sign(self, self.spoil(claims))}


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer that answers at its address."""
    issuer = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            if issuer.down:
                self._say(503, {})
            elif path == "/.well-known/openid-configuration":
                self._say(200, issuer.says(issuer.configuration()))
            elif path == "/keys":
                self._say(200, issuer.keys() if issuer.keys_said is None else issuer.keys_said)
            elif path == "/authorize":
                self.send_response(302)
                self.send_header("Location", issuer.authorize(dict(urllib.parse.parse_qsl(query))))
                self.end_headers()
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            if not issuer.knows(self.headers.get("Authorization", "")):
                self._say(401, {"error": "invalid_client"})
                return
            token = issuer.token(form)
            self._say(400, {"error": "invalid_grant"}) if token is None else self._say(200, token)

        def _say(self, status: int, told: Claims) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield issuer
        finally:
            server.shutdown()
            thread.join()
