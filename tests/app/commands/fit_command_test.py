import h5py
import numpy
import scipy.optimize

from balmer_process import CommandTest, write_csv

# Eq. (39) of arXiv:2109.10414.
EXPRESSION = "-x_p1*(x_p2+c)*(a-b*deta)*sin(dphi+d)"


def eq39(x, c, a, b, d):
    x_p1, x_p2, dphi, deta = x
    return -x_p1 * (x_p2 + c) * (a - b * deta) * numpy.sin(dphi + d)


def eq39_jacobian(x, c, a, b, d):
    x_p1, x_p2, dphi, deta = x
    sine, height = numpy.sin(dphi + d), a - b * deta
    return numpy.transpose([-x_p1 * height * sine,
                            -x_p1 * (x_p2 + c) * sine,
                            x_p1 * (x_p2 + c) * deta * sine,
                            -x_p1 * (x_p2 + c) * height * numpy.cos(dphi + d)])


class FitTest(CommandTest):
    def generate(self):
        self.run_balmer("generate", "wbf", "--events", 20000, "--seed", 1, "--out", "e.h5")

    def fit(self, expression, *options, **keywords):
        return self.run_json("fit", "--expression", expression, "--data", "e.h5", "--target", "score",
                             *options, **keywords)

    def test_agrees_with_scipy(self):
        self.generate()
        result = self.fit(EXPRESSION)
        with h5py.File(self.folder / "e.h5") as file:
            x = [file["features"][name][:] for name in ("x_p1", "x_p2", "dphi", "deta")]
            target = file["targets/score"][:]
        names = [constant["name"] for constant in result["constants"]]
        self.assertEqual(names, ["c", "a", "b", "d"])
        found = numpy.array([constant["value"] for constant in result["constants"]])
        values, covariance = scipy.optimize.curve_fit(eq39, x, target, p0=[0.2, 1.2, 0.11, 0.0],
                                                      jac=eq39_jacobian, ftol=1e-15, xtol=1e-15, gtol=1e-15)
        errors = numpy.sqrt(numpy.diag(covariance))
        # d is 0 by CP symmetry: compared relative to its error.
        numpy.testing.assert_allclose(found, values, rtol=1e-6, atol=1e-6 * errors[3])
        numpy.testing.assert_allclose([c["standard_error"] for c in result["constants"]], errors,
                                      rtol=1e-4)
        numpy.testing.assert_allclose(numpy.array(result["correlation"]),
                                      covariance / numpy.outer(errors, errors), atol=1e-4)
        residual = eq39(x, *found) - target
        numpy.testing.assert_allclose(result["mse"], numpy.mean(residual ** 2), rtol=1e-12)
        self.assertEqual(result["status"], "converged")
        self.assertEqual(result["flat_directions"], [])
        self.check_robust_errors(x, found, residual, result)
        evaluated = self.run_json("evaluate", "--expression", result["formula"], "--data", "e.h5",
                                  "--target", "score")
        self.assertEqual(evaluated["mse"], result["mse"])

    def check_robust_errors(self, x, found, residual, result):
        jacobian = eq39_jacobian(x, *found).T
        inverse = numpy.linalg.inv(jacobian @ jacobian.T)
        sandwich = inverse @ ((jacobian * residual ** 2) @ jacobian.T) @ inverse
        numpy.testing.assert_allclose([c["robust_error"] for c in result["constants"]],
                                      numpy.sqrt(numpy.diag(sandwich)), rtol=1e-6)

    def test_the_result_is_identical_on_any_number_of_ranks(self):
        self.generate()
        alone = self.run_balmer("fit", "--expression", EXPRESSION, "--data", "e.h5", "--target", "score")
        for ranks in (2, 3):
            many = self.run_balmer("fit", "--expression", EXPRESSION, "--data", "e.h5", "--target",
                                   "score", ranks=ranks)
            self.assertEqual(many.stdout, alone.stdout)

    def test_without_names_the_numbers_are_fitted(self):
        self.generate()
        by_names = self.fit("a*x_p1*x_p2*sin(dphi)")
        by_numbers = self.fit("-1*x_p1*x_p2*sin(dphi)")
        numpy.testing.assert_allclose(by_numbers["constants"][0]["value"],
                                      by_names["constants"][0]["value"], rtol=1e-9)

    def test_with_names_numbers_are_fixed(self):
        self.generate()
        self.assertIn("0.25", self.fit("a*(x_p1+0.25)")["formula"])
        self.assertEqual(len(self.fit("a*(x_p1+0.25)")["constants"]), 1)

    def test_warns_of_flat_directions(self):
        self.generate()
        done = self.run_balmer("fit", "--expression", "a*x_p1*(b-c*deta)*sin(dphi)", "--data", "e.h5",
                               "--target", "score")
        self.assertIn("WARNING: the data do not fix", done.stdout)

    def test_text_file_with_weights(self):
        x = numpy.linspace(0, 1, 50)
        y = 3 * x + 1 + 0.1 * numpy.cos(40 * x)
        w = 1 + x
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "y": y.tolist(), "w": w.tolist()})
        result = self.run_json("fit", "--expression", "a*x+b", "--data", "e.csv", "--features", "x",
                               "--target", "y", "--weight", "w")
        slope, offset = numpy.polyfit(x, y, 1, w=numpy.sqrt(w))
        numpy.testing.assert_allclose([c["value"] for c in result["constants"]], [slope, offset],
                                      rtol=1e-9)

    def test_a_constant_cannot_have_the_name_of_a_column(self):
        self.generate()
        for expression, reason in (("a*score+b*x_p1", "'score' is the target"),
                                   ("a*weight+x_p1", "'weight' is a column"),
                                   ("a*me_sm+x_p1", "latent")):
            done = self.run_balmer("fit", "--expression", expression, "--data", "e.h5", "--target",
                                   "score", code=2)
            self.assertIn(reason, done.stderr)
        done = self.run_balmer("fit", "--expression", "a*x_p1*x_p2+mjj", "--data", "e.h5", "--target",
                               "score", "--features", "x_p1", "x_p2", code=2)
        self.assertIn("Add it to --features", done.stderr)

    def test_pi_is_fixed(self):
        self.generate()
        result = self.fit("0.1*pi*x_p1")
        self.assertEqual(len(result["constants"]), 1)
        self.assertIn("3.14159", result["formula"])
        done = self.run_balmer("fit", "--expression", "pi*x_p1", "--data", "e.h5", "--target", "score",
                               code=2)
        self.assertIn("nothing to fit", done.stderr)

    def test_features_are_the_columns_that_the_formula_names(self):
        x = numpy.linspace(0, 1, 50)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "y": (3 * x + 1).tolist()})
        result = self.run_json("fit", "--expression", "a*x+b", "--data", "e.csv", "--target", "y")
        numpy.testing.assert_allclose([c["value"] for c in result["constants"]], [3, 1], rtol=1e-9)
        done = self.run_balmer("fit", "--expression", "a*b", "--data", "e.csv", "--target", "y", code=2)
        self.assertIn("--features", done.stderr)
        done = self.run_balmer("fit", "--expression", "a*x+y", "--data", "e.csv", "--target", "y", code=2)
        self.assertIn("'y' is the target", done.stderr)

    def test_an_exact_fit_has_no_errors_but_correlations(self):
        x = numpy.linspace(0, 1, 64)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "y": (2 * x + 0.5).tolist()})
        done = self.run_balmer("fit", "--expression", "a*x+b", "--data", "e.csv", "--target", "y")
        self.assertNotIn("nan", done.stdout)
        design = numpy.transpose([x, numpy.ones(64)])
        inverse = numpy.linalg.inv(design.T @ design)
        self.assertIn(f"{inverse[0, 1] / numpy.sqrt(inverse[0, 0] * inverse[1, 1]):.4f}", done.stdout)

    def test_undetermined_constants_have_a_dash(self):
        self.generate()
        done = self.run_balmer("fit", "--expression", "a*(b*x_p1)", "--data", "e.h5", "--target", "score")
        self.assertNotIn("nan", done.stdout)
        self.assertIn("-: undefined, because the data do not fix the constant", done.stdout)

    def test_one_formula_is_rounded_and_one_exact(self):
        self.generate()
        text = self.run_balmer("fit", "--expression", "-a*x_p1*x_p2*sin(dphi)", "--data", "e.h5",
                               "--target", "score").stdout
        lines = dict(line.split(None, 1) for line in text.splitlines()[:4])
        for name in ("rounded", "formula"):
            self.assertNotIn("-(", lines[name])
        self.assertLess(len(lines["rounded"]), 40)
        self.assertEqual(self.run_json("evaluate", "--expression", lines["formula"], "--data", "e.h5",
                                       "--target", "score")["mse"], float(lines["mse"]))

    def write_root(self, edge=100.0, noise=0.01):
        """y = 3 sqrt(edge - x) + noise on [50, 100]; the event at the edge pulls towards it."""
        x = numpy.linspace(50, 100, 500)
        y = 3 * numpy.sqrt(edge - x) + noise * numpy.random.default_rng(1).normal(size=500)
        y[-1] = min(y[-1], 3 * numpy.sqrt(edge - 100) - 2 * noise)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "y": y.tolist()})
        return x, y

    def fit_root(self, expression, *options, **keywords):
        return self.run_json("fit", "--expression", expression, "--data", "e.csv", "--target", "y", *options,
                             **keywords)

    def test_an_optimum_on_the_edge_of_the_domain(self):
        x, y = self.write_root()
        result = self.fit_root("a*sqrt(b-x)")
        a, b = result["constants"]
        root = numpy.sqrt(100 - x)
        self.assertEqual((b["value"], b["at_bound"], b["bound"]), (100, True, "domain"))
        self.assertEqual((b["standard_error"], b["robust_error"]), (None, None))
        self.assertFalse(a["at_bound"])
        numpy.testing.assert_allclose(a["value"], root @ y / (root @ root), rtol=1e-9)
        residual = a["value"] * root - y
        error = numpy.sqrt(residual @ residual / 499 / (root @ root))
        numpy.testing.assert_allclose(a["standard_error"], error, rtol=1e-9)
        self.assertEqual(result["domain_edges"], [{"function": "sqrt(100 - x)", "constants": ["b"]}])
        self.assertEqual(result["status"], "converged")
        text = self.run_balmer("fit", "--expression", "a*sqrt(b-x)", "--data", "e.csv", "--target", "y").stdout
        self.assertIn("with a smaller b, sqrt(100 - x) has no value at some event", text)
        self.assertIn("Standard errors do not hold there", text)
        self.assertNotIn("rounded", text)
        self.assertNotIn("the data do not fix", text)
        many = self.run_balmer("fit", "--expression", "a*sqrt(b-x)", "--data", "e.csv", "--target", "y", ranks=3)
        self.assertEqual(many.stdout, text)

    def test_an_optimum_near_the_edge_agrees_with_scipy(self):
        x, y = self.write_root(edge=100.5)
        result = self.fit_root("a*sqrt(b-x)")
        values, covariance = scipy.optimize.curve_fit(lambda x, a, b: a * numpy.sqrt(b - x), x, y, p0=[3, 100.5],
                                                      ftol=1e-15, xtol=1e-15, gtol=1e-15)
        numpy.testing.assert_allclose([c["value"] for c in result["constants"]], values, rtol=1e-6)
        numpy.testing.assert_allclose([c["standard_error"] for c in result["constants"]],
                                      numpy.sqrt(numpy.diag(covariance)), rtol=1e-3)
        self.assertEqual([c["at_bound"] for c in result["constants"]], [False, False])

    def test_bounds_agree_with_scipy(self):
        x = numpy.linspace(0, 4, 300)
        y = 2 * numpy.exp(-1.5 * x) + 0.3 + 0.02 * numpy.random.default_rng(2).normal(size=300)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "y": y.tolist()})
        model = lambda p: p[0] * numpy.exp(-p[1] * x) + p[2]
        for options, low, high in ((["a=0:1.7"], [0, -9, -9], [1.7, 9, 9]),
                                   (["a=0:1.7", "c=0.35:"], [0, -9, 0.35], [1.7, 9, 9]),
                                   (["a=0:9", "b=1:2", "c=:5"], [0, 1, -9], [9, 2, 5])):
            with self.subTest(bounds=options):
                result = self.fit_root("a*exp(-b*x)+c", *[word for bound in options for word in ("--bound", bound)],
                                       "--start", "b=1.2")
                expected = scipy.optimize.least_squares(lambda p: model(p) - y, [1, 1.2, 0.5], bounds=(low, high),
                                                        ftol=1e-15, xtol=1e-15, gtol=1e-15)
                found = numpy.array([c["value"] for c in result["constants"]])
                numpy.testing.assert_allclose(found, expected.x, rtol=1e-5)
                at_bound = numpy.isclose(expected.x, low, rtol=1e-7) | numpy.isclose(expected.x, high, rtol=1e-7)
                self.assertEqual([c["at_bound"] for c in result["constants"]], at_bound.tolist())
                self.check_errors_of_free(x, found, model(found) - y, at_bound, result)

    def check_errors_of_free(self, x, found, residual, at_bound, result):
        decay = numpy.exp(-found[1] * x)
        jacobian = numpy.transpose([decay, -found[0] * x * decay, numpy.ones(len(x))])[:, ~at_bound]
        variance = residual @ residual / (len(x) - jacobian.shape[1])
        errors = numpy.sqrt(variance * numpy.diag(numpy.linalg.inv(jacobian.T @ jacobian)))
        given = [c["standard_error"] for c in result["constants"]]
        numpy.testing.assert_allclose([e for e in given if e is not None], errors, rtol=1e-6)
        self.assertEqual([e is None for e in given], at_bound.tolist())

    def test_bounds_are_reported_in_words_and_identical_on_any_number_of_ranks(self):
        self.write_root()
        command = ("fit", "--expression", "a*sqrt(b-x)", "--data", "e.csv", "--target", "y", "--bound", "a=:2.5",
                   "--bound", "b=101:103", "--start", "b=102")
        alone = self.run_balmer(*command)
        self.assertIn("NOTE: a is at its upper bound", alone.stdout)
        self.assertEqual(self.run_balmer(*command, ranks=2).stdout, alone.stdout)

    def test_a_start_value_chooses_the_optimum(self):
        x = numpy.linspace(0, 10, 400)
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "y": numpy.sin(3 * x).tolist()})
        for start in (3.1, -3.1):
            result = self.fit_root("sin(b*x+c)", "--start", f"b={start}", "--starts", 1)
            numpy.testing.assert_allclose(result["constants"][0]["value"], 3 if start > 0 else -3, rtol=1e-6)
        # Without names, the numbers are called a, b, ...
        result = self.fit_root("sin(1*x+0)", "--start", "a=3.1", "--starts", 1)
        numpy.testing.assert_allclose(result["constants"][0]["value"], 3, rtol=1e-6)

    def test_mistakes_in_starts_and_bounds(self):
        self.write_root()
        for options, *reasons in (
                (["--start", "q=1"], "no such constant (it has 'a', 'bb')"),
                (["--bound", "b=1:2"], "no such constant (it has 'a', 'bb'). Did you mean 'bb'?"),
                (["--start", "a=9", "--bound", "a=1:2"], "'a' starts at 9, outside its bound 1:2"),
                (["--bound", "a=3:1"], "lower must not exceed upper"),
                (["--bound", "a=nan:1"], "--bound 'a=nan:1' is not a bound"),
                (["--bound", "a=:"], "is not a bound"), (["--bound", "a=3"], "is not a bound"),
                (["--start", "a=1", "--start", "a=2"], "given twice"),
                (["--start", "a=x", "--start", "=1", "--start", "inf", "--bound", "a=1:y"],
                 "--start 'a=x'", "--start '=1'", "--start 'inf'", "--bound 'a=1:y'")):
            done = self.run_balmer("fit", "--expression", "a*sqrt(bb-x)", "--data", "e.csv", "--target", "y",
                                   *options, code=2)
            for reason in reasons:
                self.assertEqual(done.stderr.count(reason), 1, done.stderr)
        done = self.run_balmer("fit", "--expression", "a*x", "--data", "e.csv", "--target", "y", "--start", "q=1",
                               ranks=2, code=2)
        self.assertEqual(done.stderr.count("no such constant"), 1, done.stderr)
        done = self.run_balmer("fit", "--expression", "2.5*sqrt(101-x)", "--data", "e.csv", "--target", "y",
                               "--bound", "a=0:1", code=2)
        self.assertIn("'a' starts at 2.5, outside its bound 0:1", done.stderr)
        # The form is checked before the file is looked at.
        self.run_balmer("fit", "--expression", "a*x", "--data", "absent.csv", "--target", "y", "--bound", "a=2:1",
                        code=2)

    def test_mistakes_are_reported_once_from_many_ranks(self):
        self.generate()
        for ranks in (1, 3):
            done = self.run_balmer("fit", "--expression", "x_p1*(", "--data", "e.h5", "--target",
                                   "score", ranks=ranks, code=2)
            self.assertEqual(done.stderr.count("x_p1*("), 1, done.stderr)
            done = self.run_balmer("fit", "--expression", "a*x_p1", "--data", "absent.h5", "--target",
                                   "score", ranks=ranks, code=3)
            self.assertEqual(done.stderr.count("absent.h5"), 1, done.stderr)
            done = self.run_balmer("fit", "--expression", "a*log(-1-x_p1)", "--data", "e.h5",
                                   "--target", "score", ranks=ranks, code=3)
            self.assertEqual(done.stderr.count("not finite"), 1, done.stderr)
        self.run_balmer("fit", "--expression", "x_p1", "--data", "e.h5", "--target", "score", code=2)
