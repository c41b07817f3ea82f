import tomllib
import unittest

from balmer_process import CommandTest, json, small_job, write_csv


class JobTest(CommandTest):
    """balmer job checks a job, and prints all of it or one key."""

    def setUp(self):
        super().setUp()
        write_csv(self.folder / "e.csv", {"x": list(range(40)), "z": list(range(40)), "y": list(range(40))})
        (self.folder / "job.toml").write_text(small_job(islands=4, iterations=7))

    def key(self, name, *options, code=0):
        done = self.run_balmer("job", "job.toml", "--print", name, *options, code=code)
        return done.stdout.removesuffix("\n") if code == 0 else done.stderr

    def test_prints_every_default_and_the_features(self):
        job = tomllib.loads(self.run_balmer("job", "job.toml").stdout)
        self.assertEqual(job["search"]["islands"], 4)
        self.assertEqual(job["search"]["tournament_probability"], 0.9)
        self.assertEqual(job["data"]["file"], str((self.folder / "e.csv").resolve()))
        self.assertEqual(job["data"]["features"], ["x", "z"])

    def test_json_equals_the_toml(self):
        job = tomllib.loads(self.run_balmer("job", "job.toml").stdout)
        self.assertEqual(json.loads(self.run_balmer("job", "job.toml", "--json").stdout), job)

    def test_the_printed_job_is_a_job_that_prints_the_same(self):
        printed = self.run_balmer("job", "job.toml").stdout
        (self.folder / "again.toml").write_text(printed)
        self.assertEqual(self.run_balmer("job", "again.toml").stdout, printed)

    def test_prints_one_key(self):
        self.assertEqual(self.key("run.directory"), "run")
        self.assertEqual(self.key("search.iterations"), "7")
        self.assertEqual(self.key("search.iterations", "--set", "search.iterations=9"), "9")
        self.assertEqual(self.key("search.operators"), '["+", "-", "*"]')
        self.assertEqual(self.key("data.weight"), "")
        self.assertEqual(self.key("run.directory", "--run", 'a "b" \\ c'), 'a "b" \\ c')

    def test_an_unknown_key_is_refused_with_the_nearest_one(self):
        self.assertIn("Did you mean 'search.iterations'?", self.key("search.iteration", code=2))

    def test_prints_values_of_every_type(self):
        self.assertEqual(self.key("data.target"), "y")
        self.assertEqual(self.key("data.features"), '["x", "z"]')
        self.assertEqual(self.key("search.tournament_probability"), "0.9")
        self.assertEqual(self.key("search.deterministic"), "false")
        self.assertEqual(self.key("search.deterministic", "--set", "search.deterministic=true"), "true")

    def test_the_run_directory_defaults_to_the_stem(self):
        text = (self.folder / "job.toml").read_text()
        (self.folder / "job.toml").write_text(text.replace('directory = "run"\n', ""))
        self.assertEqual(self.key("run.directory"), "runs/job")

    def test_mistakes_come_together_with_their_lines(self):
        lines = (self.folder / "job.toml").read_text().splitlines()
        number = lines.index("[search]") + 1
        lines[number:number] = ["seeed = 7", "parsimony = -1"]
        (self.folder / "job.toml").write_text("\n".join(lines) + "\n")
        for options in ((), ("--print", "search.seed")):
            error = self.run_balmer("job", "job.toml", *options, code=2).stderr
            self.assertIn(f"job.toml:{number + 1}: unknown key 'seeed'", error)
            self.assertIn(f"job.toml:{number + 2}: search.parsimony = -1", error)

    def test_missing_data_are_an_error_except_for_one_key(self):
        (self.folder / "e.csv").unlink()
        self.assertIn("no file", self.run_balmer("job", "job.toml", code=3).stderr)
        self.assertEqual(self.key("search.iterations"), "7")

    def test_options_of_search_are_accepted_and_nothing_is_written(self):
        before = self.names()
        self.run_balmer("job", "job.toml", "--fresh", "--live", "--backend", "interpreter")
        self.assertEqual(self.names(), before)


if __name__ == "__main__":
    unittest.main()
