import h5py
import numpy

from balmer_process import CommandTest

FEATURES = ["x_p", "x_eta", "pT", "eta_Z", "eta_H", "eta_minus", "eta_plus", "m_ZH"]


class GenerateZhTest(CommandTest):
    def generate(self, *options, code=0, ranks=1):
        return self.run_balmer("generate", "zh", "--events", 2000, "--seed", 5, *options, code=code,
                               ranks=ranks)

    def scores(self, name):
        with h5py.File(self.folder / name) as file:
            return file["targets/score"][:]

    def test_writes_the_requested_events_and_describes_them(self):
        done = self.generate("--theta", 10, "--flavours", "ud", "--photon", "--out", "a.h5")
        for word in ("cross-section", "20 to 1000 GeV", "quarks ud", "z_and_photon"):
            self.assertIn(word, done.stdout)
        with h5py.File(self.folder / "a.h5") as file:
            self.assertEqual(file.attrs["format"], "balmer-events")
            self.assertEqual(file.attrs["process"], "zh")
            self.assertEqual(set(file["features"]), set(FEATURES))
            column = {name: file["features"][name][:] for name in FEATURES}
            latent = {name: file["latent"][name][:] for name in file["latent"]}
            score = file["targets/score"][:]
        self.assertEqual(set(latent["flavour"]), {1.0, 2.0})
        self.assertTrue(((column["pT"] > 20) & (column["pT"] < 1000)).all())
        raw = (latent["a"] + 20 * latent["b"]) / (latent["p0"] + 10 * latent["a"] + 100 * latent["b"])
        numpy.testing.assert_allclose(score, raw - raw.mean(), atol=1e-5)
        # The invariant mass of the momenta, computed independently.
        total = {part: latent["z_" + part] + latent["h_" + part] for part in ("e", "px", "py", "pz")}
        mass = numpy.sqrt(total["e"] ** 2 - total["px"] ** 2 - total["py"] ** 2 - total["pz"] ** 2)
        numpy.testing.assert_allclose(column["m_ZH"], mass, rtol=1e-9)

    def test_options_change_what_they_name(self):
        self.generate("--out", "plain.h5")
        self.generate("--keep-mean", "--out", "kept.h5")
        self.generate("--keep-mean", "--scale", 10, "--out", "scaled.h5")
        self.generate("--keep-mean", "--model", "eq21", "--out", "eq21.h5")
        shift = self.scores("kept.h5") - self.scores("plain.h5")
        self.assertGreater(shift[0], 0.005)
        numpy.testing.assert_allclose(shift, shift[0], atol=1e-15)
        numpy.testing.assert_allclose(self.scores("scaled.h5"), 10 * self.scores("kept.h5"), rtol=1e-14)
        with h5py.File(self.folder / "eq21.h5") as file:
            mass = file["features/m_ZH"][:]
            # Eq. (22): s_w^2 (s - m_Z^2).
            expected = 0.23369913342182447e-6 * (mass ** 2 - 91.1876 ** 2)
            numpy.testing.assert_allclose(file["targets/score"][:], expected, rtol=1e-9)

    def test_the_window_may_be_moved_and_switched_off(self):
        rates = {}
        for name, options in (("off", ["--no-pt-window"]), ("high", ["--pt-min", 300, "--pt-max", 400])):
            rates[name] = self.run_json("generate", "zh", "--events", 2000, *options, "--out",
                                        name + ".h5")["cross_section_pb"]
            with h5py.File(self.folder / (name + ".h5")) as file:
                momentum = file["features/pT"][:]
            if name == "off":
                self.assertLess(momentum.min(), 20)
            else:
                self.assertTrue(((momentum > 300) & (momentum < 400)).all())
        self.assertGreater(rates["off"], 50 * rates["high"])

    def test_the_number_of_ranks_does_not_change_the_file(self):
        options = ["--detector", "--flavours", "ud", "--photon", "--theta", 10]
        self.generate(*options, "--out", "one.h5")
        self.generate(*options, "--out", "two.h5", ranks=2)
        self.assertEqual((self.folder / "one.h5").read_bytes(), (self.folder / "two.h5").read_bytes())

    def test_features_are_finite_however_bad_the_detector(self):
        self.generate("--detector", "--eta-resolution", 10, "--phi-resolution", 10, "--stochastic", 1000,
                      "--no-pt-window", "--out", "a.h5")
        with h5py.File(self.folder / "a.h5") as file:
            self.assertEqual({name: int((~numpy.isfinite(file["features"][name][:])).sum()) for name in FEATURES},
                             dict.fromkeys(FEATURES, 0))
            # Both bosons are massive.
            self.assertGreater(file["features/m_ZH"][:].min(), 91.1876 + 125)

    def test_the_summary_has_rates_before_and_after_the_detector(self):
        text = self.generate("--detector", "--out", "a.h5").stdout
        for word in ("before the detector", "measured rate", "sigma of the events kept"):
            self.assertIn(word, text)

    def test_mistakes_exit_with_2_and_name_option_and_rule(self):
        for options, words in (
                (["--theta", "nan"], ["theta is nan", "finite"]),
                (["--pt-min", 50, "--pt-max", 40], ["pt_max is 40", "above pt_min"]),
                (["--pt-min", -1], ["pt_min is -1", "not negative"]),
                (["--pt-min", 4000], ["Take 8000?"]),
                (["--pt-min", 6600, "--pt-max", 6700], ["leaves no events"]),
                (["--model", "eq21", "--photon"], ["--photon", "Eq. (21)"]),
                (["--no-pt-window", "--pt-min", 5], ["--pt-min"]),
                (["--flavours", "s"], ["--flavours"]),
                (["--scale", 0], ["scale is 0"]),
                (["--pdf", "mstw"], ["mstw"])):
            with self.subTest(options=options):
                error = self.generate(*options, "--out", "a.h5", code=2).stderr
                for word in words:
                    self.assertIn(word, error)
        self.assertEqual(self.names(), [])

    def test_help_teaches_by_example(self):
        text = self.run_balmer("generate", "zh", "--help").stdout
        for word in ("balmer generate zh --events 500000", "--no-pt-window", "arXiv:2109.10414"):
            self.assertIn(word, text)
