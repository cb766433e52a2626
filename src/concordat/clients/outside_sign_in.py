"""Sign-in at a council's own identity provider by OpenID Connect: the code flow with PKCE, state and nonce.

authlib speaks the protocol. What it leaves to its user is checked here: the issuer is the one that was configured, the
token was made for us, and only signatures by public keys are taken. Who the person is *here* is not decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

from concordat.clients.identity_provider import IdentityProvider

SIGNATURES = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512")
SECONDS = 10  # the longest wait for the provider
LEEWAY = 60  # seconds by which two clocks may differ


class NotSignedIn(Exception):
    """Why, in words for the operator's log; the person reads one sentence that is the same for all."""


@dataclass(frozen=True, slots=True)
class OutsidePerson:
    """What the provider vouches for. `email` is empty unless it is verified, or the council's own user name."""

    issuer: str
    subject: str
    email: str
    second_step: bool


def ask(request: HttpRequest, name: str, provider: IdentityProvider, *, back_to: str) -> HttpResponse:
    """Send the browser to the provider; state, nonce and PKCE verifier wait in the session."""
    try:
        answer: HttpResponse = _client(name, provider).authorize_redirect(request, back_to)
        return answer
    except (requests.RequestException, AuthlibBaseError, JoseError, RuntimeError, ValueError) as problem:
        raise NotSignedIn(_why(problem)) from problem


def answer(request: HttpRequest, name: str, provider: IdentityProvider) -> OutsidePerson:
    """Who came back. Raises `NotSignedIn` where anything does not fit."""
    must = {
        "iss": {"essential": True, "values": [provider.issuer]},
        "aud": {"essential": True, "values": [provider.client_id]},
    }
    try:
        token = _client(name, provider).authorize_access_token(request, claims_options=must, leeway=LEEWAY)
    except (requests.RequestException, AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError) as problem:
        raise NotSignedIn(_why(problem)) from problem
    claims = token.get("userinfo")
    if not claims:
        raise NotSignedIn("the provider sent no ID token")
    return person_of(claims, provider)


def person_of(claims: Mapping[str, Any], provider: IdentityProvider) -> OutsidePerson:
    """Read a token that was checked.

    An e-mail address counts only if the provider says that it is verified. Entra ID says so in `xms_edov` or not at all:
    there the user name counts, because only the tenant itself can give one out. Both must be in the council's domains.
    Source: Microsoft, "Secure applications and APIs by validating claims" and "Migrate away from using email claims for
    user identification or authorization".
    """
    if provider.tenant and claims.get("tid") != provider.tenant:
        raise NotSignedIn("the token is of another tenant")
    verified = claims.get("email_verified") is True or claims.get("xms_edov") in (True, 1, "1", "true")
    candidates = [claims.get("email") if verified else None]
    candidates.append(claims.get("preferred_username") if provider.tenant else None)
    ours = [
        str(one).strip().lower()
        for one in candidates
        if one and str(one).strip().lower().rpartition("@")[2] in provider.mail_domains
    ]
    return OutsidePerson(
        issuer=provider.issuer,
        subject=str(claims["sub"]),
        email=ours[0] if ours else "",
        second_step=provider.second_step or "mfa" in (claims.get("amr") or ()),
    )


def what_is_wrong(provider: IdentityProvider) -> str:
    """Ask the provider who it is. Empty where its answer fits what was configured."""
    try:
        found = requests.get(_discovery(provider), timeout=SECONDS)
        found.raise_for_status()
        said = found.json()
    except (requests.RequestException, ValueError) as problem:
        return _why(problem)
    if said.get("issuer") != provider.issuer:
        return f"it calls itself {said.get('issuer')}"
    missing = [key for key in ("authorization_endpoint", "token_endpoint", "jwks_uri") if not said.get(key)]
    return f"it does not say its {missing[0]}" if missing else ""


def _discovery(provider: IdentityProvider) -> str:
    return f"{provider.issuer}/.well-known/openid-configuration"


def _client(name: str, provider: IdentityProvider) -> Any:
    client = _made(name, provider.issuer, provider.client_id, provider.client_secret.get_secret_value())
    said = client.load_server_metadata()
    if said.get("issuer") != provider.issuer:
        raise NotSignedIn(f"the provider calls itself {said.get('issuer')}")
    # Never a signature with a shared secret, nor none at all, whatever the provider offers.
    offered = said.get("id_token_signing_alg_values_supported") or ["RS256"]
    said["id_token_signing_alg_values_supported"] = [kind for kind in offered if kind in SIGNATURES] or ["RS256"]
    return client


@lru_cache(maxsize=64)  # its discovery and keys are asked for once a process; an unknown key asks again
def _made(name: str, issuer: str, client_id: str, secret: str) -> Any:
    return OAuth().register(
        name,
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256", "default_timeout": SECONDS},
    )


def _why(problem: Exception) -> str:
    """The kind of problem and what it is about; never an answer of the provider, which may hold personal details."""
    about = getattr(problem, "claim", "") or getattr(problem, "error", "")
    return f"{type(problem).__name__} {about}".strip()
