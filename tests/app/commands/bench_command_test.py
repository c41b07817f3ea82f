from balmer_process import CommandTest
from backend_command_test import with_backend

TINY = ("bench", "evaluator", "--trees", 4, "--runs", 2, "--rows", "30,100")


class BenchTest(CommandTest):
    def available(self):
        text = self.run_balmer("--version").stdout
        line = next(line for line in text.splitlines() if line.startswith("backends "))
        return line.removeprefix("backends ").split(", ")

    def test_evaluator_measures_all_except_the_reference(self):
        report = self.run_json(*TINY)
        expected = {(kind, operators, type_, backend, rows)
                    for kind in ("eval", "normal_equations")
                    for operators in ("arithmetic", "transcendental") for type_ in ("f32", "f64")
                    for backend in self.available() if backend != "reference" for rows in (30, 100)}
        found = [tuple(result[key] for key in ("kind", "operators", "type", "backend", "rows"))
                 for result in report["results"]]
        self.assertEqual(set(found), expected)
        self.assertEqual(len(found), len(expected))
        for result in report["results"]:
            rate = result["gnoderows_per_s"]
            self.assertEqual(set(rate), {"min", "median", "max"})
            self.assertTrue(0 < rate["min"] <= rate["median"] <= rate["max"], result)
            self.assertGreater(result["emit_us"], 0)
            self.assertEqual(result["row_share"], 1)

    def test_mt2_measures_every_kind_of_event(self):
        report = self.run_json("bench", "mt2", "--events", 200, "--runs", 3)
        kinds = [result["kind"] for result in report["results"]]
        self.assertEqual(kinds, ["general", "massless"] + [f"case {n}" for n in (8, 9, 10, 11, 13, 14, 16, 17)])
        for result in report["results"]:
            rate = result["mega_per_s"]
            self.assertTrue(0 < rate["min"] <= rate["median"] <= rate["max"], result)
            self.assertGreater(result["mean_mt2_gev"], 0)
        self.assertIn("case 17", self.run_balmer("bench", "mt2", "--events", 10).stdout)

    def test_evaluator_measures_what_was_chosen(self):
        report = self.run_json(*TINY, "--kind", "eval", "--operators", "arithmetic", "--type", "f64",
                               "--backend", "reference", "--backend", "interpreter")
        self.assertEqual([(r["backend"], r["rows"]) for r in report["results"]],
                         [("reference", 30), ("interpreter", 30), ("reference", 100), ("interpreter", 100)])
        with with_backend("reference"):
            report = self.run_json(*TINY, "--kind", "eval")
        self.assertEqual({r["backend"] for r in report["results"]}, {"reference"})
        self.assertIsNone(report["results"][0]["ratio_to_interpreter"])

    def test_evaluator_prints_one_line_per_result(self):
        text = self.run_balmer(*TINY, "--backend", "auto,interpreter", "--kind", "eval").stdout
        lines = [line for line in text.splitlines() if line.startswith("eval ")]
        backends = 1 if self.available()[0] == "interpreter" else 2
        self.assertEqual(len(lines), 2 * 2 * 2 * backends)
        self.assertIn("median", text)

    def test_search_reports_where_time_is_spent(self):
        options = ("bench", "search", "--seconds", 0.3, "--set", "search.population_size=50",
                   "--set", "search.min_rows=1")
        report = self.run_json(*options, "--events", 2000, "--seed", 4)
        self.assertEqual((report["events"], report["shard_rows"], report["seed"]), (2000, 125, 4))
        self.assertGreater(report["candidates_per_s"], 0)
        self.assertTrue(0 < report["judge_share"] < 1)
        self.assertLessEqual(report["rows_per_candidate"], 125)
        self.run_balmer("generate", "wbf", "--events", 3200, "--seed", 1, "--out", "wbf.h5")
        with with_backend("interpreter"):
            text = self.run_balmer(*options, "--data", "wbf.h5").stdout
        self.assertIn("interpreter", text)
        self.assertIn("200 rows", text)
        for word in ("candidates", "fits", "node-rows", "in the judge"):
            self.assertIn(word, text)

    def test_search_with_a_job(self):
        self.run_balmer("generate", "wbf", "--events", 500, "--seed", 1, "--out", "wbf.h5")
        (self.folder / "job.toml").write_text('[data]\nfile = "wbf.h5"\ntarget = "score"\n'
                                              "[search]\nislands = 5\nmin_rows = 1\ndouble_precision = true\n")
        report = self.run_json("bench", "search", "--job", "job.toml", "--seconds", 0.2)
        self.assertEqual((report["shard_rows"], report["type"]), (100, "f64"))
        self.assertEqual(self.names(), ["job.toml", "wbf.h5"])

    def test_mistakes(self):
        for options, message in ((["--rows", "0"], "whole number"), (["--kind", "evil"], "eval"),
                                 (["--rosw", "5"], "--rows")):
            self.assertIn(message, self.run_balmer("bench", "evaluator", *options, code=2).stderr)
        for options, code, message in (
                (["--data", "absent.h5"], 3, "absent.h5"), (["--events", 0], 2, "whole number"),
                (["--job", "absent.toml"], 2, "absent.toml"),
                (["--set", "search.sed=1"], 2, "Did you mean 'seed'"),
                (["--set", 'data.features=["xp1"]', "--events", 100], 2, "xp1")):
            done = self.run_balmer("bench", "search", "--seconds", 0.1, *options, code=code)
            self.assertIn(message, done.stderr)
        self.assertIn("evaluator", self.run_balmer("bench", code=2).stderr)
