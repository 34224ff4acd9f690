"""The words of checks about reports: what is missing is said in a sentence, and the rest is graded all the same."""
import numpy as np
import pytest

from autograder.checks import bound, claimed, evidenced, illustrated, manuscript, paged, pointed, referenced, regenerated, sectioned, typeset, understood
from autograder.checks.claims import id_of, program, rounds_to
from autograder.checks.printing import report_in_print
from autograder.errors import LearnerError, Mismatch
from autograder.manuscript import pdf

from .. import needs
from .sources import LATEX, MARKDOWN

ROW = {"id": "share", "text": "The share that is left over.", "value": 0.3712, "lo": 0.3, "hi": 0.45, "by": "share", "seed": 3, "evidence": ""}


def refused(word, *given, **more):
    with pytest.raises(Mismatch) as said:
        word(*given, **more)
    return said.value.message


class Submission:
    text = "def share(seed):\n    return 0.3712\n\n\n# %% claims: numbers\ndef claims():\n    return []\n"


class Yours:
    """A learner's file whose `share` finds one number under the claim's seed, and another elsewhere."""

    def __init__(self, value=0.3712, elsewhere=0.4):
        self.values = {3: value}
        self.elsewhere = elsewhere
        self._worker = type("Worker", (), {"submission": Submission})()

    def share(self, seed):
        return self.values.get(seed, self.elsewhere)

    def __getattr__(self, name):
        raise LearnerError("missing", name)


@pytest.mark.parametrize("source", [MARKDOWN, LATEX, MARKDOWN.encode()], ids=["Markdown", "LaTeX", "bytes"])
def test_a_right_report(source):
    understood(source)
    sectioned(source, "setting", "limitations", words=3)
    typeset(source, at_least=1)
    illustrated(source, ["norms"], at_least=1)
    assert list(referenced(source, at_least=1)) == ["he2015"]
    bound(source, claimed([ROW]), within=["setting"])


def test_not_utf_8():
    said = refused(manuscript, b"# T\n\nGr" + b"\xfc\xdfe\n")
    assert said == "the report is not UTF-8 text: byte 0xfc in its line 3; save it as UTF-8"


@pytest.mark.parametrize("source", [None, 3, [], "", "  \n", b""])
def test_no_report(source):
    assert "report" in refused(manuscript, source)


def test_a_section_that_is_missing_is_named_with_those_there_are():
    assert refused(sectioned, MARKDOWN, "setting", "batch noise", words=1) == (
        "the report has no section “batch noise”; its sections are “Setting”, “Limitations”, “References”")
    assert "has 7 words" in refused(sectioned, MARKDOWN, "limitations", words=30) or "words" in refused(sectioned, MARKDOWN, "limitations", words=30)


def test_a_figure_that_is_not_made():
    assert "the figure “norms” is shown, and your program does not make it; it makes “flow”" in refused(illustrated, MARKDOWN, ["flow"])
    assert "no sentence speaks of" in refused(illustrated, MARKDOWN.replace("[the figure](#norms)", "it"), ["norms"])
    assert "2 are due" in refused(illustrated, MARKDOWN, ["norms"], at_least=2)


def test_a_reference_to_nothing():
    assert "nothing is labelled so" in refused(referenced, MARKDOWN.replace("(#plain)", "(#other)"))
    assert "does not stand under References" in refused(referenced, MARKDOWN.replace("and [@he2015]", "and [@li2018]"))


@pytest.mark.parametrize(("change", "said"), [
    ({"value": 0.2}, "does not lie between"), ({"lo": -9.0, "hi": 9.0}, "says nothing"), ({"by": None}, "its by"), ({"seed": -1}, "its seed"), ({"seed": 1.5}, "its seed"),
    ({"value": float("nan")}, "a finite number"), ({"value": "0.37"}, "a finite number"), ({"text": "short"}, "a sentence"), ({"id": ""}, "its id"), ({"note": 1}, "means nothing here")])
def test_a_claim_that_is_none(change, said):
    assert said in refused(claimed, [ROW | change])


def test_a_claim_lacks_something():
    assert refused(claimed, [{k: v for k, v in ROW.items() if k != "hi"}]) == "claim “share” has no hi"
    assert "two claims" in refused(claimed, [ROW, ROW])
    assert "list of dicts" in refused(claimed, None)


def test_claims_in_yaml():
    text = "- {id: share, text: The share that is left over., value: 0.3712, lo: 0.3, hi: 0.45, by: share, seed: 3, evidence: ''}\n"
    assert claimed(text) == claimed([ROW])
    assert "line 2" in refused(claimed, "- id: x\n  text: [\n- y: ]\n") or "YAML" in refused(claimed, "- id: x\n  text: [\n- y: ]\n")


def test_a_number_is_found_again():
    rng = np.random.default_rng(0)
    listed = claimed([ROW])
    regenerated(Yours(), listed, rng, some=1, rtol=1e-9)
    assert "finds 0.38, and 0.3712 is claimed" in refused(regenerated, Yours(value=0.38), listed, rng, some=1, rtol=1e-9)
    assert "under another seed" in refused(regenerated, Yours(elsewhere=0.9), listed, rng, some=1, rtol=1e-9)
    assert "defines no `other`" in refused(regenerated, Yours(), claimed([ROW | {"by": "other"}]), rng, some=1, rtol=1e-9)


def test_evidence_is_of_the_code_above_the_claims():
    yours = Yours()
    (claim,) = claimed([ROW])
    due = id_of(claim, "an-exercise", program(yours, "claims"))
    evidenced(yours, claimed([ROW | {"evidence": due}]), "an-exercise", up_to="claims")
    assert "no evidence id yet" in refused(evidenced, yours, [claim], "an-exercise", up_to="claims")
    assert "something was changed since" in refused(evidenced, yours, claimed([ROW | {"evidence": due, "value": 0.37}]), "an-exercise", up_to="claims")
    assert "something was changed since" in refused(evidenced, yours, claimed([ROW | {"evidence": due}]), "another-exercise", up_to="claims")


def test_what_is_told_of_claims_can_be_typed_as_it_stands():
    """Who takes over the value and the id that are told is done: the id told beside another value is that value's."""
    yours = Yours(value=0.371234567)
    rows, before = [ROW | {"evidence": "ev-0123456789abcdef"}], None
    for _ in range(2):
        set_on_paper = report_in_print(yours, "an-exercise", source=lambda: MARKDOWN, figures=dict, listed=lambda: rows, assessed=list, criteria={},
                                       up_to="claims")
        told = [note for note in set_on_paper.notes if "claim “share”" in note]
        if before is None:
            (before,) = told
            value, due = before.partition(" finds ")[2].partition(",")[0], before.rpartition(" ")[2]
            rows = [ROW | {"value": float(value), "evidence": due}]
    assert "share(3) finds 0.371234567, not 0.3712" in before and told == []
    evidenced(yours, claimed(rows), "an-exercise", up_to="claims")


def test_numbers_are_bound():
    listed = claimed([ROW])
    assert "belongs to the claim “share”, which is not listed" in refused(bound, MARKDOWN, [])
    assert "it says `0.38` where" in refused(bound, MARKDOWN.replace("[0.37]", "[0.38]"), listed)
    assert "the report does not make it" in refused(bound, MARKDOWN.replace("[0.37](claim:share)", "much"), listed)
    for number in ("0.52", "12 %", "$0.52$", "3e-4"):
        text = MARKDOWN.replace("We take", f"We found {number} and take")
        assert "where does" in refused(bound, text, listed, within=["setting"])
        bound(text, listed, within=["limitations"])
    for setting in ("$g = 0.5$", "12", "version 3", "[1.5](https://example.org)"):
        bound(MARKDOWN.replace("We take", f"With {setting} we take"), listed, within=["setting"])


@pytest.mark.parametrize(("value", "text", "holds"), [
    (0.3712, "0.37", True), (0.3712, "0.4", True), (0.3712, "0.38", False), (0.3712, "37 %", True), (0.3712, "37.1%", True), (0.3712, "38 %", False), (-0.25, "−0.25", True),
    (0.00037, "3.7e-4", True), (0.00037, "3.8e-4", False), (128.0, "128", True), (0.3712, "about a third", False), (0.5, "0", True), (0.3712, "", False)])
def test_a_number_as_it_is_written(value, text, holds):
    assert rounds_to(value, text) is holds


def test_a_judgement_points_to_its_passage():
    row = {"criterion": "limits", "score": 2, "section": "limitations", "quote": "nothing follows"}
    (kept,) = pointed(MARKDOWN, [row], {"limits": "it says where it ends"}, words=2)
    assert kept == row
    for change, said in ({"score": 9}, "its score"), ({"quote": "everything follows"}, "do not stand"), ({"section": "noise"}, "does not have"), ({"quote": "x"}, "too little"):
        assert said in refused(pointed, MARKDOWN, [row | change], {"limits": "it says where it ends"}, words=2)
    assert "not assessed" in refused(pointed, MARKDOWN, None, {"limits": ""})


@needs.chromium
def test_pages():
    assert paged(MARKDOWN, 1, 1) == 1
    assert refused(paged, MARKDOWN, 5, 8) == "the PDF has 1 page; 5 to 8 are due"


def test_without_a_browser_pages_are_skipped(monkeypatch):
    monkeypatch.setattr(pdf, "browser", lambda: None)
    with pytest.raises(pytest.skip.Exception, match="no Chromium is installed"):
        paged(MARKDOWN, 5, 8)
