"""A single answer: equal to what is due, in a form in which nothing is left to be done."""
from ..algebra.tree import Tree, walk
from .causes import likely
from .openings import Opened
from .steps import undecided
from .telling import Account, Found

LEFT = {"D": "a derivative", "E": "a mean", "sum": "a sum", "prod": "a product over a range", "integral": "an integral", "at": "a value at a point",
        "mod": "an expansion", "fn": "a function"}


def answered(opened: Opened, goal: Tree, without: tuple[str, ...]) -> Account:
    """Judge the expression a function returned."""
    record, account, setting = opened.record, opened.account, opened.setting
    answer = record.answer
    if answer is None or answer[0] == "rel":
        account.stop(record.at, Found(("an expression is due here, not an equation",)))
    own = sorted(name for name, declaration in record.declarations.items()
                 if declaration[0] in ("definition", "sequence") and name not in opened.stated)
    if own:
        account.stop(record.at, Found((f"{own[0]} is a name of your own: write the answer without it",)))
    truth = setting.compare(goal, answer)
    account.add("✓" if truth.holds else "✗", record.at, answer)
    left = next((op for op in without if any(node[0] == op or node[0] == "fn" and node[1] == op for node in walk(answer))), None)
    if truth.holds and left:
        account.stop(record.at, Found((f"{LEFT.get(left, left)} is still to be carried out",), mark="…"))
    if truth.holds:
        return account
    account.rows.pop()
    if truth.verdict == "undecided":
        account.stop(record.at, undecided(truth), formula=answer)
    example = truth.counterexample
    account.stop(record.at, Found(
        (truth.message or "not equal to what is due",), values=example.told("due") if example else "",
        cause="" if truth.verdict == "invalid" else likely(goal, answer, setting, due="what is due"),
        got=example.got if example else None, expected=example.expected if example else None), formula=answer)

