from balmer_process import CommandTest, write_csv

GOOD = """[data]
file = "e.csv"
target = "y"
features = ["x"]
[search]
islands = 2
[run]
directory = "runs/a"
"""


class JobMistakesTest(CommandTest):
    def setUp(self):
        super().setUp()
        values = [0.01 * i for i in range(100)]
        write_csv(self.folder / "e.csv", {"x": values, "y": [3 * v for v in values]})

    def refuse(self, text, *options, code, ranks=1):
        (self.folder / "job.toml").write_text(text)
        done = self.run_balmer("search", "job.toml", *options, code=code, ranks=ranks)
        self.assertEqual(self.names(), ["e.csv", "job.toml"])
        self.assertEqual(done.stdout, "")
        return [line for line in done.stderr.splitlines() if line.startswith("balmer")]

    def test_all_mistakes_come_in_one_report(self):
        text = GOOD.replace("islands", "ilands").replace('["x"]', '["xx"]')
        for ranks in (1, 3):
            lines = self.refuse(text, "--set", "search.seed=a", code=2, ranks=ranks)
            self.assertEqual(len(lines), 3, lines)
            self.assertIn("job.toml:6: unknown key 'ilands' in [search]. Did you mean 'islands'?",
                          lines[1])
            self.assertIn("--set search.seed=a: search.seed is a string (needs a whole number)", lines[2])
            self.assertIn("job.toml:4: feature 'xx'", lines[0])

    def test_data_alone_exit_with_3(self):
        for ranks in (1, 3):
            lines = self.refuse(GOOD.replace("e.csv", "absent.csv"), code=3, ranks=ranks)
            self.assertEqual(len(lines), 1, lines)
            self.assertIn("absent.csv", lines[0])

    def test_events_that_are_not_finite_leave_no_run_directory(self):
        text = (self.folder / "e.csv").read_text().replace("0.5,", "nan,", 1)
        (self.folder / "e.csv").write_text(text)
        for ranks in (1, 3):
            self.refuse(GOOD, code=3, ranks=ranks)

    def test_grammar(self):
        lines = self.refuse("[data\n", code=2)
        self.assertIn("job.toml:1:", lines[0])

    def test_a_run_directory_that_cannot_be(self):
        lines = self.refuse(GOOD, "--run", "e.csv/run", code=2)
        self.assertIn("is not a folder", lines[0])

    def test_no_job_file(self):
        self.run_balmer("search", "absent.toml", code=2)
        self.run_balmer("search", code=2)
