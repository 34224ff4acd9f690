"""`grade plan`: hours a week and a first day become dates."""
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import click

from ..errors import UsageError
from ..learner import plan as plans
from ..learner.plan import Block, Plan, Schedule
from ..learner.workspace import begin
from ..report.ink import table
from ..report.naming import label
from ..report.terminal import nexts, sign
from .desk import Desk, as_json
from .progress import parts_done
from .status import PASSED

KINDS = {"build": "a day to build", "consolidate": "a day to go over what is there", "read": "a day of light reading", "off": "a day off", "": ""}


@click.command()
@click.option("--hours", type=click.FloatRange(plans.FEWEST, plans.MOST), metavar="N", help="Hours you have in a week.")
@click.option("--start", metavar="DATE", help="The first day: 2025-09-01, or today.")
@click.option("--off", multiple=True, metavar="DATE[..DATE]", help="Days off; what follows moves.")
@click.option("--on", "back", multiple=True, metavar="DATE[..DATE]", help="Days that are no days off any more.")
@click.option("--forget", is_flag=True, help="Without dates again.")
@as_json
def plan(hours: float | None, start: str | None, off: tuple[str, ...], back: tuple[str, ...], forget: bool, as_json: bool) -> int:
    """Turn hours a week and a first day into dates on your track.

    \b
    grade plan --hours 12                      from today on
    grade plan --hours 12 --start 2025-09-01
    grade plan --off today                     a day off; the rest moves
    grade plan --off 2025-12-22..2026-01-02

    Five days of a week are for building, one for going over it, one for light reading. What is not finished in its days goes on, and
    all that follows moves: a plan is for you, not the other way round. It locks nothing.
    """
    desk = Desk(as_json)
    today = date.today()
    if forget:
        plans.keep(desk.workspace, desk.track.name, None)
        desk.say("the plan is forgotten; all you have passed is as it was")
        desk.data({"plan": None})
        return PASSED
    before = plans.kept(desk.workspace, desk.track.name)
    if hours is None and before is None:
        if start or off or back:
            raise UsageError("how many hours do you have in a week? As in `grade plan --hours 10`")
        desk.say([*desk.ink.paragraph(f"{desk.track.title} has no dates yet.", 0, "bold"), "",
                  *nexts([("grade plan --hours 10", "ten hours a week, from today on")], desk.ink)])
        desk.data({"plan": None})
        return PASSED
    days = (before.off if before else frozenset()) | set(_days(off, today))
    now = Plan(desk.track.name, hours or (before.hours if before else 0), _day(start, today) if start else before.start if before else today,
               frozenset(days) - set(_days(back, today)))
    if now != before:
        begin(desk.workspace)
        plans.keep(desk.workspace, desk.track.name, now)
    found = plans.schedule(now, desk.track, today, _done(desk))
    desk.say(_lines(now, found, today, desk))
    desk.data({"plan": now.plain() | {"track": now.track}, "today": plans.kind_of(now, desk.track, today), "note": found.note,
               "blocks": [_plain(block) for block in found.blocks], "last": found.last.isoformat() if found.last else None})
    return PASSED


def _days(typed: Iterable[str], today: date) -> Iterator[date]:
    """Yield the days that are meant by `2025-12-24`, `today`, `2025-12-22..2026-01-02`."""
    for text in typed:
        first, dots, last = text.partition("..")
        begin, end = _day(first, today), _day(last, today) if dots else _day(first, today)
        if not 0 <= (end - begin).days <= 366:
            raise UsageError(f"`{text}` is no span of days: the first comes first, and a year is the most")
        yield from (begin + timedelta(days=n) for n in range((end - begin).days + 1))


def _day(text: str, today: date) -> date:
    named = {"today": today, "tomorrow": today + timedelta(days=1)}
    try:
        day = named.get(text.strip().lower()) or date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"`{text}` is no day; write it as {today.isoformat()}, or `today`") from None
    if not plans.can_be_planned(day):
        raise UsageError(f"`{text}` lies too far away to plan by; write the day as {today.isoformat()}, or `today`")
    return day


def _done(desk: Desk) -> set[str]:
    """Return the nodes of which all that can be graded was passed."""
    found = set()
    for node in desk.track.nodes:
        done, built, _ = parts_done(node.exercises, desk)
        if built and done == built:
            found.add(node.id)
    return found


def _lines(now: Plan, found: Schedule, today: date, desk: Desk) -> list[str]:
    ink, done = desk.ink, _done(desk)
    rows, here = [], found.at(today)
    for block in found.blocks:
        mark = sign("passed", ink) if all(n.id in done for n in block.nodes) else ink("bold", "→") if block is here else " "
        names = ", ".join(label(n) if len(label(n)) <= 24 else n.name for n in block.nodes)
        rows.append((f"  {mark} {_span(block)}", names, f"{block.hours} h", ink("dim", f"moved by {_count(block.moved)}") if block.moved else ""))
    of_today = plans.kind_of(now, desk.track, today)
    kind = KINDS[of_today]
    until = f"until {_told(found.last)}" if found.last else ""
    head = ink.flow([ink("bold", desk.track.title), ink("dim", f"{now.hours:g} h a week, {until}")])
    notes = ["", *ink.paragraph(found.note, 2, "dim")] if found.note else []
    today_is = ["", *ink.paragraph(f"Today is {kind}." if kind else f"It begins on {_told(now.start)}.", 2)]
    changed = ("grade plan --on today", "no day off after all") if of_today == "off" else ("grade plan --off today", "a day off; the rest moves")
    to_type = [("grade", "what is next"), changed]
    return [*head, "", *table(rows), *notes, *today_is, "", *nexts(to_type, ink)]


def _count(days: int) -> str:
    return f"{days} {'days' if days > 1 else 'day'}"


def _span(block: Block) -> str:
    return f"{block.first:%d %b} – {block.last:%d %b}"


def _told(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _plain(block: Block) -> dict[str, Any]:
    return {"nodes": [n.id for n in block.nodes], "first": block.first.isoformat(), "last": block.last.isoformat(), "hours": block.hours,
            "moved": block.moved}
