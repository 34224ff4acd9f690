"""`grade plan`: kept in the workspace, changed by a word, forgotten by another."""
import json
from datetime import date, timedelta

import pytest


def test_it_begins_with_hours(desk):
    assert "no dates yet" in desk.grade("plan").out
    assert "how many hours" in desk.grade("plan", "--start", "today").err
    ran = desk.grade("plan", "--hours", "10")
    assert ran.status == 0 and "10 h a week" in ran.out and "Week 1" in ran.out and "Today is a day to build." in ran.out


def test_it_is_kept_and_changed(desk):
    desk.grade("plan", "--hours", "10", "--start", "2025-01-06")
    today = date.today().isoformat()
    desk.grade("plan", "--off", "today", "--off", "2025-01-08..2025-01-10")
    found = json.loads(desk.grade("plan", "--on", "2025-01-09", "--json").out)
    assert found["plan"] == {"hours": 10.0, "start": "2025-01-06", "off": ["2025-01-08", "2025-01-10", today], "track": "basics"}
    assert found["today"] == "off" and found["blocks"][0]["moved"] > 0
    assert desk.grade("plan", "--forget").status == 0 and json.loads(desk.grade("plan", "--json").out) == {"plan": None}


def test_a_day_off_can_be_taken_back(desk):
    desk.grade("plan", "--hours", "10")
    ran = desk.grade("plan", "--off", "today")
    assert "Today is a day off." in ran.out and "grade plan --on today" in ran.out and "--off today" not in ran.out
    assert "grade plan --off today" in desk.grade("plan", "--on", "today").out


def test_a_plan_yet_to_begin(desk):
    soon = date.today() + timedelta(days=3)
    assert "It begins on" in desk.grade("plan", "--hours", "5", "--start", soon.isoformat()).out


@pytest.mark.parametrize(("typed", "words"), [(["--hours", "0"], "0"), (["--hours", "9", "--start", "soon"], "`soon` is no day"),
                                              (["--hours", "9", "--off", "2025-02-03..2025-01-01"], "no span of days")])
def test_what_is_no_plan_is_said(desk, typed, words):
    ran = desk.grade("plan", *typed)
    assert ran.status == 2 and words in ran.err and not (desk.work / ".grade" / "plan.json").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"basics": 3}', '{"basics": {"hours": "x", "start": "y", "off": []}}'])
def test_a_plan_that_cannot_be_read_stops_nothing(desk, text):
    path = desk.work / ".grade" / "plan.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert desk.grade("plan").status in (0, 2) and desk.grade("plan", "--forget").status == 0 and desk.grade().status == 0
    assert desk.grade("plan", "--hours", "5").status == 0


@pytest.mark.parametrize("day", ["9999-12-30", "0001-01-01", "2925-01-01"])
@pytest.mark.parametrize("option", ["--start", "--off"])
def test_a_day_of_another_age_is_refused_and_nothing_is_written(desk, option, day):
    ran = desk.grade("plan", "--hours", "5", option, day)
    assert ran.status == 2 and "too far away to plan by" in ran.err and not (desk.work / ".grade" / "plan.json").exists()


@pytest.mark.parametrize("edited", ['"hours": 0', '"hours": 1e-300', '"hours": NaN', '"start": "9999-12-30"', '"off": ["0001-01-01"]', '"off": 3'])
def test_a_plan_that_was_edited_into_nonsense_says_how_to_begin_anew(desk, edited):
    assert desk.grade("plan", "--hours", "5").status == 0
    path = desk.work / ".grade" / "plan.json"
    path.write_text('{"basics": {"hours": 5, "start": "2026-01-01", "off": [], ' + edited + "}}")
    ran = desk.grade("plan")
    assert ran.status == 2 and "plan.json cannot be read as a plan" in ran.err and "--forget" in ran.err
    assert desk.grade("plan", "--forget").status == 0 and desk.grade("plan").status == 0
