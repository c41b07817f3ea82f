"""Kills a search again and again, and holds every restart against what was reported before.

BALMER_KILLS (default 20) says how often. Environment as for tests/app/commands.
"""
import bisect
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import h5py
import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "app/commands"))
from balmer_process import BALMER, CommandTest, json, write_csv  # noqa: E402

KILLS = int(os.environ.get("BALMER_KILLS", "20"))
RANKS = (1, 2, 3, 5)
JOB = """[data]
file = "e.csv"
target = "y"
features = ["x", "z"]
[search]
operators = ["+", "-", "*", "/", "sin"]
max_complexity = 25
islands = 6
population_size = 60
cycles_per_iteration = 30
iterations = 1000000
seed = 5
[run]
directory = "run"
checkpoint_minutes = 0.005
"""


def processes_of(directory):
    """Every process whose working directory is `directory`: (pid, program name, rank or None)."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if not entry.name.isdigit() or os.readlink(entry / "cwd") != str(directory):
                continue
            if (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                continue
            environment = dict(item.split("=", 1) for item in
                               (entry / "environ").read_text().split("\0") if "=" in item)
            name = (entry / "comm").read_text().strip()
            found.append((int(entry.name), name, environment.get("OMPI_COMM_WORLD_RANK")))
        except (OSError, ValueError):
            continue  # it has ended meanwhile
    return found


class Front:
    """The lowest loss at or below each complexity."""

    def __init__(self, pairs):
        self.complexities, self.losses = [], []
        for complexity, mse in sorted(pairs):
            if not self.losses or mse < self.losses[-1]:
                self.complexities.append(complexity)
                self.losses.append(mse)

    def loss(self, complexity):
        place = bisect.bisect_right(self.complexities, complexity)
        return self.losses[place - 1] if place else float("inf")

    def is_no_worse_than(self, other):
        return all(self.loss(c) <= mse for c, mse in zip(other.complexities, other.losses))


class KillTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(int(os.environ.get("BALMER_KILL_SEED", "1")))
        numbers = numpy.random.default_rng(1)
        x, z = numbers.normal(size=(2, 3000))
        y = 2.5 * x * z / (1 + x * x) + 0.3 * numpy.sin(z) + 0.05 * numbers.normal(size=3000)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "z": z.tolist(), "y": y.tolist()})
        (self.folder / "job.toml").write_text(JOB)
        self.run_folder = self.folder / "run"
        self.folder = self.folder.resolve()

    def progress(self):
        """Lines that are whole; a kill may cut the last one short, never one in between."""
        path = self.run_folder / "progress.jsonl"
        text = path.read_text() if path.exists() else ""
        whole = []
        for line in text.splitlines():
            try:
                whole.append(json.loads(line))
            except json.JSONDecodeError:
                self.cut_lines += 1
        self.assertLessEqual(self.cut_lines, self.kill_count + 1)
        self.cut_lines = 0
        return whole

    def reported(self, lines):
        """The best that any line told of, at each complexity."""
        return Front([pair for line in lines for pair in line["front"]])

    def start(self, ranks):
        with open(self.folder / "stderr.txt", "a") as log:
            process = subprocess.Popen(self.command("search", "job.toml", ranks=ranks), cwd=self.folder,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log)
        self.addCleanup(self.kill_all)
        return process

    def kill_all(self):
        for pid, _, _ in processes_of(self.folder):
            os.kill(pid, signal.SIGKILL)

    def wait_until_all_are_gone(self):
        self.wait_for(lambda: not processes_of(self.folder), "end of all processes", timeout=60)

    def kill_something(self):
        """A rank, the coordinator among them, or mpirun."""
        candidates = processes_of(self.folder)
        if not candidates:
            return "nothing"
        pid, name, rank = self.random.choice(candidates)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return "nothing"
        return f"{name} rank {rank}"

    def check_files(self):
        """What is there after a kill is sound, and holds what was said of it."""
        current = self.run_folder / "checkpoint.h5"
        if not current.exists():
            self.assertFalse((self.run_folder / "progress.jsonl").exists())
            return
        with h5py.File(current, "r") as file:
            self.assertEqual(file.attrs["format"], "balmer-checkpoint")
        shown = self.run_json("show", current)
        front = Front([(e["complexity"], e["mse"]) for e in shown["entries"]])
        told = [Front(line["front"]) for line in self.progress() if line["event"] == "checkpoint"]
        if told:
            self.assertTrue(front.is_no_worse_than(told[-1]), "the file is older than what was told of it")

    def test_no_kill_loses_what_was_reported(self):
        self.kill_count = 0
        self.cut_lines = 0
        killed = []
        while self.kill_count < KILLS:
            before = self.reported(self.progress())
            line_count = len(self.progress())
            process = self.start(self.random.choice(RANKS))
            time.sleep(self.random.uniform(0.0, 2.5))
            self.assertIsNone(process.poll(), f"ended by itself with {process.returncode}\n{self.tail()}")
            killed.append(self.kill_something())
            self.kill_count += 1
            process.wait(timeout=60)
            self.wait_until_all_are_gone()
            self.check_files()
            news = self.progress()[line_count:]
            fronts = [line for line in news if line["front"]]
            if fronts:
                self.assertTrue(Front(fronts[0]["front"]).is_no_worse_than(before),
                                f"worse after a kill of {killed[-2:]}")
        self.finish(self.reported(self.progress()), killed)

    def finish(self, before, killed):
        """The run ends in order at last, with nothing lost on the way."""
        process = self.start(3)
        line_count = len(self.progress())
        self.wait_for(lambda: any(line["front"] for line in self.progress()[line_count:]), "progress")
        (self.run_folder / "STOP").touch()
        self.assertEqual(process.wait(timeout=60), 75, self.tail())
        end = self.progress()[-1]
        self.assertEqual(end["event"], "end")
        self.assertTrue(Front(end["front"]).is_no_worse_than(before))
        self.assertGreater(end["life"], KILLS // 3)
        print(f"{KILLS} kills ({', '.join(sorted(set(killed)))}), life {end['life']}, "
              f"{end['iterations']} island iterations", file=sys.stderr)
        self.run_balmer("search", "job.toml", "--set", "search.iterations=1")

    def tail(self):
        return (self.folder / "stderr.txt").read_text()[-3000:]


if __name__ == "__main__":
    import unittest
    unittest.main()
