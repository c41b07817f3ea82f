"""Kills a search again and again, and holds every restart against what was reported before.

BALMER_KILLS (default 20) says how often, BALMER_KILL_SEED which process and when.
"""
import random
import sys
import unittest

import h5py

from run_under_test import JOB, Front, RunTest, json, os, processes_of, signal, time

KILLS = int(os.environ.get("BALMER_KILLS", "20"))
RANKS = (1, 2, 3, 5)
LONGEST_LIFE_S = 1.5


class KillTest(RunTest):
    job = JOB.replace("max_complexity = 15", "max_complexity = 25").replace("islands = 4", "islands = 6")
    rows = 3000

    def setUp(self):
        super().setUp()
        self.random = random.Random(int(os.environ.get("BALMER_KILL_SEED", "1")))
        self.kill_count = 0

    def test_no_kill_loses_what_was_reported(self):
        killed = []
        while self.kill_count < KILLS:
            before = self.best_reported()
            line_count = len(self.progress())
            life = self.start(ranks=self.random.choice(RANKS))
            # Some are killed while they start, most while they search.
            if self.random.random() < 0.7:
                self.wait_for(lambda: life.is_over() or len(self.progress()) > line_count, "beginning")
            time.sleep(self.random.uniform(0, LONGEST_LIFE_S))
            self.assertFalse(life.is_over(), f"ended by itself with {life.process.returncode}\n{life.err}")
            killed.append(self.kill_something())
            self.kill_count += 1
            # mpirun gives the others two seconds to end in order; a power cut does not.
            if self.random.random() < 0.7:
                self.kill_all()
            life.ended(range(-64, 256))
            self.check_files()
            news = [line for line in self.progress()[line_count:] if line["front"]]
            if news:
                self.assertTrue(Front(news[0]["front"]).is_no_worse_than(before), f"worse after the end of {killed[-2:]}")
        self.finish(self.best_reported(), killed)

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
        return name if rank is None else f"rank {rank}"

    def check_files(self):
        """What is there after a kill is sound, and holds what was said of it."""
        lines = self.progress()
        # A kill may cut a line short, never one in between.
        self.assertLessEqual(self.torn_line_count, self.kill_count)
        current = self.run_folder / "checkpoint.h5"
        if not current.exists():
            self.assertEqual(lines, [])
            return
        with h5py.File(current, "r") as file:
            self.assertEqual(file.attrs["format"], "balmer-checkpoint")
            is_empty = len(file["hall_of_fame/mse"]) == 0
        # The first one has no formula yet, and show says so.
        done = self.run_balmer("show", current, "--json", code=2 if is_empty else 0)
        shown = {"entries": []} if is_empty else json.loads(done.stdout)
        front = Front([(entry["complexity"], entry["mse"]) for entry in shown["entries"]])
        told = [Front(line["front"]) for line in lines if line["event"] == "checkpoint"]
        if told:
            self.assertTrue(front.is_no_worse_than(told[-1]), "the file is older than what was told of it")

    def finish(self, before, killed):
        """The run ends in order at last, with nothing lost on the way."""
        line_count = len(self.progress())
        life = self.start()
        self.wait_for(lambda: any(line["front"] for line in self.progress()[line_count:]), "progress")
        self.stop_by_file(life)
        end = self.progress()[-1]
        self.assertEqual(end["event"], "end")
        self.assertTrue(Front(end["front"]).is_no_worse_than(before))
        self.assertGreater(end["life"], KILLS // 4, "most kills came before the run had begun")
        print(f"{KILLS} kills ({', '.join(sorted(set(killed)))}), life {end['life']}, {end['iterations']} island "
              "iterations", file=sys.stderr)
        self.run_balmer("search", "job.toml", "--set", "search.iterations=1")


if __name__ == "__main__":
    unittest.main()
