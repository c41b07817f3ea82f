"""All small formulas are fitted: what is proven, on any ranks, at any scale, stopped and resumed."""
import csv

import numpy

from balmer_process import CommandTest, json, small_job, time, write_csv



class SurveyTest(CommandTest):
    def setUp(self):
        super().setUp()
        self.run_folder = self.folder / "run"

    def write_data(self, target, scales=(1.0, 1.0), rows=3000):
        random = numpy.random.default_rng(1)
        x, z = random.uniform(0.5, 3, size=(2, rows))
        write_csv(self.folder / "e.csv", {"x": (scales[0] * x).tolist(), "z": (scales[1] * z).tolist(),
                                          "y": target(x, z).tolist()})

    def job(self, **search):
        keys = {"islands": 4, "seed": 3, "iterations": 1, "operators": ["+", "-", "*", "/", "sin"], **search}
        (self.folder / "job.toml").write_text(small_job(**keys))
        return "job.toml"

    def entries(self, run="run"):
        with open(self.folder / run / "hall_of_fame.csv") as file:
            return list(csv.DictReader(file))

    def log(self, run="run"):
        return (self.folder / run / "log.txt").read_text()

    def test_what_is_proven_is_told_wherever_the_front_is(self):
        self.write_data(lambda x, z: numpy.exp(x) + z)
        self.run_balmer("search", self.job(exhaustive_complexity=6), ranks=3)
        for entry in self.entries():
            self.assertEqual(entry["proven"], "true" if int(entry["complexity"]) <= 6 else "false", entry)
        shown = self.run_json("show", "run")
        self.assertEqual(shown["proven_complexity"], 6)
        for entry in shown["entries"]:
            self.assertEqual(entry["proven"], entry["complexity"] <= 6)
        self.assertIn("proven up to complexity 6: all structures were fitted", self.run_balmer("show", "run").stdout)
        counted = self.run_json("enumerate", "job.toml", "--complexity", "6")["counts"]
        total = sum(entry["structures"] for entry in counted)
        self.assertIn(f"proven up to complexity 6: all {total} structures were fitted", self.log())

    def test_the_ranks_do_not_matter_in_deterministic_mode(self):
        self.write_data(lambda x, z: numpy.exp(x) + z)
        job = self.job(exhaustive_complexity=6, deterministic=True, iterations=2)
        for ranks in (1, 2, 4):
            self.run_balmer("search", job, "--run", f"on{ranks}", ranks=ranks)
        self.assertIn("proven up to complexity 6", self.log("on1"))
        for ranks in (2, 4):
            self.assertEqual(self.entries(f"on{ranks}"), self.entries("on1"))

    def test_the_units_of_the_features_do_not_matter(self):
        for number, scales in enumerate(((1.0, 1.0), (1e-3, 1e4), (1e4, 1e-3))):
            self.write_data(lambda x, z: x * numpy.sin(2.3 * z + 0.4) / 7, scales)
            self.run_balmer("search", self.job(exhaustive_complexity=10, max_complexity=10, double_precision=True,
                                               operators=["+", "*", "sin"]), "--run", f"r{number}", ranks=3)
            best = [entry for entry in self.entries(f"r{number}") if float(entry["mse"]) < 1e-20]
            self.assertTrue(best, scales)
            self.assertEqual(best[0]["complexity"], "10", scales)

    def test_a_survey_stops_quickly_and_the_same_command_continues_it(self):
        self.write_data(lambda x, z: numpy.exp(x) + z)
        job = self.job(exhaustive_complexity=10, max_complexity=10)
        process = self.start_balmer("search", job, ranks=3)
        self.wait_for((self.run_folder / "hall_of_fame.json").exists, "hall of fame")
        (self.run_folder / "STOP").write_text("")
        begin = time.monotonic()
        process.communicate(timeout=60)
        self.assertLess(time.monotonic() - begin, 10)
        self.assertNotIn("complexity 10", self.log())
        self.run_balmer("search", job, ranks=2)
        self.assertIn("proven up to complexity 10", self.log())
        counted = self.run_json("enumerate", job, "--complexity", "10")["counts"]
        total = sum(entry["structures"] for entry in counted)
        self.assertIn(f"all {total} structures", self.log())
        lines = (self.run_folder / "progress.jsonl").read_text().splitlines()
        evaluations = [json.loads(line)["evaluations"] for line in lines]
        self.assertEqual(evaluations, sorted(evaluations), "work before a restart counts")

    def test_a_deterministic_survey_that_was_stopped_ends_like_one_that_was_not(self):
        self.write_data(lambda x, z: numpy.exp(x) + z)
        job = self.job(exhaustive_complexity=10, max_complexity=10, deterministic=True)
        self.run_balmer("search", job, "--set", "run.max_hours=0.0001", ranks=3, code=75)
        self.assertNotIn("complexity 10", self.log())
        self.run_balmer("search", job)
        self.run_balmer("search", job, "--run", "whole", ranks=3)
        self.assertIn("proven up to complexity 10", self.log())
        self.assertEqual(self.entries(), self.entries("whole"))

    def test_the_time_limit_holds_during_a_survey(self):
        self.write_data(lambda x, z: numpy.exp(x) + z)
        job = self.job(exhaustive_complexity=12, max_complexity=12)
        begin = time.monotonic()
        self.run_balmer("search", job, "--set", "run.max_hours=0.0005", ranks=3, code=75)
        self.assertLess(time.monotonic() - begin, 12)
        end = json.loads((self.run_folder / "progress.jsonl").read_text().splitlines()[-1])
        self.assertEqual(end["reason"], "time_limit")
