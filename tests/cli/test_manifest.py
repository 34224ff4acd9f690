"""`grade manifest`: a file that says what the numbers of an experiment depend on, after two runs that agree."""
import json

STUDY = """
import numpy as np

def study(rng, n=3):
    return {"mean": float(rng.normal(size=n).mean())}

def restless(seed):
    import time
    return [1.0, time.time_ns()]
"""


def with_study(desk):
    desk.write()
    desk.doubling.write_text(desk.doubling.read_text() + STUDY)


def test_of_the_checks(desk):
    desk.write()
    ran = desk.grade("manifest", "doubling")
    kept = json.loads((desk.work / "manifests" / "doubling.json").read_text())
    assert ran.status == 0 and "the same twice to the bit" in ran.out and "work/manifests/doubling.json" in ran.out
    assert kept["reproduced"] and kept["seeds"] == [0] and kept["calls"][0]["settings"] == {"x": 3} and kept["calls"][0]["result"] == 6
    assert kept["calls"][0]["evidence"] in ran.out
    assert json.loads(desk.grade("manifest", "doubling", "--json").out)["calls"] == kept["calls"]


def test_of_a_function_under_several_seeds(desk):
    with_study(desk)
    ran = desk.grade("manifest", "doubling", "study", "n=5", "--seeds", "0,1,2")
    kept = json.loads((desk.work / "manifests" / "doubling.study.json").read_text())
    assert ran.status == 0 and "['mean']" in ran.out and "95% in" in ran.out and kept["summaries"][0]["seeds"] == 3
    one = desk.grade("manifest", "doubling", "study")
    assert one.status == 0 and "1 seed: no mean, deviation and interval" in " ".join(one.out.split())


def test_what_moves_is_told(desk):
    with_study(desk)
    ran = desk.grade("manifest", "doubling", "restless")
    assert ran.status == 1 and "[1]: expected" in ran.out and "1 of 1 calls gave something else" in ran.out


def test_only_what_passes(desk):
    desk.write(twice="return 3 * x")
    ran = desk.grade("manifest", "doubling")
    assert ran.status == 1 and "does not pass yet" in ran.out and not (desk.work / "manifests").exists()


def test_what_is_typed_wrong(desk):
    with_study(desk)
    for words, says in [(["--seeds", "1,1"], "twice"), (["--seeds", "one"], "whole numbers"), (["--seeds", "1,2"], "a function of yours"),
                        (["study", "5"], "NAME=VALUE"), (["studied"], "defines no function")]:
        ran = desk.grade("manifest", "doubling", *words)
        assert ran.status == 2 and says in ran.err, (words, ran)
