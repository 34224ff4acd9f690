"""Commands on a learner's files and the course: nothing is overwritten silently."""
import json


def test_init_makes_a_workspace_that_is_found_from_below(desk, tmp_path):
    place = tmp_path / "mine"
    assert desk.grade("init", str(place)).status == 0 and (place / ".gitattributes").exists()
    kept = dict(desk.environment)
    del kept["GROUNDWORK_WORK"]
    below = place / "arithmetic"
    below.mkdir()
    desk.environment, desk.work = kept, below / "x"
    assert "doubling.py" in desk.grade().out and (below / "doubling.py").exists()


def test_reset_keeps_a_copy(desk):
    desk.write(twice="return 'mine'")
    ran = desk.grade("reset", "doubling#twice")
    kept, = (desk.work / ".grade" / "kept").rglob("*.py")
    assert ran.status == 0 and "return 'mine'" in kept.read_text() and "return 'mine'" not in desk.doubling.read_text()
    assert "return x + x" in desk.doubling.read_text() and kept.name in ran.out


def test_update_merges_by_function(own_course):
    own_course.grade("week1")
    own_course.write(twice="return 2 * x", again="...")
    stub = own_course.course / "exercises" / "arithmetic" / "doubling.py"
    stub.write_text(stub.read_text().replace("x + x.", "x + x, as a sum.").replace("2x.", "2x, exactly."))
    ran = own_course.grade("update")
    text = own_course.doubling.read_text()
    assert ran.status == 0 and "return 2 * x" in text and "as a sum" in text and "exactly" not in text
    assert "from the course: again" in ran.out and "+    \"\"\"2x, exactly.\"\"\"" in ran.out
    assert "up to date" in own_course.grade("update").out


def test_a_track_is_chosen_and_kept(desk):
    assert "grade halving" not in desk.grade().out
    assert desk.grade("use", "side").status == 0
    assert "grade halving" in desk.grade().out
    assert json.loads(desk.grade("tracks", "--json").out)["tracks"][1]["yours"]


def test_what_is_there_is_shown(desk):
    assert "tripling" in desk.grade("show", "week1").out and "not built" in desk.grade("show", "week1").out
    ran = desk.grade("show", "doubling")
    assert "Twice a number, in two ways." in ran.out and "by_hand" in ran.out
    assert json.loads(desk.grade("show", "tripling", "--json").out)["state"] == "not_built"
    assert "week1" in desk.grade("show").out


def test_an_author_begins_an_exercise(own_course):
    ran = own_course.grade("new", "arithmetic/adding-up", "Adding up")
    assert ran.status == 0 and "adding_up.py" in ran.out and "grade verify adding-up" in ran.out
    assert "every stub" in own_course.grade("stub").out
    assert own_course.grade("adding-up").status == 1
