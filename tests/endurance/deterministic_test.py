"""A deterministic search, killed and gone on with on other numbers of ranks, equals one that never was."""
import pathlib
import signal
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "app/commands"))
from balmer_process import CommandTest, json, write_csv  # noqa: E402

JOB = """[data]
file = "e.csv"
target = "y"
features = ["x", "z"]
[search]
operators = ["+", "-", "*", "sin"]
max_complexity = 15
islands = 5
population_size = 100
cycles_per_iteration = 60
iterations = 6
seed = 2
deterministic = true
[run]
checkpoint_minutes = 0.002
"""


class DeterministicTest(CommandTest):
    def setUp(self):
        super().setUp()
        numbers = numpy.random.default_rng(4)
        x, z = numbers.normal(size=(2, 4000))
        y = 1.5 * x * numpy.sin(z + 0.4 * x) + 0.05 * numbers.normal(size=4000)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "z": z.tolist(), "y": y.tolist()})
        (self.folder / "job.toml").write_text(JOB)

    def search(self, run, ranks, iterations):
        self.run_balmer("search", "job.toml", "--run", run, "--set", f"search.iterations={iterations}",
                        ranks=ranks)

    def iterations_done(self, run):
        path = self.folder / run / "progress.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return max((json.loads(line)["iterations"] for line in lines if line.endswith("}")), default=0)

    def kill_soon(self, run, ranks, iterations):
        """Starts the search and kills every process of it once it has got further."""
        before = self.iterations_done(run)
        process = self.start_balmer("search", "job.toml", "--run", run, "--set",
                                    f"search.iterations={iterations}", ranks=ranks)
        self.wait_for(lambda: process.poll() is not None or self.iterations_done(run) > before,
                      "progress of the search")
        self.kills_that_hit += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        self.wait_for(lambda: not self.is_locked(run), "end of all ranks")

    def is_locked(self, run):
        import fcntl
        with open(self.folder / run / "lock") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return False
            except BlockingIOError:
                return True

    def formulas(self, run):
        return json.loads((self.folder / run / "hall_of_fame.json").read_text())["entries"]

    def test_lives_and_ranks_do_not_show(self):
        self.search("straight", 1, 6)
        straight = self.formulas("straight")
        self.kills_that_hit = 0
        self.assertGreater(len(straight), 5)
        for ranks in ((1, 2, 3, 5, 1), (5, 3, 1, 2, 3)):
            run = "run" + "_".join(map(str, ranks))
            self.search(run, ranks[0], 2)
            self.kill_soon(run, ranks[1], 4)
            self.search(run, ranks[2], 4)
            self.kill_soon(run, ranks[3], 6)
            self.search(run, ranks[4], 6)
            self.assertEqual(self.formulas(run), straight)
        self.assertGreater(self.kills_that_hit, 1, "the searches were over before they could be killed")


if __name__ == "__main__":
    import unittest
    unittest.main()
