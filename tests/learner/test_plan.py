"""A plan is a pure function: hours and a first day become dates, weeks merge or stretch, a day off moves what follows."""
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.tracks import track
from autograder.learner.plan import Plan, kind_of, schedule

MONDAY = date(2025, 1, 6)


def dates(hours, name="phase3", off=(), today=MONDAY, done=()):
    return schedule(Plan(name, hours, MONDAY, frozenset(off)), track(name), today, done)


def weeks(found):
    """Return how many weeks the weeks take, the capstone apart."""
    last = max(b.last for b in found.blocks if b.nodes[0].type == "week")
    return ((last - MONDAY).days + 1) / 7


def test_the_hours_of_the_track_give_its_weeks():
    assert weeks(dates(25)) == 16 and weeks(dates(20, "phase0")) == 8 and not dates(25).note


def test_with_more_hours_weeks_merge_where_they_may():
    assert weeks(dates(50)) == 12 and weeks(dates(40, "phase0")) == 4


def test_a_week_of_its_own_where_there_is_time():
    assert [len(b.nodes) for b in dates(20, "phase0").blocks] == [1] * 9
    assert [len(b.nodes) for b in dates(30, "phase0").blocks] == [2] * 4 + [1]


def test_but_no_further():
    found = dates(90)
    assert weeks(found) == 12 and "nothing gets faster" in found.note


def test_with_fewer_hours_they_stretch():
    assert weeks(dates(20)) == 20 and not dates(20).note
    slow = dates(10)
    assert weeks(slow) == 40 and "made for 20 at most, which 20 h a week would do" in slow.note


def test_blocks_follow_each_other():
    for name in ("phase0", "phase1", "phase2", "phase3", "sixty-day", "math-foundations", "ml-foundations"):
        found = dates(13, name)
        assert found.blocks[0].first == MONDAY and found.last == found.blocks[-1].last
        for one, other in zip(found.blocks, found.blocks[1:], strict=False):
            assert one.first <= one.last and timedelta() <= other.first - one.last <= timedelta(days=1)


def test_a_day_off_moves_what_follows_by_a_day():
    before, after = dates(25), dates(25, off=[date(2025, 1, 22)])
    assert after.blocks[0] == before.blocks[0]
    assert all(b.first == a.first + timedelta(days=1) for a, b in zip(before.blocks[3:], after.blocks[3:], strict=True))


def test_what_is_not_finished_goes_on_and_the_rest_moves():
    before, after = dates(20, "phase0"), dates(20, "phase0", today=MONDAY + timedelta(days=16))
    assert after.blocks[0].moved == 10 and after.blocks[0].last == MONDAY + timedelta(days=16)
    assert after.blocks[1].first == before.blocks[1].first + timedelta(days=10)
    done = {"phase0/week1", "phase0/week2"}
    assert dates(20, "phase0", today=MONDAY + timedelta(days=16), done=done).blocks == before.blocks


def test_five_days_build_one_consolidates_one_reads():
    plan = Plan("phase0", 20, MONDAY, frozenset({MONDAY + timedelta(days=2)}))
    kinds = [kind_of(plan, track("phase0"), MONDAY + timedelta(days=n)) for n in range(-1, 9)]
    assert kinds == ["", "build", "build", "off", "build", "build", "build", "consolidate", "read", "build"]


def test_the_same_says_the_same():
    assert dates(13) == dates(13)


@pytest.mark.parametrize("name", ["phase0", "phase3", "math-foundations"])
@given(st.floats(1, 100), st.lists(st.integers(0, 400), max_size=20))
def test_days_off_are_in_no_way_lost(name, hours, off):
    """The work takes as many days that are not off as without them."""
    days = {MONDAY + timedelta(days=n) for n in off}
    plain, moved = dates(hours, name), dates(hours, name, days)
    between = sum(MONDAY <= day <= moved.last for day in days)
    assert (moved.last - plain.last).days == between and moved.last not in days
