"""What the dashboard answers at all: this machine's own pages, and nobody else's."""
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No inline script or style, nothing from elsewhere, and in nobody's frame.
POLICY = "; ".join(("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
                    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"))
HEADERS = {"content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
           "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin"}


class Guard:
    """Refuses foreign Host headers (a name somebody pointed at this machine) and requests that other sites make."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app, self.hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if refusal := self._refusal(scope["method"], Headers(scope=scope)):
            await PlainTextResponse(refusal, 403, headers=HEADERS)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)
        await self.app(scope, receive, with_headers)

    def _refusal(self, method: str, headers: Headers) -> str:
        host = headers.get("host", "")
        if host.lower() not in self.hosts:
            return f"This dashboard answers to {' and '.join(sorted(self.hosts))} only."
        if method in ("GET", "HEAD"):
            return ""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        own = origin is not None and urlsplit(origin).netloc.lower() == host.lower() and origin.startswith("http:")
        if (origin is not None and not own) or site not in (None, "same-origin") or not (own or site):
            return "Only the dashboard's own pages may change anything here."
        return ""
