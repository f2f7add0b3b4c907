"""`yinju eval`: run a question set and score it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from qa.evaluate import ALL, GoldQuestion, gold_question, score, summarise
from ui import terminal
from ui.errors import UnreadableQuestions
from ui.options import add_library, open_library
from ui.questions import Questions, read_questions
from ui.render import table_text

Figures = Mapping[str, Mapping[str, float]]


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "eval", help="用一套带答案的问题打分", description="回答一套带答案的问题并打分，按题型列出。"
    )
    command.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    add_library(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask, score and print; 3 where some lines could not be read."""
    gold, faults = _gold(args.questions, read_questions(args.questions))
    for fault in faults:
        terminal.say(fault)
    library = open_library(args)
    from qa.assistant import Assistant

    assistant = Assistant(library)
    scored: list[tuple[GoldQuestion, Mapping[str, float]]] = []
    spent: list[float] = []
    with terminal.progress("正在评测") as report:
        for one in gold:
            started = perf_counter()
            answer = assistant.ask(one.question, one.history)
            spent.append((perf_counter() - started) * 1000)
            scored.append((one, score(one, answer)))
            report("", len(scored), len(gold))
    figures = summarise(scored)
    middle = round(median(spent), 1)
    if args.json:
        terminal.emit_json({"questions": len(gold), "figures": figures, "timings_ms": {"median": middle}})
    else:
        terminal.emit(figures_text(figures))
        terminal.emit(f"每题用时中位数 {middle} 毫秒")
    return 3 if faults else 0


def figures_text(figures: Figures) -> str:
    """One row a question type, all of them last; a figure that a type does not have is a dash."""
    names = [name for name in figures[ALL] if name != "n"]
    kinds = [*sorted(kind for kind in figures if kind != ALL), ALL]
    rows = [["题型", "题数", *names]]
    for kind in kinds:
        values = figures.get(kind, {})
        cells = (f"{values[name]:.3f}" if name in values else "-" for name in names)
        rows.append([kind, str(int(values.get("n", 0))), *cells])
    return table_text(rows)


def _gold(path: Path, questions: Questions) -> tuple[list[GoldQuestion], list[str]]:
    gold: list[GoldQuestion] = []
    faults = list(questions.faults)
    for number, record in questions.records:
        try:
            gold.append(gold_question(record))
        except (KeyError, TypeError, ValueError):
            faults.append(f"《{path.name}》第 {number} 行不能用于评测：答案或出处的写法不对。这一行已跳过。")
    if not gold:
        raise UnreadableQuestions(f"nothing to score in {path}", f"《{path.name}》中没有可以评测的问题。{faults[0]}")
    return gold, faults
