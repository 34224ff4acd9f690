"""`grade explain`: the model answer beside one's own; opened early, it is written down and waits for an empty copy."""
import json


def lines(desk, kind):
    path = desk.work / ".grade" / "attempts.jsonl"
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["kind"] == kind] if path.exists() else []


def test_the_model_answer_stands_beside_ones_own(desk):
    desk.write(twice="return x + x    # my way")
    desk.grade("doubling#twice")
    ran = desk.grade("explain", "doubling#twice", COLUMNS="100")
    row = next(row for row in ran.out.splitlines() if "my way" in row)
    assert "return x + x    # my way" in row.partition("│")[0] and "return 2 * x    # the definition" in row.partition("│")[2]
    assert "adds to itself" in ran.out and "squares: Twice" in ran.out and "..." not in ran.out


def test_who_wrote_the_model_answer_is_told_so(desk):
    desk.write()
    desk.grade("doubling#again")
    ran = desk.grade("explain", "doubling#again")
    assert "Yours is the model answer" in ran.out and ran.out.count("return x + x") == 1 and "# %%" not in ran.out and '"""' not in ran.out


def test_where_there_is_no_room_they_stand_under_each_other(desk):
    desk.write(twice="return x + x    # my way")
    desk.grade("doubling#twice")
    ran = desk.grade("explain", "doubling#twice", COLUMNS="60")
    assert "│" not in ran.out and ran.out.index("my way") < ran.out.index("The model answer") < ran.out.index("# the definition")
    assert all(len(row) <= 60 for row in ran.out.splitlines())


def test_an_answer_is_opened_early_if_one_insists(desk):
    desk.write(twice="return 0")
    refused = desk.grade("explain", "doubling#twice")
    assert refused.status == 2 and "--anyway" in refused.err and not lines(desk, "answer")
    ran = desk.grade("explain", "doubling", "--anyway")
    assert ran.status == 0 and "# the definition" in ran.out
    assert "return x + x" not in ran.out.partition("The model answer")[2] and "again: once passed" in ran.out
    assert "grade review doubling#twice" in ran.out
    assert [(line["exercise"], line["part"]) for line in lines(desk, "answer")] == [("doubling", "twice")]


def test_then_it_waits_for_an_empty_copy(own_course):
    planned = own_course.course / "curriculum" / "planned.yaml"
    planned.write_text(planned.read_text().partition("doubling:")[0])      # nothing planned stands in the way of mastery
    own_course.grade("explain", "doubling#twice", "--anyway")
    own_course.write()
    own_course.grade("doubling")
    shown = json.loads(own_course.grade("show", "doubling", "--json").out)
    assert shown["state"] == "passed" and shown["answer_seen"] == ["twice"]
    assert "grade review doubling#twice" in own_course.grade("show", "doubling").out
    assert json.loads(own_course.grade("progress", "--json").out)["mastery"][0]["missing"] == ["doubling", "halving"]


def test_opened_after_passing_it_costs_nothing(desk):
    desk.write()
    desk.grade("doubling")
    assert desk.grade("explain", "doubling", "--anyway").status == 0 and not lines(desk, "answer")


def test_programs_read_it_too(desk):
    desk.write(twice="return x + x")
    desk.grade("doubling")
    found = json.loads(desk.grade("explain", "doubling#twice", "--json").out)
    assert "return x + x" in found["parts"][0]["yours"] and "# the definition" in found["parts"][0]["answer"] and found["opened_early"] is None


def test_an_answer_that_cannot_be_written_down_is_not_shown(desk):
    desk.write(twice="return 0")
    (desk.work / ".grade" / "attempts.jsonl").parent.mkdir(parents=True, exist_ok=True)
    (desk.work / ".grade" / "attempts.jsonl").write_text('{"v":99,"kind":"attempt","when":"2030"}\n')
    ran = desk.grade("explain", "doubling#twice", "--anyway")
    assert ran.status == 3 and "# the definition" not in ran.out
