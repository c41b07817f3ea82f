import json
import os

import h5py
import numpy

from balmer_process import BALMER, CommandTest, subprocess, write_csv

NAMES = ["m1", "p1x", "p1y", "m2", "p2x", "p2y", "pmissx", "pmissy", "chi1", "chi2"]
PUBLISHED = dict(zip(NAMES, [100, 410, 20, 150, -210, -300, -200, 280, 100, 100]))
PUBLISHED_MT2 = 412.627668458219


class Mt2Test(CommandTest):
    def mt2(self, *options, code=0):
        return self.run_balmer("mt2", *options, code=code)

    def numbers(self, *options):
        """The rows printed on standard output, without the header line."""
        header, *rows = self.mt2(*options).stdout.splitlines()
        return header, numpy.array([[float(field) for field in row.split(",")] for row in rows])

    def write_events(self, count=3, **columns):
        event = {**{name: [float(value)] * count for name, value in PUBLISHED.items()}, **columns}
        write_csv(self.folder / "e.csv", {name: column for name, column in event.items() if column})

    def test_one_event(self):
        done = self.mt2("--event", *PUBLISHED.values())
        self.assertAlmostEqual(float(done.stdout), PUBLISHED_MT2, delta=1e-11)
        squared = self.mt2("--squared", "--event", *PUBLISHED.values())
        self.assertAlmostEqual(float(squared.stdout), PUBLISHED_MT2**2, delta=1e-8)
        summary = self.run_json("mt2", "--event", *PUBLISHED.values())
        self.assertEqual(summary["regime"], "balanced")

    def test_events_of_a_text_file(self):
        self.write_events()
        header, rows = self.numbers("--data", "e.csv")
        self.assertEqual(header, "mt2")
        numpy.testing.assert_allclose(rows, [[PUBLISHED_MT2]] * 3, rtol=1e-14)
        header, rows = self.numbers("--data", "e.csv", "--squared")
        self.assertEqual(header, "mt2,mt2_squared")
        numpy.testing.assert_allclose(rows[:, 0] ** 2, rows[:, 1], rtol=1e-15)

    def test_columns_and_numbers_by_option(self):
        self.write_events(m1=None, m2=None, chi1=None, chi2=None, M=[100.0, 120.0, 140.0])
        _, rows = self.numbers("--data", "e.csv", "--m1", "M", "--m2", 150, "--chi", 100)
        self.assertAlmostEqual(rows[0, 0], PUBLISHED_MT2, delta=1e-11)
        self.assertTrue((numpy.diff(rows[:, 0]) > 0).all())
        # An option for one mass overrides the option for both.
        _, alone = self.numbers("--data", "e.csv", "--m", 150, "--m1", "M", "--chi", 100)
        numpy.testing.assert_array_equal(rows, alone)

    def test_generated_events_reproduce_their_target(self):
        for case in (8, 11, 16, 17):
            with self.subTest(case=case):
                self.run_balmer("generate", "mt2", "--case", case, "--events", 500, "--out", "g.h5",
                                "--overwrite")
                self.mt2("--data", "g.h5", "--squared", "--out", "mt2.h5", "--overwrite")
                with h5py.File(self.folder / "g.h5") as made, \
                        h5py.File(self.folder / "mt2.h5") as solved:
                    numpy.testing.assert_array_equal(made["targets/mt2_squared"][:],
                                                     solved["targets/mt2_squared"][:])
                    numpy.testing.assert_array_equal(made["latent/p1x"][:], solved["latent/p1x"][:])
                _, rows = self.numbers("--data", "mt2.h5", "--squared")
                with h5py.File(self.folder / "mt2.h5") as solved:
                    numpy.testing.assert_array_equal(rows[:, 0], solved["targets/mt2"][:])

    def test_generate_describes_its_events(self):
        summary = self.run_json("generate", "mt2", "--case", 14, "--events", 1000, "--seed", 2,
                                "--out", "g.h5")
        self.assertEqual(summary["case"], 14)
        self.assertLess(summary["largest_relative_deviation"], 1e-9)
        with h5py.File(self.folder / "g.h5") as file:
            self.assertEqual(list(file["features"]), ["E1E2", "p1p2", "mu_tilde"])
            self.assertEqual(file.attrs["process"], "mt2")

    def test_generate_writes_the_same_file_on_any_number_of_ranks(self):
        for ranks in (1, 2):
            self.run_balmer("generate", "mt2", "--case", 11, "--events", 20000, "--out",
                            f"{ranks}.h5", ranks=ranks)
        self.assertEqual((self.folder / "1.h5").read_bytes(), (self.folder / "2.h5").read_bytes())

    def test_generate_refuses_impossible_requests(self):
        for options in (["--case", 12], ["--case", 11, "--q-min", -1], ["--case", 17, "--q-max", 1],
                        ["--case", 8, "--momentum-max", 10], ["--case", 8, "--momentum-min", "nan"],
                        ["--case", 8, "--visible-mass-max", 10],
                        ["--case", 10, "--invisible-mass-min", 0],
                        ["--case", 17, "--q-min", 0, "--q-max", 0],
                        ["--case", 8, "--events", 0]):
            with self.subTest(options=options):
                done = self.run_balmer("generate", "mt2", "--events", 10, "--out", "g.h5", *options,
                                       code=2)
                self.assertTrue(done.stderr.startswith("balmer: "))
        self.assertEqual(self.names(), [])

    def test_generate_accepts_the_range_of_a_free_mass(self):
        self.run_balmer("generate", "mt2", "--case", 11, "--events", 2000, "--out", "g.h5",
                        "--visible-mass-max", 10)
        with h5py.File(self.folder / "g.h5") as file:
            self.assertLess(file["latent/m1"][:].max(), 10)
            self.assertGreater(file["latent/m1"][:].max(), 9.9)
            self.assertGreater(file["latent/chi1"][:].max(), 29.7)

    def test_files_are_complete_and_not_overwritten(self):
        self.write_events()
        self.mt2("--data", "e.csv", "--out", "mt2.csv")
        self.assertEqual(len((self.folder / "mt2.csv").read_text().splitlines()), 4)
        done = self.mt2("--data", "e.csv", "--out", "mt2.csv", code=2)
        self.assertIn("Add --overwrite", done.stderr)
        done = self.mt2("--data", "e.csv", "--out", "e.csv", "--overwrite", code=2)
        self.assertIn("the file of --data", done.stderr)
        self.mt2("--data", "e.csv", "--out", "absent/mt2.csv", code=2)
        # A bad event in the third line of many leaves no file, not even a partial one.
        self.write_events(m1=[100.0, -1.0, 100.0])
        self.mt2("--data", "e.csv", "--out", "mt2.csv", "--overwrite", code=3)
        self.mt2("--data", "e.csv", "--out", "mt2.h5", code=3)
        self.assertEqual(self.names(), ["e.csv", "mt2.csv"])
        self.assertEqual(len((self.folder / "mt2.csv").read_text().splitlines()), 4)

    def test_mistakes_name_place_column_and_rule(self):
        self.write_events(m1=[100.0, -1.0, 100.0])
        done = self.mt2("--data", "e.csv", code=3)
        self.assertIn("line 3 of 'e.csv': visible mass 1 is -1 GeV (masses must be at least 0)",
                      done.stderr)
        self.write_events(p1x=[100.0, 1.0, float("nan")])
        self.assertIn("line 4", self.mt2("--data", "e.csv", code=3).stderr)
        self.write_events(p2y=[100.0, "abc", 1.0])
        self.assertIn("p2y", self.mt2("--data", "e.csv", code=3).stderr)
        self.write_events(chi2=None)
        done = self.mt2("--data", "e.csv", code=3)
        self.assertIn("column 'chi2' is not in 'e.csv'", done.stderr)
        self.assertEqual(done.stdout, "")
        self.mt2("--data", "absent.csv", code=3)

    def test_bad_events_are_skipped_on_request(self):
        self.write_events(count=4, m1=[100.0, -1.0, 100.0, 100.0], p2y=[-300.0, -300.0, "abc", -300.0])
        done = self.mt2("--data", "e.csv", "--skip-bad", "--squared")
        header, *rows = done.stdout.splitlines()
        self.assertEqual(header, "mt2,mt2_squared")
        self.assertEqual(rows[1:3], ["nan,nan"] * 2)
        self.assertAlmostEqual(float(rows[3].split(",")[0]), PUBLISHED_MT2, delta=1e-11)
        self.assertIn("2 of 4 events have no MT2 (nan was written), the first: line 3 of 'e.csv': "
                      "visible mass 1 is -1 GeV", done.stderr)
        for name in ("mt2.csv", "mt2.h5"):
            summary = self.run_json("mt2", "--data", "e.csv", "--skip-bad", "--out", name)
            self.assertEqual((summary["events"], summary["bad"]), (4, 2))
        self.assertEqual((self.folder / "mt2.csv").read_text().splitlines()[2:4], ["nan"] * 2)
        with h5py.File(self.folder / "mt2.h5") as file:
            numpy.testing.assert_array_equal(numpy.isnan(file["targets/mt2"][:]), [0, 1, 1, 0])
            self.assertEqual(json.loads(file.attrs["parameters"])["bad_count"], 2)
        self.write_events()
        self.assertEqual(self.mt2("--data", "e.csv", "--skip-bad").stderr, "")

    def test_a_single_event_refuses_options_of_files(self):
        for options in (["--out", "zz.h5"], ["--m1", 3], ["--chi", 100], ["--m", "M"], ["--skip-bad"],
                        ["--overwrite"], ["--pmissx", 3, "--chi2", 5]):
            with self.subTest(options=options):
                done = self.mt2("--event", *PUBLISHED.values(), *options, code=2)
                self.assertEqual(done.stdout, "")
                for option in options[::2]:
                    self.assertIn(option, done.stderr)
        self.assertEqual(self.names(), [])

    def test_numbers_may_have_a_plus_sign_and_must_fit(self):
        self.write_events(chi1=None, chi2=None)
        _, rows = self.numbers("--data", "e.csv", "--chi", "+100")
        self.assertAlmostEqual(rows[0, 0], PUBLISHED_MT2, delta=1e-11)
        done = self.mt2("--data", "e.csv", "--chi", "1e999", code=2)
        self.assertIn("'1e999' is not a number of double precision", done.stderr)

    def test_answers_beyond_the_largest_number_are_refused(self):
        large = [4e307, 1, 1, 1, 1, 1, 1, 1, 1, 1]
        self.assertAlmostEqual(float(self.mt2("--event", *large).stdout) / 4e307, 1)
        self.assertIn("its square exceeds", self.mt2("--event", *large, "--squared", code=2).stderr)
        sum_too_large = [1e308, *large[1:8], 1e308, 1]
        self.assertIn("MT2 exceeds", self.mt2("--event", *sum_too_large, code=2).stderr)
        self.write_events(m1=[100.0, 4e307, 100.0])
        self.mt2("--data", "e.csv")
        self.assertIn("line 3 of 'e.csv': MT2 is 4e+307 GeV",
                      self.mt2("--data", "e.csv", "--squared", code=3).stderr)

    def test_pipes_are_refused_with_a_message(self):
        self.write_events()
        done = subprocess.run([BALMER, "mt2", "--data", "/dev/stdin"], cwd=self.folder,
                              input=(self.folder / "e.csv").read_text(), capture_output=True,
                              text=True, timeout=60)
        self.assertEqual(done.returncode, 3)
        self.assertIn("'/dev/stdin' is not a regular file", done.stderr)

    def test_semicolons_separate_columns_too(self):
        self.write_events()
        text = (self.folder / "e.csv").read_text().replace(",", ";")
        (self.folder / "e.csv").write_text(text)
        _, rows = self.numbers("--data", "e.csv")
        numpy.testing.assert_allclose(rows, [[PUBLISHED_MT2]] * 3, rtol=1e-14)
        (self.folder / "e.csv").write_text(text.replace("410.0", "410,5"))
        done = self.mt2("--data", "e.csv", code=3)
        self.assertIn("the decimal separator is a point", done.stderr)

    def test_out_is_checked_before_events_are_solved(self):
        self.write_events(m1=[100.0, -1.0, 100.0])
        (self.folder / "link.csv").symlink_to("t.csv")
        os.mkfifo(self.folder / "pipe.h5")
        for name in ("link.csv", "pipe.h5"):
            with self.subTest(name=name):
                # The bad event, which would exit with 3, is never reached.
                self.mt2("--data", "e.csv", "--overwrite", "--out", name, code=2)
        self.assertTrue((self.folder / "link.csv").is_symlink())
        self.assertTrue((self.folder / "pipe.h5").is_fifo())

    def test_mistakes_of_usage_exit_with_2(self):
        self.write_events()
        for options in ([], ["--event", 1, 2, 3], ["--data", "e.csv", "--event", *range(10)],
                        ["--data", "e.csv", "--chi", "-1"], ["--data", "e.csv", "--json"],
                        ["--data", "e.csv", "--overwrite"],
                        ["--event", -1, *range(9)], ["--event", "nan", *range(9)],
                        ["--data", "e.csv", *sum(([f"--{name}", 1] for name in NAMES), [])]):
            with self.subTest(options=options):
                self.mt2(*options, code=2)

    def test_help_has_an_example_that_runs(self):
        text = self.mt2("--help").stdout
        example = next(line for line in text.splitlines() if "balmer mt2 --event" in line).split()
        *arguments, expected = example[1:]
        self.assertEqual(f"{float(self.run_balmer(*arguments).stdout):.12f}", expected)

    def test_a_full_disk_leaves_no_file(self):
        self.write_events(count=20000)
        limited = subprocess.run(
            ["bash", "-c", f"ulimit -f 50; trap '' XFSZ; exec {BALMER} mt2 --data e.csv --out mt2.csv"],
            cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(limited.returncode, 1, limited.stderr)
        self.assertIn("cannot write 'mt2.csv'", limited.stderr)
        self.assertEqual(self.names(), ["e.csv"])
