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
        self.assertEqual(result["rows"], 1000)
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

    def test_mistakes(self):
        wrong = ["evaluate", "--data", "e.csv", "--features", "x", "--expression"]
        self.assertIn("^", self.run_balmer(*wrong, "sin(x", "--target", "y", code=2).stderr)
        self.assertIn("xx", self.run_balmer(*wrong, "xx+1", "--target", "y", code=2).stderr)
        self.assertIn("zz", self.run_balmer(*wrong, "x", "--target", "zz", code=3).stderr)
        self.assertIn("--derived", self.run_balmer(*wrong, "x", "--target", "y", "--derived", "sin",
                                                   code=2).stderr)
