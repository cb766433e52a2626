"""A council's own sign-in: what an operator says of one identity provider, each mistake with its mend."""

import re
from urllib.parse import urlparse

from pydantic import BaseModel, Field, SecretStr, field_validator

# Entra ID's addresses for people of any tenant: their tokens name no council.
_ANYBODY = {"common", "organizations", "consumers"}


class IdentityProvider(BaseModel):
    """One provider speaks for one organisation and its own mail domains, and for nobody else."""

    title: str = Field(description="What its button on the sign-in page says after “Sign in with”")
    organisation: str = Field(description="The organisation whose people it may sign in")
    issuer: str = Field(description="For Entra ID: https://login.microsoftonline.com/TENANT/v2.0")
    client_id: str = Field(min_length=1, description="The application's (client) id")
    client_secret: SecretStr = Field(description="The client secret's value")
    domains: str = Field(description="The council's mail domains, separated by commas")
    tenant: str = Field(default="", description="For Entra ID: the directory (tenant) id, as the claim “tid” says it")
    second_step: bool = Field(
        default=False, description="True where this provider always asks for a second step, so that we need not"
    )

    @field_validator("issuer")
    @classmethod
    def _one_issuer(cls, issuer: str) -> str:
        url = urlparse(issuer)
        here = url.hostname in {"localhost", "127.0.0.1"}
        if url.scheme != "https" and not (url.scheme == "http" and here):
            raise ValueError(
                "The issuer must begin with https://. For Entra ID it is https://login.microsoftonline.com/TENANT/v2.0"
            )
        if _ANYBODY & set(url.path.split("/")) or "{" in issuer:
            raise ValueError(
                "The issuer is open to people of every council. Put your own tenant's id in place of “common”"
            )
        return issuer.rstrip("/")

    @field_validator("domains")
    @classmethod
    def _some_domains(cls, domains: str) -> str:
        named = [domain.strip().lower().lstrip("@") for domain in domains.split(",") if domain.strip()]
        wrong = [domain for domain in named if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain)]
        if not named or wrong:
            raise ValueError(
                f"“{', '.join(wrong) or domains}” is no mail domain. Name the council's own, such as northmoor.gov.uk"
            )
        return ",".join(named)

    @property
    def mail_domains(self) -> frozenset[str]:
        return frozenset(self.domains.split(","))

    def wants_tenant(self) -> bool:
        return "login.microsoftonline" in self.issuer and not self.tenant
