"""The commands, each loaded when it is called; whatever is no command names a week, an exercise or a part."""
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

GRADE = "grade"     # what a name that is no command goes to
HELP = ("--help", "-h")

SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Work": {
        "next": ("next:next_", "what to do next, and where; the same as `grade` alone"),
        "lab": ("lab:lab", "your exercises as notebooks in JupyterLab, graded in their kernel"),
        "watch": ("watch:watch", "grade each file when you save it"),
        "hint": ("stuck:hint", "the next hint of the failing check"),
        "debug": ("stuck:debug", "the failing call in a debugger, in your own file"),
        "speed": ("kernels:speed", "your kernel on a GPU, against what the card can do"),
        "trace": ("kernels:trace", "draw a launch of your kernel, thread by thread"),
        "explain": ("explain:explain", "the model answer beside yours and its reasons, once you have passed"),
        "report": ("report:report", "your report or your sheets as HTML and PDF"),
        "exam": ("exam:exam", "show a mastery check on empty files, within a time, without hints"),
        "review": ("review:review", "write again what you have solved, before you forget it"),
        "journal": ("journal:journal", "what you derived, how you reasoned, how it fails; it opens the last hint"),
        "declare": ("journal:declare", "what was written with AI help: your word"),
        "manifest": ("manifest:manifest", "run an experiment twice and write down what its numbers depend on"),
        "reset": ("files:reset", "begin an exercise or a part anew; a copy is kept"),
        "file": ("file:file", "grade any file as a submission; nothing is recorded")},
    "Look": {
        "dashboard": ("dashboard:dashboard", "your day in a browser; it follows what you grade"),
        "place": ("place:place", "a short quiz that suggests where to begin"),
        "plan": ("plan:plan", "hours a week become dates; a day off moves what follows"),
        "progress": ("progress:progress", "what you have passed, what is due, what is missing"),
        "show": ("show:show", "a week, an exercise or a part"),
        "tracks": ("show:tracks", "all tracks"),
        "use": ("show:use", "choose your track")},
    "Workspace": {
        "doctor": ("kernels:doctor", "what this machine has, and what a missing thing costs"),
        "init": ("files:init", "make a workspace: a folder of your own, ledger included"),
        "export": ("export:export", "what you have passed, as notebooks and as a tested repository"),
        "update": ("files:update", "bring your files up to date with the course; what you wrote stays")},
    "Instructors": {
        "class": ("classroom:class_", "collect, grade, report and export what a class handed in"),
        "problems": ("problems:problems", "fresh problem sets, one for every learner, with their key"),
        "release": ("release:release", "the learners' copy of the course, without the answers")},
    "Authors": {
        "new": ("author:new", "begin an exercise: three files that obey the laws"),
        "stub": ("author:stub", "cut the stubs from the solutions"),
        "verify": ("author:verify", "hold exercises to every law"),
        "site": ("dashboard:site", "the course as plain web pages, without the answers")}}
COMMANDS = {name: entry for section in SECTIONS.values() for name, entry in section.items()} | {
    GRADE: ("target:target", "grade a week, an exercise or a part")}


class Grade(click.Group):
    """Commands win over names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if name != GRADE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"{__package__}.{module}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args if ctx.resilient_parsing and not args else with_command(args))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, words) for name, (_, words) in commands.items()], col_spacing=3)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from .completion import starting_with
        commands = [CompletionItem(name, help=words) for name, (_, words) in COMMANDS.items() if name.startswith(incomplete) and name != GRADE]
        return [*commands, *starting_with(incomplete)]


def with_command(args: list[str]) -> list[str]:
    """Return what was typed with its command in front: options may stand anywhere."""
    place = 0
    while place < len(args) and args[place].startswith("-"):
        if args[place] in (*HELP, "--version"):
            return args
        place += 2 if args[place] == "--seed" else 1
    if place >= len(args):
        return ["next", *args]
    word = args[place]
    if word == "help":
        return [*args[place + 1:], HELP[0]]
    return [word, *args[:place], *args[place + 1:]] if word in COMMANDS else [GRADE, *args]


def _version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> Any:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version
        click.echo(f"groundwork {version('groundwork')}")
        ctx.exit()


@click.command(cls=Grade, context_settings={"help_option_names": list(HELP), "max_content_width": 100},
               epilog="Shell completion: eval \"$(_GRADE_COMPLETE=bash_source grade)\" (or zsh_source, fish_source)",
               options_metavar="", subcommand_metavar="[COMMAND | WEEK | EXERCISE | EXERCISE#PART] [OPTIONS]")
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version and leave.")
def grade() -> None:
    """Grade your work.

    \b
    grade                         what is next
    grade week1                   everything of week 1
    grade log-sum-exp-softmax     one exercise
    grade log-sum-exp-softmax#lse one part of it

    Options of every grading: --json for programs, --fresh to run again what is unchanged, --seed N to fix the draws.

    Option of every command: --overlay DIR, an instructor's own exercises, weights and dates over the course.

    Exit status: 0 all passed, 1 not yet, 2 what was typed, 3 the machine, 4 the course itself.
    """
