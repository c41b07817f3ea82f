import csv
import os

import numpy

from balmer_process import CommandTest, json, signal, small_job, subprocess, time, write_csv

JOB = small_job(islands=4, iterations=15, seed=3)
FOREVER = ("--set", "search.iterations=1000000")


class SearchTest(CommandTest):
    """y = 2.5 x z + 0.3: five nodes and two constants."""

    def setUp(self):
        super().setUp()
        random = numpy.random.default_rng(1)
        x, z = random.normal(size=(2, 2000))
        y = 2.5 * x * z + 0.3 + 0.01 * random.normal(size=2000)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "z": z.tolist(), "y": y.tolist()})
        (self.folder / "job.toml").write_text(JOB)
        self.run_folder = self.folder / "run"

    def start_forever(self, ranks=1):
        process = self.start_balmer("search", "job.toml", *FOREVER, ranks=ranks)
        self.wait_for((self.run_folder / "hall_of_fame.json").exists, "hall of fame")
        return process

    def entries(self, folder=None):
        with open((folder or self.run_folder) / "hall_of_fame.csv") as file:
            return list(csv.DictReader(file))

    def check_run(self, done):
        entries = self.entries()
        by_complexity = {int(entry["complexity"]): entry for entry in entries}
        self.assertLess(float(by_complexity[max(by_complexity)]["mse"]), 1.2e-4)
        self.assertLess(min(c for c, e in by_complexity.items() if float(e["mse"]) < 1.2e-4), 8)
        losses = [float(entry["mse"]) for entry in entries]
        self.assertEqual(losses, sorted(losses, reverse=True))
        for entry in entries:
            evaluated = self.run_json("evaluate", "--expression", entry["equation"], "--data", "e.csv",
                                      "--target", "y", "--features", "x,z")
            numpy.testing.assert_allclose(evaluated["mse"], float(entry["mse"]), rtol=1e-9)
        document = json.loads((self.run_folder / "hall_of_fame.json").read_text())
        self.assertEqual([e["equation"] for e in document["entries"]], [e["equation"] for e in entries])
        self.assertEqual(document["provenance"]["rows"], 2000)
        for entry in document["entries"]:
            self.assertTrue(entry["at_optimum"], entry)
            self.assertLess(entry["relative_gradient"] or 0, 1e-6)
        progress = [json.loads(line) for line in
                    (self.run_folder / "progress.jsonl").read_text().splitlines()]
        self.assertEqual(progress[-1]["event"], "end")
        self.assertEqual(progress[-1]["iterations"], 60)
        self.assertIn("finished: all iterations done", (self.run_folder / "log.txt").read_text())
        self.assertIn("complexity", done.stdout)
        self.assertIn("front: ", done.stderr)

    def test_alone(self):
        self.check_run(self.run_balmer("search", "job.toml"))

    def test_on_three_ranks(self):
        self.check_run(self.run_balmer("search", "job.toml", ranks=3))

    def test_the_number_of_islands_fits_the_ranks_and_stays(self):
        rows = 40000
        x = [i / rows for i in range(rows)]
        write_csv(self.folder / "e.csv", {"x": x, "z": x, "y": x})
        options = ("search", "job.toml", "--set", "search.islands=auto", "--set", "search.population_size=10",
                   "--set", "search.cycles_per_iteration=1", "--set", "search.iterations=1")
        for ranks, islands in ((2, 16), (3, 16), (9, 16), (6, 20)):
            done = self.run_balmer(*options, "--run", f"on{ranks}", ranks=ranks)
            self.assertIn(f"{islands} islands (search.islands = \"auto\") on {ranks - 1} worker", done.stderr)
            self.assertNotIn("idle", done.stderr)
            self.assertIn(f"\nislands = {islands} ", (self.folder / f"on{ranks}" / "job.toml").read_text())
        done = self.run_balmer(*options, "--set", "search.iterations=2", "--run", "on6", ranks=3)
        self.assertIn("20 islands (as in the checkpoint)", done.stderr)

    def test_job_toml_of_a_run_is_a_job(self):
        self.run_balmer("search", "job.toml", "--set", "search.iterations=2")
        job = self.run_folder / "job.toml"
        self.run_balmer("search", job, "--run", "again")
        again = (self.folder / "again" / "job.toml").read_text().replace('"again"', '"run"')
        # Comments are aligned, so that spaces depend on the length of the name.
        self.assertEqual(again.split(), job.read_text().split())

    def test_show_prints_the_results_of_the_run(self):
        done = self.run_balmer("search", "job.toml", "--json")
        shown = self.run_balmer("show", "run", "--json")
        self.assertEqual(json.loads(shown.stdout), json.loads(done.stdout))
        self.assertRegex(self.run_balmer("show", "run").stdout, r"x\*z|z\*x")
        equations = [entry["equation"] for entry in self.entries()]
        full = self.run_balmer("show", "run", "--full").stdout
        for equation in equations:
            self.assertIn(equation, full)
        self.assertIn("% complexity", self.run_balmer("show", "run", "--latex").stdout)
        csv = (self.folder / "run" / "hall_of_fame.csv").read_text()
        self.assertEqual(self.run_balmer("show", "run", "--csv").stdout, csv)
        both = self.run_balmer("show", "run", "--csv", "--latex", code=2).stderr
        self.assertIn("excludes", both)

    def test_show_needs_a_run_directory(self):
        self.assertIn("no run directory", self.run_balmer("show", "absent", code=2).stderr)
        (self.folder / "other").mkdir()
        self.assertIn("is not a run directory", self.run_balmer("show", "other", code=2).stderr)

    def test_show_while_it_runs_and_a_second_search_is_refused(self):
        process = self.start_forever()
        self.assertIn("complexity", self.run_balmer("show", "run").stdout)
        for options in ((), ("--fresh",)):
            done = self.run_balmer("search", "job.toml", *options, code=2)
            self.assertIn(f"in use by process {process.pid} on ", done.stderr)
        self.assertNotIn("run.1", self.names())

    def test_values_beyond_single_precision_are_refused_before_anything_is_written(self):
        for scale in (1e30, 1e-30):
            x = numpy.linspace(-1, 1, 200)
            write_csv(self.folder / "e.csv", {"x": x.tolist(), "z": x.tolist(),
                                              "y": (scale * x).tolist()})
            for ranks in (1, 3):
                done = self.run_balmer("search", "job.toml", ranks=ranks, code=3)
                self.assertIn("target 'y' has a root mean square", done.stderr)
            self.assertFalse(self.run_folder.exists())

    def test_the_time_limit_holds_with_a_suspended_worker(self):
        process = self.start_balmer("search", "job.toml", *FOREVER, "--set", "run.max_hours=0.001",
                                    ranks=3)
        self.wait_for((self.run_folder / "hall_of_fame.json").exists, "hall of fame")
        found = subprocess.run(["ps", "--ppid", str(process.pid), "-o", "pid="],
                               capture_output=True, text=True, check=True)
        os.kill(int(found.stdout.split()[-1]), signal.SIGSTOP)
        out, err = self.wait_for_abort(process)
        self.assertIn("did not answer when the run was about to end", err)
        self.assertIn("complexity", out)
        self.assertIn("has been silent", (self.run_folder / "log.txt").read_text())

    def test_stop_file(self):
        process = self.start_forever()
        (self.run_folder / "STOP").touch()
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, err)
        self.assertIn("ended early: stop requested", err)
        self.assertIn("complexity", out)
        self.assertTrue(self.entries())

    def test_signals(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
            with self.subTest(signal=number.name):
                run = self.folder / number.name
                process = self.start_balmer("search", "job.toml", *FOREVER, "--run", run)
                self.wait_for((run / "hall_of_fame.json").exists, "hall of fame")
                process.send_signal(number)
                _, err = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 75, err)
                self.assertIn(f"({number.name})", err)

    def test_signal_to_mpirun(self):
        process = self.start_forever(ranks=3)
        process.send_signal(signal.SIGUSR1)  # mpirun forwards it to every rank
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 75, err)
        self.assertTrue(self.entries())

    def test_time_limit(self):
        begin = time.monotonic()
        done = self.run_balmer("search", "job.toml", *FOREVER, "--set", "run.max_hours=0.001", code=75)
        self.assertIn("ended early: time limit", done.stderr)
        self.assertLess(time.monotonic() - begin, 40)

    def test_old_results_are_not_overwritten(self):
        self.run_balmer("search", "job.toml", "--set", "search.iterations=1")
        before = (self.run_folder / "hall_of_fame.csv").read_text()
        done = self.run_balmer("search", "job.toml", "--set", "search.seed=4", code=2)
        self.assertIn("--fresh", done.stderr)
        self.assertEqual((self.run_folder / "hall_of_fame.csv").read_text(), before)
        self.run_balmer("search", "job.toml", "--fresh", "--set", "search.iterations=1")
        self.assertEqual((self.folder / "run.1" / "hall_of_fame.csv").read_text(), before)

    def test_no_half_written_hall_of_fame(self):
        process = self.start_forever()
        end = time.monotonic() + 3
        while time.monotonic() < end:
            json.loads((self.run_folder / "hall_of_fame.json").read_text())
        self.assertIsNone(process.poll())

    def test_deterministic_results_do_not_depend_on_the_ranks(self):
        options = ("--set", "search.deterministic=true", "--set", "search.iterations=4")
        texts = []
        for ranks in (1, 2, 3):
            self.run_balmer("search", "job.toml", *options, "--run", f"ranks{ranks}", ranks=ranks)
            texts.append((self.folder / f"ranks{ranks}" / "hall_of_fame.csv").read_text())
        self.assertEqual(texts[1], texts[0])
        self.assertEqual(texts[2], texts[0])

    def test_live_view_redraws(self):
        done = self.run_balmer("search", "job.toml", "--live", "--set", "search.iterations=4")
        self.assertIn("\x1b[J", done.stderr)
        self.assertNotIn("\x1b", done.stdout)
