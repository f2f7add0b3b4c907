"""Many users at once against the running service: `python -m benchmarks.load --users 50 --seconds 300`.

Starts `yinju serve` on the report beside the checkout (without it: on the sample report) and asks every question alone;
then all users ask, each one question after the other. A third of the way in, a further file is added through the page.
Every answer has to be, byte for byte but for its timings, what a single user gets before or after that file. Told are
errors, wrong answers, refusals, latencies and the server's memory; exit code 1 where anything is wrong. The users share
the machine's cores with the server: what each took of them is told, and what other programs took.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.machine import described
from qa.comparison import percentile

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SAMPLE = ROOT / "examples" / "sample_report.txt"
MOST_MEMORY = 1.5  # GB
TIMINGS = re.compile(rb'"timings_ms":\{[^}]*\},?')
WINDOW = "load1"  # the name of our window, for the page's own events
START = 180.0  # seconds that the server may take to answer for the first time


@dataclass(slots=True)
class Course:
    """What happened."""

    latencies: list[float] = field(default_factory=list)  # seconds
    failures: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    answers: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))  # by question
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds since the start, GB
    added: float | None = None  # seconds that the further file took
    processor: float = 0.0  # seconds of the server's
    own: float = 0.0  # ... and of this process, which asks
    others: float = 0.0  # ... and of whatever else ran


def main() -> int:
    """Run it and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--questions", type=int, default=100, help="how many different ones, spread over the set")
    args = parser.parse_args()
    report, asked = report_and_questions()
    questions = asked[:: max(1, len(asked) // args.questions)][: args.questions]
    with tempfile.TemporaryDirectory(prefix="yinju-load-") as folder:
        library = Path(folder) / "library"
        ours = [sys.executable, "-m", "ui"]
        subprocess.run([*ours, "index", "--library", library, report], check=True, cwd=ROOT)  # nosec B603
        port = _free_port()
        command = [*ours, "serve", "--library", str(library), "--port", str(port)]
        with subprocess.Popen(command, cwd=ROOT) as server:  # nosec B603
            try:
                return asyncio.run(_measure(f"http://127.0.0.1:{port}", server.pid, questions, args))
            finally:
                server.terminate()


async def _measure(address: str, pid: int, questions: list[str], args: argparse.Namespace) -> int:
    limits = httpx.Limits(max_connections=args.users + 5)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=90, limits=limits) as client:
        await _first_answer(client, pid, questions[0])
        before, alone = await _alone(client, questions)
        course = await _all_at_once(client, pid, questions, args)
        after, _ = await _alone(client, questions)
    wrong = [q for q, given in course.answers.items() if given - {before[q], after[q]}]
    return _tell(course, wrong, alone, args)


async def _first_answer(client: httpx.AsyncClient, pid: int, question: str) -> None:
    """Wait for it, and tell what it took."""
    began = time.monotonic()
    while True:
        try:
            await client.get("/healthz")
            break
        except httpx.TransportError:
            if time.monotonic() - began > START:
                raise
            await asyncio.sleep(0.05)
    port_at, used = time.monotonic() - began, _processor(pid)
    await client.post("/api/ask", json={"question": question})
    print(f"port answers after {port_at:.1f} s ({used:.1f} s of processor time)", end="; ")
    print(f"first answer after {time.monotonic() - began:.1f} s ({_processor(pid):.1f} s of processor time)")


async def _alone(client: httpx.AsyncClient, questions: list[str]) -> tuple[dict[str, bytes], list[float]]:
    """Each question's answer when nobody else asks, and the seconds that it takes."""
    answers, spent = {}, []
    for question in questions:
        began = time.monotonic()
        response = await client.post("/api/ask", json={"question": question})
        response.raise_for_status()
        spent.append(time.monotonic() - began)
        answers[question] = TIMINGS.sub(b"", response.content)
    return answers, spent


async def _all_at_once(client: httpx.AsyncClient, pid: int, questions: list[str], args: argparse.Namespace) -> Course:
    course, began = Course(), time.monotonic()
    end = began + args.seconds

    async def user(number: int) -> None:
        order = random.Random(number)
        while time.monotonic() < end:
            question, start = order.choice(questions), time.monotonic()
            try:
                response = await client.post("/api/ask", json={"question": question})
            except httpx.HTTPError as error:
                course.failures[type(error).__name__] += 1
                continue
            if response.status_code == 429:
                course.refused += 1
                await asyncio.sleep(float(response.headers["retry-after"]))
            elif response.status_code != 200:
                course.failures[f"status {response.status_code}"] += 1
            else:
                course.latencies.append(time.monotonic() - start)
                course.answers[question].add(TIMINGS.sub(b"", response.content))

    async def watch() -> None:
        while time.monotonic() < end:
            course.memory.append((time.monotonic() - began, _memory(pid)))
            await asyncio.sleep(1)

    async def writer() -> None:
        await asyncio.sleep(args.seconds / 3)
        start = time.monotonic()
        await _add_a_file(client)
        course.added = time.monotonic() - start

    used, own, busy = _processor(pid), time.process_time(), _busy()
    await asyncio.gather(watch(), writer(), *(user(number) for number in range(args.users)))
    course.processor, course.own = _processor(pid) - used, time.process_time() - own
    course.others = max(0.0, _busy() - busy - course.processor - course.own)
    return course


async def _add_a_file(client: httpx.AsyncClient) -> None:
    """Upload the sample report, a little changed, through the page, and wait until it is in the library."""
    await client.get("/")  # for the cookie that makes us one visitor
    config = (await client.get("/config")).json()
    (button,) = (one["id"] for one in config["components"] if one["type"] == "uploadbutton")
    number = next(one["id"] for one in config["dependencies"] if one["inputs"] == [button])
    data = SAMPLE.read_bytes() + "\n这一行使它成为另一份文件。\n".encode()
    (path,) = (await client.post("/gradio_api/upload", files={"files": ("另一份报告.txt", data)})).json()
    file = {"path": path, "orig_name": "另一份报告.txt", "meta": {"_type": "gradio.FileData"}}
    body = {"fn_index": number, "data": [[file]], "session_hash": WINDOW}
    (await client.post("/gradio_api/queue/join", json=body)).raise_for_status()
    while len((await client.get("/api/documents")).json()["documents"]) < 2:
        await asyncio.sleep(0.5)


def _tell(course: Course, wrong: list[str], alone: list[float], args: argparse.Namespace) -> int:
    spent = sorted(course.latencies)
    held = [gigabytes for _, gigabytes in course.memory]
    late = [gigabytes for at, gigabytes in course.memory if at > 0.4 * args.seconds]  # the last 3 minutes of 5
    growth = sum(late[-10:]) / len(late[-10:]) - sum(late[:10]) / len(late[:10]) if late else 0.0
    about = described()
    print(f"{about['machine']}; {about['versions']}; commit {about['commit']}")
    print(f"alone: median {percentile(alone, 0.5):.3f} s, 95th percentile {percentile(alone, 0.95):.3f} s")
    print(f"{args.users} users, {args.seconds:.0f} s: {len(spent)} answers, {len(spent) / args.seconds:.1f} a second")
    print(
        f"median {percentile(spent, 0.5):.2f} s, 95th percentile {percentile(spent, 0.95):.2f} s, longest {spent[-1]:.2f} s"
    )
    print(
        f"{1000 * course.processor / len(spent):.1f} ms of the server's processor time an answer (the file's included), "
        f"{1000 * course.own / len(spent):.1f} ms of the users'"
    )
    print(
        f"of a core the server had {course.processor / args.seconds:.0%}, the users {course.own / args.seconds:.0%}, "
        f"other programs {course.others / args.seconds:.0%}"
    )
    print(f"errors {dict(course.failures)}, wrong answers {len(wrong)}, refused politely {course.refused}")
    print(f"memory: at most {max(held):.2f} GB, {growth * 1000:+.0f} MB over the last three fifths")
    steps = [f"{gigabytes:.3f}" for _, gigabytes in course.memory[:: max(1, len(held) // 10)]]
    print(f"memory over time, GB: {' '.join(steps)}")
    print(f"a further file was added in {course.added:.1f} s" if course.added else "no file was added")
    for question in wrong[:5]:
        print(f"wrong: {question}", file=sys.stderr)
    return 1 if course.failures or wrong or max(held) > MOST_MEMORY or course.added is None else 0


def report_and_questions() -> tuple[Path, list[str]]:
    """The report and questions on it."""
    reports = sorted((SHARED / "corpus").glob("*.txt"), key=lambda path: path.stat().st_size)
    questions = SHARED / "eval" / "dev.jsonl"
    if not reports or not questions.is_file():
        reports, questions = [SAMPLE], ROOT / "examples" / "sample_questions.jsonl"
    records: list[dict[str, Any]] = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    return reports[-1], list(dict.fromkeys(record["question"] for record in records))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _memory(pid: int) -> float:
    """GB that the process holds."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1e6 if found else 0.0


def _processor(pid: int) -> float:
    """Seconds of processor time that the process has used; see proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _busy() -> float:
    """Seconds of processor time that the whole machine has used: user, nice and system of proc(5)'s stat."""
    fields = Path("/proc/stat").read_text().splitlines()[0].split()
    return sum(map(int, fields[1:4])) / 100


if __name__ == "__main__":
    raise SystemExit(main())
