"""What is being done just now, told to whoever watches."""
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

OnProgress = Callable[[str], None]


def silent(text: str) -> None:
    """Nobody watches."""


_watcher: ContextVar[OnProgress] = ContextVar("watcher", default=silent)


def tell(text: str) -> None:
    """Say what is being done; the next word takes its place, and nothing is kept."""
    _watcher.get()(text)


@contextmanager
def watched_by(watcher: OnProgress) -> Iterator[None]:
    """Let someone hear what is told meanwhile."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
