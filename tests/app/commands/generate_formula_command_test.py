import json

import h5py
import numpy

from balmer_process import CommandTest

TOY = ["--expression", "a*x + sin(y)", "--constant", "a=2", "--range", "x=1:5",
       "--range", "y=log:0.1:3"]


class GenerateFormulaTest(CommandTest):
    def generate(self, *options, code=0, ranks=None):
        more = {} if ranks is None else {"ranks": ranks}
        return self.run_balmer("generate", "formula", *options, code=code, **more)

    def test_the_file_has_the_formula_and_its_values(self):
        summary = self.run_json("generate", "formula", *TOY, "--events", 3000, "--noise", 0.1,
                                "--idle", 2, "--target", "t", "--out", "toy.h5")
        self.assertEqual(summary["expression"], "a*x + sin(y)")
        self.assertEqual(summary["skipped"], 0)
        with h5py.File(self.folder / "toy.h5") as file:
            self.assertEqual(set(file["features"]), {"x", "y", "idle_1", "idle_2"})
            exact = 2 * file["features/x"][:] + numpy.sin(file["features/y"][:])
            numpy.testing.assert_allclose(file["latent/exact"][:], exact, rtol=1e-15)
            noise = file["targets/t"][:] - exact
            self.assertAlmostEqual(noise.std() / exact.std(), 0.1, delta=0.01)
            parameters = json.loads(file.attrs["parameters"])
            self.assertEqual(parameters["ranges"]["y"],
                             {"low": 0.1, "high": 3.0, "spread": "logarithmic"})

    def test_evaluate_finds_the_formula_exact(self):
        self.generate(*TOY, "--events", 100, "--out", "toy.h5")
        done = self.run_json("evaluate", "--data", "toy.h5", "--target", "target",
                             "--expression", "2*x + sin(y)")
        self.assertLess(done["mse"], 1e-28)

    def test_ranks_do_not_matter(self):
        for ranks in (1, 3):
            self.generate(*TOY, "--events", 20000, "--noise", 0.1, "--seed", 7, "--out",
                          f"{ranks}.h5", ranks=ranks)
        self.assertEqual((self.folder / "1.h5").read_bytes(), (self.folder / "3.h5").read_bytes())

    def test_mistakes_are_reported_together(self):
        done = self.generate(*TOY, "--range", "z=5", "--constant", "b", "--events", 10, "--out",
                             "g.h5", code=2)
        self.assertIn("--range 'z=5' is not a range (needs NAME=LOW:HIGH", done.stderr)
        self.assertIn("--constant 'b' is not a constant (needs NAME=NUMBER", done.stderr)
        done = self.generate("--expression", "x + k", "--range", "x=3:1", "--events", 10, "--out",
                             "g.h5", code=2)
        self.assertIn("needs finite numbers LOW <= HIGH", done.stderr)
        self.assertIn("Add --range k=LOW:HIGH or --constant k=VALUE?", done.stderr)
        self.assertEqual(self.names(), [])

    def test_values_that_are_not_finite(self):
        options = ["--expression", "sqrt(x)", "--range", "x=-1:1", "--events", 1000, "--out",
                   "g.h5"]
        done = self.generate(*options, code=2, ranks=2)
        self.assertIn("Choose other ranges, or add --skip-non-finite?", done.stderr)
        self.assertEqual(self.names(), [])
        done = self.generate(*options, "--skip-non-finite")
        self.assertIn("draws where the formula is not finite", done.stdout)
        with h5py.File(self.folder / "g.h5") as file:
            self.assertEqual(file["targets/target"].shape, (1000,))
            self.assertTrue((file["features/x"][:] >= 0).all())
