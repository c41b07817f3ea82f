"""A deterministic search, killed and gone on with on other numbers of ranks, equals one that never was."""
import unittest

from run_under_test import RunTest, json, signal

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


class DeterministicTest(RunTest):
    job = JOB
    rows = 4000

    def options(self, run, iterations):
        self.run_folder = self.folder / run
        return ("--run", run, "--set", f"search.iterations={iterations}")

    def search(self, run, ranks, iterations):
        self.start(*self.options(run, iterations), ranks=ranks).ended(0)

    def kill_soon(self, run, ranks, iterations):
        """Starts the search and kills every process of it once it has got further."""
        options = self.options(run, iterations)
        before = self.iterations_done()
        life = self.start(*options, ranks=ranks)
        self.wait_for(lambda: life.is_over() or self.iterations_done() > before, "progress of the search")
        self.kills_that_hit += not life.is_over()
        self.kill_all()
        life.ended((0, -signal.SIGKILL, 128 + signal.SIGKILL))

    def iterations_done(self):
        return max((line["iterations"] for line in self.progress()), default=0)

    def formulas(self):
        return json.loads((self.run_folder / "hall_of_fame.json").read_text())["entries"]

    def test_lives_and_ranks_do_not_show(self):
        self.search("straight", 1, 6)
        straight = self.formulas()
        self.kills_that_hit = 0
        self.assertGreater(len(straight), 5)
        for ranks in ((1, 2, 3, 5, 1), (5, 3, 1, 2, 3)):
            run = "run" + "_".join(map(str, ranks))
            self.search(run, ranks[0], 2)
            self.kill_soon(run, ranks[1], 4)
            self.search(run, ranks[2], 4)
            self.kill_soon(run, ranks[3], 6)
            self.search(run, ranks[4], 6)
            self.assertEqual(self.formulas(), straight)
        self.assertGreater(self.kills_that_hit, 1, "the searches were over before they could be killed")


if __name__ == "__main__":
    unittest.main()
