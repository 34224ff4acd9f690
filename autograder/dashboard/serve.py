"""Open a port on this machine, tell the browser, and serve until Ctrl-C."""
import errno
import os
import socket
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import SurroundingsError
from ..learner.workspace import Workspace, begin
from .app import app

if TYPE_CHECKING:
    from .classes import Classroom

HOST = "127.0.0.1"      # nobody but this machine
PORT = 8585
TRIED = 10              # ports from there on, where none was asked for


def opened(port: int | None) -> socket.socket:
    """Return a listening socket: on the port that was asked for, else on the first that is free."""
    for number in [port] if port is not None else range(PORT, PORT + TRIED):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":      # elsewhere it would let two programs share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            listening.listen(128)
            return listening
        except OSError as error:
            listening.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise SurroundingsError(f"port {number} cannot be opened: {error.strerror or error}") from error
    if port is None:
        raise SurroundingsError(f"the ports {PORT} to {PORT + TRIED - 1} are all taken: `grade dashboard --port 0` takes any that is free")
    raise SurroundingsError(f"port {port} is taken, perhaps by another dashboard, or needs more rights: "
                            "`grade dashboard --port 0` takes any that is free")


def serve(workspace: Workspace, port: int | None, browser: bool, say: Callable[[str], None], classroom: "Classroom | None" = None) -> None:
    """Serve the dashboard of a workspace, and of a class where one is named."""
    import uvicorn
    begin(workspace)
    with opened(port) as listening:
        number = listening.getsockname()[1]
        address = f"http://{HOST}:{number}/{'class' if classroom else ''}"
        hosts = [f"{name}:{number}" for name in (HOST, "localhost")]
        config = uvicorn.Config(app(workspace, hosts, classroom), log_level="critical", access_log=False, lifespan="off", timeout_graceful_shutdown=1,
                                server_header=False, date_header=False, ws="none", loop="asyncio", http="h11")
        say(f"{address}   Ctrl-C ends it")
        if browser and not _shown(address):
            say("no browser was found: open this address in one yourself")
        uvicorn.Server(config).run(sockets=[listening])


def _shown(address: str) -> bool:
    """Open the address in a browser; a text browser, which would take this terminal, does not count."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    if getattr(found, "name", "") in ("w3m", "lynx", "links", "elinks", "www-browser") or (os.name == "posix" and not _has_screen()):
        return False
    return found.open(address)


def _has_screen() -> bool:
    import sys
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("BROWSER"))
