"""A small identity provider that really speaks OpenID Connect over HTTP, inside the test's own process.

It hands out a code, checks the client's secret, the redirect address and the PKCE verifier, and signs an ID token with a key
that it publishes. A test says who signs in (`who`) and what the token says differently (`instead`).
"""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlparse

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET, TENANT = "concordat-test", "a client secret for tests", "11111111-2222-3333-4444-555555555555"


@dataclass
class Provider:
    address: str = ""
    who: dict[str, Any] = field(default_factory=dict)
    instead: dict[str, Any] = field(default_factory=dict)  # claims that differ; None leaves one out
    key: Any = None
    sign_with: Any = None  # another key than the published one
    without_token: bool = False
    called: str = ""  # what discovery says its issuer is, where that differs
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)  # every authorisation request
    refused: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return self.address

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.called or self.issuer,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            # It offers what must never be taken too: a signature with the shared secret, and none.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes back to, with a code."""
        self.asked.append(asked)
        code = f"code-{len(self.asked)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], client: tuple[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        problem = self._problem(form, client, asked)
        if problem or asked is None:
            self.refused.append(problem)
            return 400, {"error": "invalid_grant"}
        answer: dict[str, Any] = {"access_token": "not used", "token_type": "Bearer", "expires_in": 300}
        if not self.without_token:
            answer["id_token"] = self._sign(self._claims(asked))
        return 200, answer

    def _problem(self, form: dict[str, str], client: tuple[str, str], asked: dict[str, str] | None) -> str:
        if client != (CLIENT, SECRET):
            return "client"
        if asked is None:
            return "code"
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return "redirect_uri"
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return "" if asked.get("code_challenge_method") == "S256" and challenge == asked["code_challenge"] else "pkce"

    def _claims(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "nbf": now, "exp": now + 300, "nonce": asked["nonce"],
            "tid": TENANT, **self.who, **self.instead,
        }  # fmt: skip
        return {name: value for name, value in claims.items() if value is not None}

    def _sign(self, claims: dict[str, Any]) -> str:
        key = self.sign_with or self.key
        if isinstance(key, OctKey):
            return jwt.encode({"alg": "HS256"}, claims, key)
        if key == "none":
            head, body = (
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
                for part in ({"alg": "none"}, claims)
            )
            return f"{head}.{body}."
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, key)


@cache  # making one takes a while
def the_key() -> RSAKey:
    return a_key()


def a_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "k1"}, private=True)


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider(key=the_key())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlparse(self.path)
            if url.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(url.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
                return
            pages = {
                "/.well-known/openid-configuration": provider.discovery,
                "/keys": lambda: {"keys": [provider.key.as_dict(private=False)]},
            }
            self._say(*((200, pages[url.path]()) if url.path in pages else (404, {})))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            given = base64.b64decode(self.headers.get("Authorization", "Basic Og==").split()[1]).decode()
            name, _, secret = given.partition(":")
            self._say(*provider.token(form, (name, secret)))

        def _say(self, status: int, value: dict[str, Any]) -> None:
            content = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
