"""A browser as light as it can be: one kept connection, cookies, forms. It does what browsers do when a connection breaks."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin

from lxml import html

TIMEOUT = 30.0  # seconds: after that a person would have given up


class Broken(Exception):
    """The connection ended before the whole answer was there. Whether the service did anything is not known."""


@dataclass(frozen=True)
class Answer:
    status: int
    address: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def leads_to(self) -> str:
        return urljoin(self.address, self.headers.get("location", "")) if self.status in {301, 302, 303} else ""

    def form(self, *, having: str = "") -> dict[str, str]:
        """The fields of the page's largest form (or the one with a field), as the page filled them in."""
        forms = [found for found in html.fromstring(self.body).forms if not having or having in found.fields]
        if not forms:
            return {}
        largest = max(forms, key=lambda found: len(found.fields))
        return {name: value for name, value in largest.form_values() if isinstance(name, str)}


@dataclass
class Browser:
    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    asked_again: int = 0
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None

    async def get(self, address: str) -> Answer:
        """A look changes nothing, so it is repeated where the connection broke, as browsers do."""
        for again in range(3):
            try:
                return await self._ask("GET", address, b"")
            except Broken:
                self.asked_again += 1
                await asyncio.sleep(0.2 * again)
        return await self._ask("GET", address, b"")

    async def post(self, address: str, fields: Mapping[str, str]) -> Answer:
        """Sent once. `Broken` where no answer came: what then is for the person to decide."""
        return await self._ask("POST", address, urlencode(fields).encode())

    async def _ask(self, method: str, address: str, body: bytes) -> Answer:
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._exchange(method, address, body)
        except (OSError, asyncio.IncompleteReadError, ValueError, TimeoutError) as problem:
            self.close()
            raise Broken(f"{method} {address}: {type(problem).__name__}") from problem

    async def _exchange(self, method: str, address: str, body: bytes) -> Answer:
        if self._writer is None or self._reader is None or self._reader.at_eof():
            self.close()
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port, limit=1 << 20)
        head = [f"{method} {address} HTTP/1.1", f"Host: {self.host}", "Accept-Encoding: identity"]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self._writer.write("\r\n".join([*head, "", ""]).encode() + body)
        await self._writer.drain()
        return await self._read(address)

    async def _read(self, address: str) -> Answer:
        assert self._reader is not None
        status, headers = _head(await self._reader.readuntil(b"\r\n\r\n"), self.cookies)
        if "content-length" in headers:
            body = await self._reader.readexactly(int(headers["content-length"]))
        elif headers.get("transfer-encoding") == "chunked":
            body = await self._chunks()
        else:
            body = b""
        if headers.get("connection") == "close":
            self.close()
        return Answer(status, address, headers, body)

    async def _chunks(self) -> bytes:
        assert self._reader is not None
        parts = []
        while size := int((await self._reader.readuntil(b"\r\n")).strip(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readuntil(b"\r\n")
        return b"".join(parts)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def _head(told: bytes, cookies: dict[str, str]) -> tuple[int, dict[str, str]]:
    first, *lines = told.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in filter(None, lines):
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            key, _, kept = value.strip().partition(";")[0].partition("=")
            cookies[key] = kept
        headers[name.lower()] = value.strip()
    return int(first.split()[1]), headers
