import os
import unittest.mock

import numpy

from balmer_process import CommandTest, write_csv

JOB = """[data]
file = "e.csv"
target = "y"
features = ["x"]
[search]
operators = ["+", "*", "sin"]
islands = 2
population_size = 40
cycles_per_iteration = 5
iterations = 2
[run]
directory = "run"
"""


def with_backend(name):
    return unittest.mock.patch.dict(os.environ, {"BALMER_BACKEND": name})


class BackendTest(CommandTest):
    def setUp(self):
        super().setUp()
        x = numpy.linspace(-2, 2, 2000)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "y": (1.5 * numpy.sin(x)).tolist()})
        (self.folder / "job.toml").write_text(JOB)
        self.formula = ["--data", "e.csv", "--target", "y", "--features", "x", "--expression"]
        self.backends = self.available()

    def available(self):
        text = self.run_balmer("--version").stdout
        line = next(line for line in text.splitlines() if line.startswith("backends "))
        return line.removeprefix("backends ").split(", ")

    def test_interpreter_and_reference_are_always_available(self):
        self.assertIn("interpreter", self.backends)
        self.assertIn("reference", self.backends)

    def test_every_backend_evaluates_to_the_same(self):
        command = ["evaluate", *self.formula, "1.4*sin(x)+0.1*x*x-exp(x)/(x*x+1)"]
        with with_backend("reference"):
            reference = self.run_json(*command)
        self.assertEqual(reference["evaluator"], "reference")
        for backend in self.backends:
            with with_backend(backend):
                result = self.run_json(*command)
            self.assertIn(backend, result["evaluator"])
            numpy.testing.assert_allclose(result["mse"], reference["mse"], rtol=1e-12)
            self.assertEqual(self.run_json(*command, "--backend", backend), result)

    def test_the_option_overrides_the_variable(self):
        command = ["evaluate", *self.formula, "x"]
        with with_backend("reference"):
            result = self.run_json(*command, "--backend", "interpreter")
        self.assertIn("interpreter", result["evaluator"])
        with with_backend("nonsense"):
            self.run_balmer(*command, "--backend", "auto")

    def test_fit_on_any_number_of_ranks(self):
        for ranks in (1, 2):
            for backend in self.backends:
                with with_backend(backend):
                    result = self.run_json("fit", *self.formula, "a*sin(x)+b", ranks=ranks)
                self.assertIn(backend, result["evaluator"])
                numpy.testing.assert_allclose(result["constants"][0]["value"], 1.5, rtol=1e-9)

    def test_the_log_of_a_search_names_the_evaluator(self):
        for ranks in (1, 3):
            self.run_balmer("search", "job.toml", "--fresh", "--backend", "reference", ranks=ranks)
            log = (self.folder / "run" / "log.txt").read_text()
            self.assertEqual(log.count("evaluator: reference\n"), 1, log)
        self.run_balmer("search", "job.toml", "--fresh")
        best = (self.folder / "run" / "log.txt").read_text()
        self.assertRegex(best, rf"evaluator: .*{self.backends[0]}")

    def test_an_unavailable_backend_is_refused_before_work_starts(self):
        refused = {"interprter": "Did you mean 'interpreter'"}
        for backend in ("avx512", "avx2"):
            if backend not in self.backends:
                refused[backend] = f"available: {', '.join(self.backends)}"
        commands = (["evaluate", *self.formula, "x"], ["fit", *self.formula, "a*x"],
                    ["search", "job.toml"], ["bench", "evaluator"], ["bench", "search"])
        for backend, message in refused.items():
            for command in commands:
                self.assertIn(message, self.run_balmer(*command, "--backend", backend, code=2).stderr)
                with with_backend(backend):
                    self.assertIn(message, self.run_balmer(*command, code=2).stderr)
        self.assertFalse((self.folder / "run").exists())

    def test_a_mistake_on_all_ranks_is_reported_once(self):
        done = self.run_balmer("search", "job.toml", "--backend", "interprter", ranks=3, code=2)
        self.assertEqual(done.stderr.count("Did you mean 'interpreter'"), 1, done.stderr)

    def test_commands_that_evaluate_nothing_ignore_the_variable(self):
        with with_backend("nonsense"):
            self.run_balmer("inspect", "e.csv")
            self.run_balmer("search", "--help")
