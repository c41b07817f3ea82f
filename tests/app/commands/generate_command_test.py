import h5py
import numpy

from balmer_process import BALMER, CommandTest, subprocess


class GenerateTest(CommandTest):
    def generate(self, *options, code=0):
        return self.run_balmer("generate", "wbf", "--events", 2000, "--seed", 5, *options, code=code)

    def test_writes_the_events_asked_for_and_says_what_they_are(self):
        done = self.generate("--theta", 1, "--out", "f1.h5")
        self.assertIn("cross-section", done.stdout)
        with h5py.File(self.folder / "f1.h5") as file:
            self.assertEqual(file.attrs["format"], "balmer-events")
            self.assertEqual(file.attrs["process"], "wbf")
            self.assertTrue(file.attrs["created_by"].startswith("balmer "))
            self.assertEqual(file["targets/score"].shape, (2000,))
            numpy.testing.assert_allclose(file["features/s_phi"][:],
                                          numpy.sin(file["features/dphi"][:]), atol=1e-14)

    def test_same_seed_same_bytes(self):
        self.generate("--out", "a.h5")
        self.generate("--out", "b.h5")
        self.assertEqual((self.folder / "a.h5").read_bytes(), (self.folder / "b.h5").read_bytes())

    def test_subtracting_leaves_no_mean(self):
        self.generate("--theta", 1, "--out", "kept.h5")
        self.generate("--theta", 1, "--subtract", "--out", "subtracted.h5")
        with h5py.File(self.folder / "kept.h5") as kept, \
                h5py.File(self.folder / "subtracted.h5") as subtracted:
            shift = kept["targets/score"][:] - subtracted["targets/score"][:]
        self.assertGreater(shift[0], 0.05)
        numpy.testing.assert_allclose(shift, shift[0])

    def test_json_has_the_numbers(self):
        summary = self.run_json("generate", "wbf", "--events", 1000, "--out", "x.h5")
        self.assertEqual(summary["events"], 1000)
        self.assertGreater(summary["cross_section_pb"], 5 * summary["cross_section_error_pb"])
        # No mean score at theta = 0, by CP.
        self.assertLess(abs(summary["score_mean"]), 6 * summary["score_mean_error"] + 1e-12)

    def test_does_not_overwrite_unless_forced(self):
        self.generate("--out", "a.h5")
        done = self.generate("--out", "a.h5", code=2)
        self.assertIn("Add --overwrite", done.stderr)
        self.generate("--out", "a.h5", "--overwrite")

    def test_mistakes_of_usage_exit_with_2(self):
        for options in (["--out", "absent/a.h5"], ["--out", "a.h5", "--pdf", "mstw"],
                        ["--out", "a.h5", "--theta", "one"], ["--out", "a.h5", "--theta", "nan"],
                        ["--out", ""], ["--out", ".", "--overwrite"], ["--out", "a.h5", "--seed", "-1"],
                        ["--out", "a.h5", "--events", "0"]):
            with self.subTest(options=options):
                self.generate(*options, code=2)
        self.assertEqual(self.names(), [])


    def test_what_cannot_be_made_is_refused_before_the_work(self):
        done = self.run_balmer("generate", "wbf", "--events", 10 ** 14, "--out", "a.h5", code=2)
        self.assertIn("GB of memory", done.stderr)
        # Far more than five seconds, were the folder found out only afterwards.
        done = self.run_balmer("generate", "wbf", "--events", 10 ** 6, "--out", "/proc/a.h5", code=1,
                               timeout=5)
        self.assertIn("/proc/a.h5", done.stderr)


class MainTest(CommandTest):
    def test_version_names_commit_and_libraries(self):
        text = self.run_balmer("--version").stdout
        for word in ("balmer ", "commit ", "compiler ", "MPI", "HDF5", "Boost", "Eigen", "fmt", "SLEEF"):
            self.assertIn(word, text)

    def test_help_teaches_by_example(self):
        self.assertIn("balmer generate wbf --events", self.run_balmer("--help").stdout)
        self.assertIn("[search.annealing]", self.run_balmer("search", "--help").stdout)

    def test_no_or_unknown_command_exits_with_2(self):
        self.run_balmer(code=2)
        self.run_balmer("serch", code=2)

    def test_mistakes_of_usage_are_one_line_with_a_way_out(self):
        events = ["generate", "wbf", "--out", "a.h5"]
        for arguments, words in (
                ([], ["no command given", "'search'"]),
                (["foo"], ["unknown command 'foo'", "'search'"]),
                (["serach"], ["unknown command 'serach'", "Did you mean 'search'?"]),
                (["generate"], ["no command given", "'wbf'"]),
                (["generate", "zh"], ["unknown command 'zh'", "'wbf'"]),
                ([*events, "--events", 0], ["--events: '0'", "whole number from 1"]),
                ([*events, "--events", 9, "--seed", -1], ["--seed: '-1'", "whole number from 0"]),
                ([*events, "--event", 9], ["unknown option '--event'", "Did you mean '--events'?"]),
                (["fit", "--starts", 0, "--expression", "x", "--data", "e", "--target", "t"],
                 ["--starts: '0'", "whole number from 1"]),
                (["inspect", "a", "b"], ["'b' is one word too many"]),
                (["evaluate"], ["--expression is required"])):
            with self.subTest(arguments=arguments):
                error = self.run_balmer(*arguments, code=2).stderr
                self.assertTrue(error.startswith("balmer: "), error)
                self.assertEqual(error.count("\n"), 1, error)
                self.assertLess(len(error), 200)
                for word in words:
                    self.assertIn(word, error)

    def test_results_that_do_not_arrive_are_a_failure(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([BALMER, "--version"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("balmer: ", done.stderr)
        self.assertIn("standard output", done.stderr)

    def test_a_command_of_one_process_refuses_many_and_says_it_once(self):
        done = self.run_balmer("inspect", "x.h5", ranks=2, code=2)
        self.assertEqual(done.stderr.count("this command runs in one process"), 1)

    def test_results_go_to_a_closed_pipe_without_a_crash(self):
        process = subprocess.Popen(f"'{BALMER}' --help | head -1", shell=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        out, err = process.communicate(timeout=60)
        self.assertEqual(err, "")
        self.assertTrue(out)
