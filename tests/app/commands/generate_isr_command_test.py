import json

import h5py
import numpy

from balmer_process import CommandTest


class GenerateIsrTest(CommandTest):
    def generate(self, sample, *options, **how):
        return self.run_balmer("generate", "isr", "--sample", sample, *options, **how)

    def read(self, name):
        """Returns the columns by path, and the parameters."""
        with h5py.File(self.folder / name) as file:
            self.assertEqual(file.attrs["process"], "isr")
            columns = {f"{group}/{name}": dataset[:] for group in file for name, dataset in file[group].items()}
            return columns, json.loads(file.attrs["parameters"])

    def test_warm_up_is_the_splitting_function_on_a_grid(self):
        self.generate("warm-up", "--out", "w.h5")
        columns, parameters = self.read("w.h5")
        x, sine = columns["features/x"], columns["features/sin_theta"]
        self.assertEqual(len(x), 10000)
        self.assertEqual((x.min(), x.max(), sine.min(), sine.max()), (0.1, 1, 0.1, 1))
        numpy.testing.assert_allclose(columns["targets/density"], (1 + (1 - x) ** 2) / (x * sine ** 2), rtol=1e-13)
        self.assertEqual(parameters["sample"], "warm-up")

    def test_both_methods_estimate_the_same_density(self):
        for method in ("events", "exact"):
            done = self.generate("splitting", "--events", 300000, "--bins", 20, "--method", method, "--seed", 3,
                                 "--out", f"{method}.h5")
            self.assertIn("chi-square", done.stdout)
            columns, parameters = self.read(f"{method}.h5")
            count, expected = columns["latent/count"], columns["latent/expected"]
            self.assertEqual(count.sum(), 300000)
            self.assertAlmostEqual(expected.sum(), 300000, places=5)
            numpy.testing.assert_array_equal(count, numpy.round(count))
            # 400 bins: mean 399, standard deviation 28.
            self.assertLess(abs(((count - expected) ** 2 / expected).sum() - 399), 140)
            numpy.testing.assert_allclose(columns["targets/density"], count / (300000 * 0.045 ** 2), rtol=1e-12)
            share = expected / 300000
            numpy.testing.assert_allclose(columns["weights/weight"],
                                          300000 * 0.045 ** 4 / (share * (1 - share)), rtol=1e-9)
            self.assertEqual(parameters["method"], method)

    def test_the_number_of_ranks_does_not_matter(self):
        options = ["--events", 2500000, "--resolution", 0.1, "--seed", 8]
        self.generate("splitting", *options, "--out", "one.h5")
        self.generate("splitting", *options, "--out", "three.h5", ranks=3)
        self.assertEqual((self.folder / "one.h5").read_bytes(), (self.folder / "three.h5").read_bytes())

    def test_neutralino_has_one_feature_by_default(self):
        self.generate("neutralino", "--events", 50000, "--stochastic", 0.17, "--out", "n.h5")
        columns, parameters = self.read("n.h5")
        self.assertNotIn("features/sin_theta", columns)
        self.assertEqual(len(columns["features/x"]), 100)
        self.assertAlmostEqual(columns["targets/density"].sum() * 0.0016, 1, places=10)
        self.assertEqual(parameters["resolution"], {"kind": "stochastic", "size": 0.17})
        self.assertLess(parameters["kept_count"], 50000)
        self.generate("neutralino", "--events", 50000, "--bins", 8, "--bins-sin-theta", 4, "--out", "two.h5")
        self.assertIn("features/sin_theta", self.read("two.h5")[0])

    def test_rounding_puts_no_photons_outside_the_histogram(self):
        for sample in ("neutralino", "splitting"):
            text = self.generate(sample, "--method", "expected", "--out", sample + ".h5").stdout
            self.assertIn("in the histogram, 0 outside of it", text)

    def test_json_has_the_numbers(self):
        summary = self.run_json("generate", "isr", "--sample", "splitting", "--method", "exact", "--out", "x.h5")
        self.assertEqual(summary["events"], 100000000)
        self.assertEqual(summary["kept_count"], 100000000)
        self.assertAlmostEqual(summary["mean_squared_error_floor"], 1.523e-4, delta=1e-6)
        self.assertEqual(self.run_json("generate", "isr", "--sample", "warm-up", "--bins", 5, "--out", "w.h5")["events"], 25)

    def test_window_and_resolution_are_kept(self):
        self.generate("splitting", "--events", 1000, "--resolution", 0.02, "--absolute", "--window", "0.05,1.2",
                      "--method", "expected", "--out", "a.h5")
        _, parameters = self.read("a.h5")
        self.assertEqual(parameters["generated_x"], [0.05, 1.2])
        self.assertEqual(parameters["resolution"], {"kind": "absolute", "size": 0.02})

    def test_mistakes_name_the_rule_and_leave_no_file(self):
        for sample, options, words in (
                ("neutron", [], "warm-up,splitting,neutralino"),
                ("splitting", ["--events", 0], "whole number from 1"),
                ("splitting", ["--events", 2 * 10 ** 9], "to 1000000000"),
                ("splitting", ["--bins", 0], "--bins: '0'"),
                ("splitting", ["--bins", 1], "at least 2 bins"),
                ("splitting", ["--method", "quick"], "events,exact,expected"),
                ("splitting", ["--resolution", -0.1], "resolution is -0.1"),
                ("splitting", ["--resolution", "nan"], "resolution is nan"),
                ("splitting", ["--stochastic", 0.17], "knows x alone"),
                ("splitting", ["--absolute"], "--absolute needs --resolution"),
                ("splitting", ["--window", "0.2,1"], "must cover the histogram"),
                ("splitting", ["--window", "0.2"], "--window"),
                ("neutralino", ["--stochastic", -1], "Take 0.17?"),
                ("neutralino", ["--window", "0.1,1"], "only the splitting sample"),
                ("neutralino", ["--stochastic", 0.17, "--resolution", 0.1], "excludes"),
                ("warm-up", ["--resolution", 0.1], "no events to measure"),
                ("warm-up", ["--events", 10], "--events has no effect with --sample warm-up"),
                ("warm-up", ["--method", "exact"], "--method has no effect with --sample warm-up")):
            with self.subTest(sample=sample, options=options):
                error = self.generate(sample, *options, "--out", "x.h5", code=2).stderr
                self.assertTrue(error.startswith("balmer: "), error)
                self.assertIn(words, error)
        self.assertEqual(self.names(), [])

    def test_events_that_all_miss_the_histogram_are_an_error_on_every_rank(self):
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                done = self.generate("splitting", "--events", 1, "--window", "1e-300,1", "--out", "x.h5", ranks=ranks,
                                     code=2)
                self.assertIn("no event is measured", done.stderr)
        self.assertEqual(self.names(), [])
