"""A plain load generator: so many connections, each posting its requests one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter

CONNECTIONS = 64


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """The bytes of one keep-alive request."""
    lines = [f"POST {path} HTTP/1.1", "host: kotha", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def rate(port: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> float:
    """Requests a second, all answered 200.

    Raises:
        AssertionError: one was not.
    """
    shares = [requests[start::connections] for start in range(connections)]
    began = perf_counter()
    await asyncio.gather(*(_talk(port, share) for share in shares if share))
    return len(requests) / (perf_counter() - began)


async def _talk(port: int, share: Sequence[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in share:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = next(
            (
                int(line[15:])
                for line in head.lower().split(b"\r\n")
                if line.startswith(b"content-length:")
            ),
            0,
        )
        if length:
            await reader.readexactly(length)
    writer.close()
    await writer.wait_closed()
