"""Pages follow what is graded elsewhere: whoever watches is sent the pieces that changed, and nothing else."""
import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

LOOK = 0.05         # s between two looks at the workspace while somebody watches: four calls of stat, on every system and file system
HEARTBEAT = 15.0    # s after which a quiet connection is tried

@dataclass
class Drawn:
    """The stamp of a moment, and a page's regions as they were then, drawn one by one."""
    stamp: str
    regions: Iterator[tuple[str, str]]


class Pulse:
    """Looks at the workspace for all watchers at once, and only while there are any."""

    def __init__(self, stamp: Callable[[], str]) -> None:
        self.stamp = stamp
        self.watchers = 0
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        self.watchers += 1
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            yield
        finally:
            self.watchers -= 1

    async def changed(self, since: str) -> bool:
        """Wait until something has changed since a stamp; return False after a while in which nothing did."""
        event = self._changed
        if self.stamp() != since:
            return True
        try:
            await asyncio.wait_for(event.wait(), HEARTBEAT)
        except TimeoutError:
            return False
        return True

    async def _look(self) -> None:
        last = self.stamp()
        while self.watchers:
            await asyncio.sleep(LOOK)
            now = self.stamp()
            if now != last:
                last, changed, self._changed = now, self._changed, asyncio.Event()
                changed.set()


async def events(pulse: Pulse, draw: Callable[[], Drawn], since: str) -> AsyncIterator[bytes]:
    """Yield server-sent events, one a region that is not as it was last sent; `since` is the stamp of the page that asks."""
    async with pulse.watched():
        drawn = await asyncio.to_thread(draw)
        sent: dict[str, str] = {}
        yield b"retry: 1000\n\n"
        is_news = drawn.stamp != since
        while True:
            while piece := await asyncio.to_thread(next, drawn.regions, None):
                name, html = piece
                if is_news and sent.get(name) != html:
                    yield event(name, html)
                sent[name] = html
            is_news = await pulse.changed(drawn.stamp)
            if is_news:
                drawn = await asyncio.to_thread(draw)
            else:
                yield b": still here\n\n"


def event(name: str, html: str) -> bytes:
    return f"event: {name}\n{''.join(f'data: {line}' + chr(10) for line in html.splitlines())}\n".encode()
