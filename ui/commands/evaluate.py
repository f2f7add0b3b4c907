"""`yinju eval`: run a question set, score it, compare it with an earlier run, and show what was missed."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from qa.comparison import Miss, Outcome, changes, outcome_json, outcome_of, percentile
from qa.evaluate import ALL, GoldQuestion, gold_question, score, summarise
from ui import terminal
from ui.errors import OutputNotWritable, UnreadableQuestions
from ui.options import add_library, add_models, assistants, open_library
from ui.questions import Questions, read_questions
from ui.render import table_text

Figures = Mapping[str, Mapping[str, float]]

MISSES = {
    Miss.NOT_RETRIEVED: "前十段里没有出处",
    Miss.REFUSED: "出处在前十段里，却判为未找到",
    Miss.OTHER_PLACE: "引了别处",
    Miss.PARTIAL: "只答了一部分",
    Miss.OTHER_WORDS: "引对了，取错了字句",
    Miss.NOT_REFUSED: "文中没有，却作了答",
}
SHOWN = 60  # characters of an answer in a list of changes
FORM = """每行一个 JSON 对象。最少写 question 和 answer；知道出处时加 quote（原文中的话）或 lines（[起, 止] 行号）；
文中没有答案的写 "answerable": false。例如：
  {"question": "全市有多少台电梯？", "answer": "86,420台", "quote": "在用电梯86,420台"}
  {"question": "哪家公司领投？", "answer": ["某某资本"], "lines": [120, 121], "doc": "年报.txt"}
  {"question": "2030年有多少台？", "answerable": false}
可选：id、type（题型）、history（之前的对话）、answers 和 answer_mode（all 表示都要答出）。
列的含义：r@k 前 k 段含出处的比例；mrr、ndcg 出处的名次；r@2000ch 前 2000 字含出处的比例；answer 答对；
cite_recall / cite_precision 引文的召回与精度；false_abstain 误拒；abstain_recall 该拒且拒；trusted 可信（答对且引对，或该拒且拒）。"""


@dataclass(frozen=True, slots=True)
class Run:
    """A run over a question set."""

    figures: Figures
    outcomes: tuple[Outcome, ...]

    @property
    def timings(self) -> dict[str, float]:
        """Milliseconds of a question: the middle one, and what 95 of 100 do not exceed."""
        spent = [outcome.milliseconds for outcome in self.outcomes]
        return {"median": round(percentile(spent, 0.5), 1), "p95": round(percentile(spent, 0.95), 1)}


def add(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser(
        "eval",
        help="用一套带答案的问题打分",
        description="回答一套带答案的问题并打分，按题型列出。\n\n" + FORM,
    )
    command.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    command.add_argument("--misses", action="store_true", help="列出没有答好的题和原因")
    command.add_argument("--save", type=Path, metavar="FILE.json", help="把结果存下来，供 --compare 使用")
    command.add_argument(
        "--compare", type=Path, metavar="FILE.json", help="与存下的结果（可来自另一个文库或模型）并排，列出变化的题"
    )
    add_library(command)
    add_models(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask, score and print; 3 where some lines could not be read."""
    gold, faults = _gold(args.questions, read_questions(args.questions, numbered=True))
    for fault in faults:
        terminal.say(fault)
    earlier = read_run(args.compare) if args.compare else None
    result = _ask_all(gold, args)
    if args.save:
        _save(result, args.save)
    if args.json:
        terminal.emit_json(run_json(result) | (_changes_json(earlier, result) if earlier else {}))
    else:
        terminal.emit(run_text(result, earlier, misses=args.misses))
    return 3 if faults else 0


def run_json(result: Run) -> dict[str, object]:
    """A run as it is printed and saved."""
    return {
        "questions": len(result.outcomes),
        "figures": result.figures,
        "timings_ms": result.timings,
        "misses": dict(Counter(outcome.miss for outcome in result.outcomes if outcome.miss)),
        "results": [outcome_json(outcome) for outcome in result.outcomes],
    }


def read_run(path: Path) -> Run:
    """A run that was saved. Raises UnreadableQuestions where the file is none."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Run(stored["figures"], tuple(outcome_of(one) for one in stored["results"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UnreadableQuestions(
            f"no saved run in {path}: {error}",
            f"《{path}》不是存下的评测结果。请先运行 yinju eval 问题文件 --save {path.name}",
        ) from error


def run_text(result: Run, earlier: Run | None, *, misses: bool) -> str:
    """The table, the time, and what was asked for beside them."""
    times = result.timings
    blocks = [figures_text(result.figures), f"每题用时：中位数 {times['median']} 毫秒，95% 在 {times['p95']} 毫秒以内"]
    if earlier:
        blocks.append(compared_text(earlier, result))
    if misses:
        blocks.append(misses_text(result.outcomes))
    return "\n\n".join(blocks)


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


def compared_text(earlier: Run, result: Run) -> str:
    """Both runs side by side, and the questions that came out differently."""
    before, after = earlier.figures[ALL], result.figures[ALL]
    rows = [["指标", "之前", "现在", "变化"]]
    for name in [name for name in after if name in before]:
        rows.append([name, f"{before[name]:.3f}", f"{after[name]:.3f}", f"{after[name] - before[name]:+.3f}"])
    lines = [table_text(rows), ""]
    changed = changes(earlier.outcomes, result.outcomes)
    lines.append(f"回答有变化的题：{len(changed)} 道")
    for change in changed:
        mark = {1.0: "变好", -1.0: "变差"}.get(change.better, "不同")
        lines.append(f"  [{mark}] {change.after.question_id} {change.after.question}")
        lines += [f"      之前：{_shown(change.before)}", f"      现在：{_shown(change.after)}"]
    return "\n".join(lines)


def misses_text(outcomes: Sequence[Outcome]) -> str:
    """The questions that were missed, by reason."""
    lines: list[str] = []
    for reason, name in MISSES.items():
        found = [outcome for outcome in outcomes if outcome.miss is reason]
        if found:
            lines.append(f"{name}：{len(found)} 道")
            lines += [f"  {one.question_id} {one.question}\n      答：{_shown(one)}" for one in found]
    return "\n".join(lines) or "没有答错的题。"


def _ask_all(gold: Sequence[GoldQuestion], args: argparse.Namespace) -> Run:
    library = open_library(args)
    assistant = assistants(args, library)(library)
    scored: list[tuple[GoldQuestion, Mapping[str, float]]] = []
    outcomes: list[Outcome] = []
    with terminal.progress("正在评测") as report:
        for one in gold:
            started = perf_counter()
            answer = assistant.ask(one.question, one.history)
            spent = (perf_counter() - started) * 1000
            figures = score(one, answer)
            scored.append((one, figures))
            outcomes.append(
                Outcome(one.question_id, one.kind, one.question, answer.text, answer.verdict.value, figures, spent)
            )
            report("", len(scored), len(gold))
    return Run(summarise(scored), tuple(outcomes))


def _save(result: Run, path: Path) -> None:
    try:
        path.write_text(json.dumps(run_json(result), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputNotWritable(
            f"cannot write {path}: {error}", f"无法写入《{path}》：{error.strerror or error}。请换一个位置。"
        ) from error


def _changes_json(earlier: Run, result: Run) -> dict[str, object]:
    changed = changes(earlier.outcomes, result.outcomes)
    pairs = [{"before": outcome_json(one.before), "after": outcome_json(one.after)} for one in changed]
    return {"compared_with": {"figures": earlier.figures, "timings_ms": earlier.timings}, "changed": pairs}


def _shown(outcome: Outcome) -> str:
    text = " ".join(outcome.answer.split()) or "（文中未找到）"
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


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
