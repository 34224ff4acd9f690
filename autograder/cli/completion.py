"""What the shell offers when a name is begun."""
from click.shell_completion import CompletionItem

from .desk import Desk


def starting_with(incomplete: str) -> list[CompletionItem]:
    """Return the names that begin so: weeks and exercises, and parts once an exercise is spelled out."""
    desk = Desk()
    id, sharp, _ = incomplete.partition("#")
    if sharp and id in desk.built:
        names = {f"{id}#{p.name}": p.what for p in desk.built[id].parts}
    else:
        names = dict.fromkeys([*desk.track.names, *desk.built], "")
    return [CompletionItem(name, help=words) for name, words in names.items() if name.startswith(incomplete)]
