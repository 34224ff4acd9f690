"""Where pages lie: on the dashboard's server, or as files beside each other."""
import hashlib
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from ..course.nodes import Node

STATIC = Path(__file__).parent / "static"


class Links(Protocol):
    """What a page may link to."""
    is_live: bool

    def today(self) -> str: ...
    def exercise(self, id: str) -> str: ...
    def node(self, node: Node) -> str: ...
    def map(self, focus: str = "") -> str: ...
    def mastery(self) -> str: ...
    def tracks(self) -> str: ...
    def classroom(self) -> str: ...
    def asset(self, name: str) -> str: ...
    def picture(self, name: str) -> str: ...
    def trace(self, id: str, drawn: int) -> str: ...


@cache
def fingerprint(name: str) -> str:
    """Return a few characters that change with a file, so that a browser may keep it for good."""
    return hashlib.blake2b((STATIC / name).read_bytes(), digest_size=4).hexdigest()


class ServerLinks:
    """Addresses of the running dashboard."""
    is_live = True

    def __init__(self, has_class: bool = False) -> None:
        self.has_class = has_class

    def today(self) -> str:
        return "/"

    def exercise(self, id: str) -> str:
        return f"/exercise/{quote(id)}"

    def node(self, node: Node) -> str:
        return f"/node/{quote(node.track)}/{quote(node.name)}"

    def map(self, focus: str = "") -> str:
        return f"/map/{quote(focus)}" if focus else "/map"

    def mastery(self) -> str:
        return "/mastery"

    def tracks(self) -> str:
        return "/tracks"

    def classroom(self) -> str:
        return "/class" if self.has_class else ""

    def asset(self, name: str) -> str:
        return f"/static/{name}?{fingerprint(name)}"

    def picture(self, name: str) -> str:
        return f"/picture/{quote(name)}"

    def trace(self, id: str, drawn: int) -> str:
        return f"/trace/{quote(id)}?{drawn}"


class SiteLinks:
    """Relative addresses of files, seen from a page so many folders below the top."""
    is_live = False

    def __init__(self, depth: int, track: str) -> None:
        self.up, self.track = "../" * depth, track

    def today(self) -> str:
        return f"{self.up}index.html"

    def exercise(self, id: str) -> str:
        return f"{self.up}exercise/{quote(id)}.html"

    def node(self, node: Node) -> str:
        return f"{self.up}node/{quote(node.track)}/{quote(node.name)}.html"

    def map(self, focus: str = "") -> str:
        return f"{self.up}map/{quote(self.track)}.html" + (f"#{quote(focus)}" if focus else "")

    def mastery(self) -> str:
        return f"{self.up}mastery/{quote(self.track)}.html"

    def tracks(self) -> str:
        return f"{self.up}index.html"

    def classroom(self) -> str:
        return ""       # nor of anybody's class

    def asset(self, name: str) -> str:
        return f"{self.up}static/{name}"

    def picture(self, name: str) -> str:
        return ""       # plain pages are of nobody's work

    def trace(self, id: str, drawn: int) -> str:
        return ""
