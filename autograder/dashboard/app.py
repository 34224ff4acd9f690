"""The dashboard's server: pages, live pieces of pages, and the three things a page may change: a hint read, an entry of the journal, a track chosen."""
import asyncio
import re
import traceback
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ..course import regular
from ..course.resolve import resolve_track
from ..errors import CourseError, SurroundingsError, UsageError
from ..learner import ledger
from ..learner.exam import sits
from ..learner.journal import ASKED, written
from ..learner.memory import remembered
from ..learner.workspace import Workspace, choose, picture
from .exercise import hints
from .guard import Guard
from .links import STATIC, ServerLinks
from .live import Drawn, Pulse, events
from .moment import Moment, Moments, is_gone, stamp
from .pages import NotThere, Page, page

if TYPE_CHECKING:
    from .classes import Classroom  # brings a database along, which a learner's day does without

FORM = 1 << 16     # bytes that a form may hold: a page of the journal


class Dashboard:
    """One workspace, in a browser; and beside it a class, where one is named."""

    def __init__(self, workspace: Workspace, classroom: "Classroom | None" = None) -> None:
        self.workspace = workspace
        self.moments = Moments(workspace)
        self.classroom = classroom
        self.links = ServerLinks(classroom is not None)
        self.pulse = Pulse(lambda: stamp(workspace))
        self.class_pulse = Pulse(classroom.stamp) if classroom else self.pulse

    def _is_of_class(self, address: str) -> bool:
        return self.classroom is not None and address.strip("/") == "class"

    def _page(self, address: str, moment: Moment) -> Page:
        return self.classroom.page() if self.classroom and self._is_of_class(address) else page(address, moment)

    def pulse_of(self, address: str) -> Pulse:
        """Return what beats when a page changes."""
        return self.class_pulse if self._is_of_class(address) else self.pulse

    def draw(self, address: str) -> tuple[int, str]:
        """Return an address's status and page; what goes wrong is a page too."""
        try:
            moment = self.moments.now()
            try:
                found, status = self._page(address, moment), 200
            except NotThere as error:
                found, status = Page("problem.html", "", {"title": "Not here", "sentences": [str(error)], "trace": ""}), 404
            return status, found.whole(moment, self.links, address)
        except (SurroundingsError, UsageError) as error:
            return 503, bare("This page needs something it does not get", [str(error)])
        except CourseError as error:
            return 500, bare("The course itself is wrong here", [str(error), "This is a fault of the course, not yours; `git pull` may mend it."])
        except Exception as error:
            html, status = self.failed(error)
            return status, html

    def failed(self, error: Exception) -> tuple[str, int]:
        """Return the page of a fault of ours, and its status."""
        return bare("The dashboard itself failed", [f"{type(error).__name__}: {error}", self._written_down(error)]), 500

    def _written_down(self, error: Exception) -> str:
        """Keep what happened where it can be reported; return the sentence that says so."""
        try:
            self.workspace.fault.write_text("".join(traceback.format_exception(error)), "utf-8")
        except OSError:
            return "Nothing of yours is lost. Please report it."
        return f"Nothing of yours is lost. Please report it with {self.workspace.shown(self.workspace.fault)}."

    def drawing(self, address: str) -> Drawn:
        """Return a page as it is now, to be drawn region by region; of one that cannot be drawn, there are none."""
        current = self.pulse_of(address).stamp()
        return Drawn(current, self._regions(address))

    def _regions(self, address: str) -> Iterator[tuple[str, str]]:
        try:
            moment = self.moments.now()
            yield from self._page(address, moment).regions(moment, self.links, address)
        except (NotThere, SurroundingsError, UsageError, CourseError):
            return

    def read_hint(self, id: str, check: str, stage: int) -> None:
        """Write down that the next hint of a check was read; asked twice for the same one, it is read once."""
        moment = self.moments.now()
        exercise = moment.built.get(id)
        if exercise is None or moment.trouble and is_gone(self.workspace):
            return
        ledger.read(self.workspace.ledger)      # one of a newer version is left as it is
        findings = [f for one in remembered(self.workspace.memory(exercise)).values() for f in one.findings]
        found = hints(exercise, findings, moment.reading)
        if sits(moment.reading.lines, id):
            raise UsageError("an exam on it is running: no hints meanwhile; `grade exam --hand-in` grades it")
        if found and found.left and not found.is_shut and found.finding.check == check and len(found.read) + 1 == stage:
            ledger.append(self.workspace.ledger, ledger.hint(id, found.finding.part, check, stage))

    def write_journal(self, id: str, part: str, words: dict[str, str]) -> None:
        """Append an entry of the journal."""
        exercise = self.moments.now().built.get(id)
        if exercise is None or is_gone(self.workspace):
            raise UsageError(f"there is no exercise `{id}` to write on; nothing was written down")
        reading = ledger.read(self.workspace.ledger)
        ledger.append(self.workspace.ledger, written(reading.lines, id, part if part in [p.name for p in exercise.parts] else "", words))

    def trace(self, id: str) -> bytes | None:
        """Return the last drawing of a launch."""
        with suppress(OSError, SurroundingsError, UsageError, CourseError):      # what is wrong, a page tells
            exercise = self.moments.now().built.get(id)
            return regular.content(self.workspace.trace(exercise)) if exercise else None
        return None

    def choose(self, name: str) -> None:
        if is_gone(self.workspace):
            raise SurroundingsError(f"{self.workspace.root} is no longer there: your track was not changed")
        choose(self.workspace, resolve_track(name).name)


def bare(title: str, sentences: Iterable[str]) -> str:
    """Return a page that needs no course and no workspace."""
    from .pages import environment
    return environment().get_template("bare.html").render(title=title, sentences=list(sentences), links=ServerLinks())


class Kept(StaticFiles):
    """Files whose address changes with them: a browser may keep them for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200 and scope["query_string"]:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        elif response.status_code == 200:
            response.headers["cache-control"] = "public, max-age=3600"
        return response


def app(workspace: Workspace, hosts: Iterable[str], classroom: "Classroom | None" = None) -> Starlette:
    """Return the dashboard of a workspace, and of a class where one is named, answering to these hosts only."""
    dashboard = Dashboard(workspace, classroom)

    async def show(request: Request) -> Response:
        status, html = await asyncio.to_thread(dashboard.draw, request.url.path)
        return HTMLResponse(html, status)

    async def live(request: Request) -> Response:
        address, since = request.query_params.get("page", "/"), request.query_params.get("since", "")
        stream = events(dashboard.pulse_of(address), lambda: dashboard.drawing(address), since)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    async def drawn(request: Request) -> Response:
        png = await asyncio.to_thread(picture, workspace, request.path_params["name"])
        if png is None:
            return PlainTextResponse("This picture is no longer kept: grading draws it again.", 404)
        return Response(png, media_type="image/png", headers={"cache-control": "private, max-age=31536000, immutable"})

    async def traced(request: Request) -> Response:
        svg = await asyncio.to_thread(dashboard.trace, request.path_params["id"])
        return PlainTextResponse("No launch is drawn: `grade trace` draws one.", 404) if svg is None else Response(svg, media_type="image/svg+xml")

    def changes(change: Callable[[dict[str, str]], str]) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return RedirectResponse(await asyncio.to_thread(change, await _form(request)), 303)
            except ClientDisconnect:
                return Response(status_code=400)       # nobody listens any more
            except (SurroundingsError, UsageError, CourseError) as error:
                return HTMLResponse(bare("Nothing was changed", [str(error)]), 409)
            except Exception as error:
                return HTMLResponse(*dashboard.failed(error))
        return answer

    def hint(form: dict[str, str]) -> str:
        dashboard.read_hint(form.get("exercise", ""), form.get("check", ""), int(form["stage"]) if re.fullmatch("[0-9]{1,3}", form.get("stage", "")) else 0)
        return f"{dashboard.links.exercise(form.get('exercise', ''))}#hints"

    def journal(form: dict[str, str]) -> str:
        id = form.get("exercise", "")
        dashboard.write_journal(id, form.get("part", ""), {name: form.get(name, "") for name in ASKED})
        return f"{dashboard.links.exercise(id)}#hints"

    def track(form: dict[str, str]) -> str:
        dashboard.choose(form.get("track", ""))
        return dashboard.links.today()

    routes = [Route("/live", live), Route("/picture/{name}", drawn), Route("/trace/{id}", traced), Route("/hint", changes(hint), methods=["POST"]),
              Route("/journal", changes(journal), methods=["POST"]), Route("/track", changes(track), methods=["POST"]),
              Mount("/static", Kept(directory=STATIC)), Route("/{path:path}", show)]
    return Starlette(routes=routes, middleware=[Middleware(Guard, hosts=hosts)])


async def _form(request: Request) -> dict[str, str]:
    """Return a small form's fields, each once."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > FORM:
            raise UsageError(f"that is more than the {FORM >> 10} KiB that a form may hold: go back, where your text still stands, and shorten it")
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
