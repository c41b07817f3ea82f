import h5py
import numpy

from balmer_process import CommandTest, write_csv


class EvaluateTest(CommandTest):
    def setUp(self):
        super().setUp()
        random = numpy.random.default_rng(1)
        self.x, self.y, self.w = random.normal(size=(3, 1000))
        self.w = self.w ** 2
        write_csv(self.folder / "e.csv", {"x": self.x.tolist(), "y": self.y.tolist(),
                                          "w": self.w.tolist()})
        self.options = ["--data", "e.csv", "--target", "y", "--features", "x"]

    def evaluate(self, expression, *options, **keywords):
        return self.run_json("evaluate", "--expression", expression, *self.options, *options,
                             **keywords)

    def test_mse_is_that_of_numpy(self):
        residual = 0.5 * numpy.sin(self.x) - 1 - self.y
        result = self.evaluate("0.5*sin(x) - 1")
        numpy.testing.assert_allclose(result["mse"], numpy.mean(residual ** 2), rtol=1e-14)
        self.assertEqual(result["events"], 1000)
        self.assertEqual(result["complexity"], 6)
        weighted = self.evaluate("0.5*sin(x) - 1", "--weight", "w")["mse"]
        numpy.testing.assert_allclose(weighted, numpy.average(residual ** 2, weights=self.w),
                                      rtol=1e-14)

    def test_derived_features(self):
        self.assertEqual(self.evaluate("s", "--derived", "s = sin(x)")["mse"],
                         self.evaluate("sin(x)")["mse"])

    def test_text_has_17_digits(self):
        text = self.run_balmer("evaluate", "--expression", "x", *self.options).stdout
        mse = next(line.split()[1] for line in text.splitlines() if line.startswith("mse"))
        self.assertEqual(float(mse), self.evaluate("x")["mse"])

    def test_a_formula_that_is_not_finite_has_no_mse(self):
        self.assertIsNone(self.evaluate("log(x)")["mse"])

    def test_derived_features_of_derived_ones(self):
        self.assertEqual(self.evaluate("t", "--derived", "s = sin(x)", "--derived", "t = s*2")["mse"],
                         self.evaluate("sin(x)*2")["mse"])

    def test_columns_given_by_path(self):
        with h5py.File(self.folder / "foreign.h5", "w") as file:
            file["a/x"], file["a/y"], file["b/x"] = self.x, self.y, self.w
            file["b/t"] = 1.5 * self.x * self.y - 2
        options = ["--data", "foreign.h5", "--target", "b/t", "--json", "--expression"]
        for more in (["1.5*x*y-2", "--features", "a/x", "a/y"],
                     ["1.5*`/a/x`*y-2", "--features", "a/x", "a/y", "b/x"],
                     ["1.5*`/a/x`*`/a/y`-2"]):
            done = self.run_balmer("evaluate", *options, *more)
            self.assertIn('"mse": 0.0', done.stdout)

    def test_columns_of_a_matrix(self):
        with h5py.File(self.folder / "foreign.h5", "w") as file:
            file["m"] = numpy.transpose([self.x, self.y])
            file["t"] = self.x * self.y
        done = self.run_balmer("evaluate", "--data", "foreign.h5", "--target", "t", "--matrix", "m",
                               "--matrix-columns", "u", "v", "--expression", "u*v", "--json")
        self.assertIn('"mse": 0.0', done.stdout)

    def test_features_are_the_columns_that_the_formula_names(self):
        result = self.run_json("evaluate", "--expression", "x+w", "--data", "e.csv", "--target", "y")
        numpy.testing.assert_allclose(result["mse"], numpy.mean((self.x + self.w - self.y) ** 2))

    def test_a_text_column_does_not_prevent_the_use_of_others(self):
        with h5py.File(self.folder / "events.h5", "w") as file:
            file.attrs.update({"format": "balmer-events", "version": 1, "process": "test", "parameters": "{}",
                               "seed": 1, "created_by": "test"})
            file["features/x"], file["features/label"] = self.x, numpy.array([b"a"] * 1000)
            file["targets/y"], file["latent/l"] = 2 * self.x, self.x
        options = ["--data", "events.h5", "--target", "y", "--json", "--expression"]
        self.assertIn('"mse": 0.0', self.run_balmer("evaluate", *options, "2*x").stdout)
        self.assertIn("is of type text", self.run_balmer("evaluate", *options, "2*label", code=3).stderr)
        self.assertIn("latent", self.run_balmer("evaluate", *options, "2*l", code=3).stderr)

    def test_mistakes(self):
        wrong = ["evaluate", "--data", "e.csv", "--features", "x", "--expression"]
        self.assertIn("^", self.run_balmer(*wrong, "sin(x", "--target", "y", code=2).stderr)
        self.assertIn("xx", self.run_balmer(*wrong, "xx+1", "--target", "y", code=2).stderr)
        self.assertIn("zz", self.run_balmer(*wrong, "x", "--target", "zz", code=3).stderr)
        self.assertIn("--derived", self.run_balmer(*wrong, "x", "--target", "y", "--derived", "sin",
                                                   code=2).stderr)
