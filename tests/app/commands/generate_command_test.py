import os
import resource

import h5py
import numpy

from balmer_process import BALMER, CommandTest, json, signal, subprocess


class GenerateTest(CommandTest):
    def generate(self, *options, code=0, events=2000, **more):
        return self.run_balmer("generate", "wbf", "--events", events, "--seed", 5, *options, code=code, **more)

    def columns(self, name, group="features"):
        with h5py.File(self.folder / name) as file:
            return {column: values[:] for column, values in file[group].items()}


class ContentTest(GenerateTest):
    def test_writes_the_requested_events_and_describes_them(self):
        done = self.generate("--theta", 1, "--out", "f1.h5")
        self.assertIn("cross-section", done.stdout)
        with h5py.File(self.folder / "f1.h5") as file:
            self.assertEqual(file.attrs["format"], "balmer-events")
            self.assertEqual(file.attrs["process"], "wbf")
            self.assertTrue(file.attrs["created_by"].startswith("balmer "))
            self.assertEqual(file["targets/score"].shape, (2000,))
        features = self.columns("f1.h5")
        numpy.testing.assert_allclose(features["s_phi"], numpy.sin(features["dphi"]), atol=1e-14)

    def test_subtracting_leaves_no_mean(self):
        self.generate("--theta", 1, "--out", "kept.h5")
        self.generate("--theta", 1, "--subtract", "--scale", 10, "--out", "subtracted.h5")
        shift = self.columns("kept.h5", "targets")["score"] - self.columns("subtracted.h5", "targets")["score"] / 10
        self.assertGreater(shift[0], 0.05)
        numpy.testing.assert_allclose(shift, shift[0])

    def test_json_has_the_numbers(self):
        summary = self.run_json("generate", "wbf", "--events", 1000, "--out", "x.h5")
        self.assertEqual(summary["events"], 1000)
        self.assertGreater(summary["cross_section_pb"], 5 * summary["cross_section_error_pb"])
        # The mean score is 0 at theta = 0, by CP symmetry.
        self.assertLess(abs(summary["score_mean"]), 6 * summary["score_mean_error"] + 1e-12)

    def test_a_detector_measures_jets_within_the_cuts(self):
        done = self.generate("--detector", "--stochastic", 2, "--jet-pt-min", 30, "--json", "--out", "measured.h5")
        summary = json.loads(done.stdout)
        self.assertGreater(summary["lost_in_detector"], 100)
        self.assertAlmostEqual(summary["measured_cross_section_pb"],
                               summary["cross_section_pb"] * summary["detector_efficiency"])
        features, latent = self.columns("measured.h5"), self.columns("measured.h5", "latent")
        self.assertGreater(features["pt2"].min(), 30)
        leading = numpy.maximum(numpy.hypot(latent["pd_px"], latent["pd_py"]),
                                numpy.hypot(latent["pu_px"], latent["pu_py"]))
        self.assertGreater(numpy.std(features["pt1"] - leading), 10)
        with h5py.File(self.folder / "measured.h5") as file:
            self.assertEqual(json.loads(file.attrs["parameters"])["detector"]["stochastic_sqrt_gev"], 2)


class RanksTest(GenerateTest):
    """Files of several blocks; a block has about 2500 events."""

    def assert_same_files(self, *options):
        for ranks in (1, 2, 3):
            self.generate(*options, "--out", f"{ranks}.h5", events=9000, ranks=ranks)
        content = (self.folder / "1.h5").read_bytes()
        for ranks in (2, 3):
            self.assertTrue((self.folder / f"{ranks}.h5").read_bytes() == content, f"{ranks} ranks")

    def test_the_file_does_not_depend_on_the_number_of_ranks(self):
        self.assert_same_files("--theta", 1, "--subtract")

    def test_detector_events_do_not_depend_on_the_number_of_ranks(self):
        self.assert_same_files("--detector")

    def test_mistakes_are_reported_once(self):
        for options, words in ((["--theta", "nan"], "theta is nan"), (["--stochastic", 1], "Add --detector?"),
                               (["--jet-pt-min", 6000], "Loosen the cuts?")):
            with self.subTest(options=options):
                done = self.generate(*options, "--out", "a.h5", ranks=2, code=2)
                self.assertEqual(done.stderr.count(words), 1, done.stderr)
        self.assertEqual(self.names(), [])


class MistakesTest(GenerateTest):
    def test_does_not_overwrite_unless_forced(self):
        self.generate("--out", "a.h5")
        before = (self.folder / "a.h5").read_bytes()
        self.assertIn("Add --overwrite", self.generate("--out", "a.h5", code=2).stderr)
        self.generate("--out", "a.h5", "--overwrite")
        # The same seed produces the same bytes.
        self.assertTrue((self.folder / "a.h5").read_bytes() == before)

    def test_replaces_only_regular_files(self):
        os.mkfifo(self.folder / "pipe.h5")
        (self.folder / "dangling.h5").symlink_to("nowhere.h5")
        (self.folder / "link.h5").symlink_to("file.h5")
        (self.folder / "file.h5").write_text("old content")
        before = self.names()
        for name, words in (("pipe.h5", "a device, a pipe"), ("link.h5", "a symbolic link"),
                            ("dangling.h5", "a symbolic link")):
            for options in ([], ["--overwrite"]):
                with self.subTest(name=name, options=options):
                    self.assertIn(words, self.generate("--out", name, *options, events=5, code=2).stderr)
        self.assertEqual(self.names(), before)
        self.assertEqual((self.folder / "file.h5").read_text(), "old content")

    def test_mistakes_of_usage_exit_with_2(self):
        out = ["--out", "a.h5"]
        for options, words in (
                (["--out", "absent/a.h5"], "no folder 'absent'"), (["--out", ""], "--out"),
                (["--out", ".", "--overwrite"], "is not a file name"),
                ([*out, "--pdf", "mstw"], "cteq5l"), ([*out, "--pdf", "lhapdf:"], "lhapdf:"),
                ([*out, "--pdf", "lhapdf:no_such_set"], "LHAPDF"),
                ([*out, "--theta", "one"], "--theta"), ([*out, "--theta", "nan"], "theta is nan"),
                ([*out, "--theta", "inf"], "theta is inf"), ([*out, "--scale", 0], "scale is 0"),
                ([*out, "--seed", "-1"], "--seed"), ([*out, "--events", "0"], "whole number from 1"),
                ([*out, "--jet-separation-min", 11], "below 2 jet_eta_max"),
                ([*out, "--jet-eta-max", 0.5], "Take 0.5?"), ([*out, "--subtract", "--keep-mean"], "--subtract"),
                ([*out, "--detector", "--eta-resolution", 1e9], "resolution of eta is 1e+09"),
                ([*out, "--jet-pt-min", 6000], "Loosen the cuts?"),
                ([*out, "--constant", 0.2], "Add --detector?"),
                ([*out, "--resolution-of", "mass", "--detector"], "pt"),
                ([*out, "--detector", "--stochastic", -1], "stochastic term is -1"),
                ([*out, "--detector", "--phi-resolution", "nan", "--eta-resolution", -0.1], "resolution of phi is nan")):
            with self.subTest(options=options):
                self.assertIn(words, self.generate(*options, code=2).stderr)
        self.assertEqual(self.names(), [])

    def test_an_impossible_output_is_refused_before_the_work(self):
        done = self.run_balmer("generate", "wbf", "--events", 10 ** 14, "--out", "a.h5", code=2)
        self.assertIn("GB of memory", done.stderr)
        # It would take far more than five seconds if the folder were checked only afterwards.
        done = self.run_balmer("generate", "wbf", "--events", 10 ** 7, "--out", "/proc/a.h5", code=1,
                               timeout=5)
        self.assertIn("/proc/a.h5", done.stderr)


class DiskTest(GenerateTest):
    """tests/checkpoint/faulty_disk.c makes system calls fail."""

    def generate_on(self, call, kind, *options, code=1, at=1):
        faults = {"LD_PRELOAD": os.environ["FAULTY_DISK"], "ASAN_OPTIONS": "verify_asan_link_order=0",
                  "BALMER_FAULT_CALL": call, "BALMER_FAULT_KIND": kind, "BALMER_FAULT_FILE": "a.h5.tmp",
                  "BALMER_FAULT_COUNT": "all", "BALMER_FAULT_AT": str(at)}
        command = self.command("generate", "wbf", "--events", 3000, "--out", "a.h5", *options)
        done = subprocess.run(command, cwd=self.folder, env={**os.environ, **faults}, capture_output=True, text=True,
                              timeout=200)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_a_failing_disk_leaves_no_file(self):
        for call, kind, at, reason in (("write", "ENOSPC", 1, "No space left on device"),
                                       ("write", "EDQUOT", 7, "Disk quota exceeded"),
                                       ("fsync", "EIO", 1, "Input/output error"),
                                       ("open", "EROFS", 1, "Read-only file system"),
                                       ("open", "EROFS", 2, "Read-only file system"),
                                       ("rename", "ENOSPC", 1, "No space left on device")):
            with self.subTest(call=call, at=at):
                done = self.generate_on(call, kind, at=at)
                self.assertIn(reason, done.stderr)
                self.assertIn("a.h5", done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertEqual(self.names(), [])

    def test_the_next_start_removes_what_a_killed_one_left(self):
        self.generate_on("fsync", "kill", code=-signal.SIGKILL)
        (left,) = self.names()
        self.assertTrue(left.startswith("a.h5.tmp"), left)
        key = left[left.index("-"):]
        live = f"a.h5.tmp{os.getpid()}{key}"
        foreign = left.replace(key, "-0123456789abcdef")
        others = [live, foreign, "a.h5.tmpl", left.replace("a.h5", "b.h5")]
        for name in others:
            (self.folder / name).write_text("x")
        self.run_balmer("generate", "wbf", "--events", 3000, "--out", "a.h5")
        self.assertEqual(self.names(), sorted(["a.h5", *others]))

    def test_the_old_file_remains_if_the_disk_is_full(self):
        (self.folder / "a.h5").write_text("old content")
        self.generate_on("write", "ENOSPC", "--overwrite")
        self.assertEqual((self.folder / "a.h5").read_text(), "old content")
        self.assertEqual(self.names(), ["a.h5"])

    def test_exceeding_the_file_size_limit_leaves_no_file(self):
        command = self.command("generate", "wbf", "--events", 3000, "--out", "a.h5")
        limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
        done = subprocess.run(command, cwd=self.folder, preexec_fn=limited, capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("File too large", done.stderr)
        self.assertEqual(self.names(), [])

    def test_killed_while_writing_it_leaves_no_complete_looking_file(self):
        self.generate_on("write", "kill", code=-signal.SIGKILL, at=7)
        self.assertNotIn("a.h5", self.names())

    def test_killed_while_computing_it_leaves_no_file(self):
        process = self.start_balmer("generate", "wbf", "--events", 10 ** 7, "--out", "a.h5")
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(0.7)
        process.kill()
        process.wait()
        self.assertEqual(self.names(), [])


class MainTest(CommandTest):
    def test_version_names_commit_and_libraries(self):
        text = self.run_balmer("--version").stdout
        for word in ("balmer ", "commit ", "compiler ", "MPI", "HDF5", "Boost", "Eigen", "fmt", "SLEEF"):
            self.assertIn(word, text)

    def test_help_teaches_by_example(self):
        text = self.run_balmer("--help").stdout
        # The search reads the file that the line before generates.
        self.assertRegex(text, r"balmer generate wbf --events .* --out (\S+)\n(.*\n)+.*--set data\.file=\1 ")
        self.assertIn("[search.annealing]", self.run_balmer("search", "--help").stdout)

    def test_no_or_unknown_command_exits_with_2(self):
        self.run_balmer(code=2)
        self.run_balmer("serch", code=2)

    def test_usage_mistakes_are_one_line_with_a_suggestion(self):
        events = ["generate", "wbf", "--out", "a.h5"]
        for arguments, words in (
                ([], ["no command given", "'search'"]),
                (["foo"], ["unknown command 'foo'", "'search'"]),
                (["serach"], ["unknown command 'serach'", "Did you mean 'search'?"]),
                (["generate"], ["no command given", "'wbf'"]),
                (["generate", "zz"], ["unknown command 'zz'", "'wbf'"]),
                ([*events, "--events", 0], ["--events: '0'", "whole number from 1"]),
                ([*events, "--events", 9, "--seed", -1], ["--seed: '-1'", "whole number from 0"]),
                ([*events, "--event", 9], ["unknown option '--event'", "Did you mean '--events'?"]),
                (["fit", "--starts", 0, "--expression", "x", "--data", "e", "--target", "t"],
                 ["--starts: '0'", "whole number from 1"]),
                (["inspect", "a", "b"], ["'b' is one argument too many"]),
                (["evaluate"], ["--expression is required"])):
            with self.subTest(arguments=arguments):
                error = self.run_balmer(*arguments, code=2).stderr
                self.assertTrue(error.startswith("balmer: "), error)
                self.assertEqual(error.count("\n"), 1, error)
                self.assertLess(len(error), 200)
                for word in words:
                    self.assertIn(word, error)

    def test_results_that_cannot_be_printed_are_a_failure(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([BALMER, "--version"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("balmer: ", done.stderr)
        self.assertIn("standard output", done.stderr)

    def test_a_serial_command_refuses_several_ranks_once(self):
        done = self.run_balmer("inspect", "x.h5", ranks=2, code=2)
        self.assertEqual(done.stderr.count("this command runs in one process"), 1)

    def test_results_go_to_a_closed_pipe_without_a_crash(self):
        process = subprocess.Popen(f"'{BALMER}' --help | head -1", shell=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        out, err = process.communicate(timeout=60)
        self.assertEqual(err, "")
        self.assertTrue(out)
