"""The same command, run again, resumes the run, or reports why it cannot."""
import os
import pathlib
import re
import shutil

import numpy

from balmer_process import BALMER, CommandTest, json, signal, small_job, time, write_csv

JOB = small_job(islands=2, iterations=20, seed=3)
SEARCH = ("search", "job.toml")
RESUME = (*SEARCH, "--set", "search.iterations=1500")
FOREVER = (*SEARCH, "--set", "search.iterations=1000000")


class RunCommandTest(CommandTest):
    """A small search and its run directory."""

    def setUp(self):
        super().setUp()
        self.run_folder = self.folder / "run"
        self.write_data("e.csv", 0.3)
        (self.folder / "job.toml").write_text(JOB)

    def write_data(self, name, offset, rows=500):
        random = numpy.random.default_rng(1)
        x, z = random.normal(size=(2, rows))
        y = 2.5 * x * z + offset + 0.01 * random.normal(size=rows)
        write_csv(self.folder / name, {"x": x.tolist(), "z": z.tolist(), "y": y.tolist()})

    def start(self, *command):
        process = self.start_balmer(*command)
        self.wait_for((self.run_folder / "hall_of_fame.json").exists, "hall of fame")
        return process

    def ended(self, process, code):
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, code, err)
        return out, err

    def stopped(self):
        """A run that was ended early, with a good front in its directory."""
        process = self.start(*FOREVER)
        time.sleep(0.2)
        process.send_signal(signal.SIGUSR1)
        return self.ended(process, 75)

    def progress(self):
        lines = (self.run_folder / "progress.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def log(self):
        return (self.run_folder / "log.txt").read_text()

    def contents(self):
        return {path.name: path.read_bytes() for path in self.run_folder.iterdir()}

    def damage(self, name):
        path = self.run_folder / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 4
        path.write_bytes(content)

    def assert_front_never_worse(self, events):
        # A constant that becomes round may cost 0.01 / n of the loss; there are 500 events and few constants.
        tolerance = 5 * 0.01 / 500
        best = {}
        for event in events:
            front = dict(event["front"])
            for complexity, mse in best.items():
                now = min((m for c, m in front.items() if c <= complexity), default=float("inf"))
                self.assertLessEqual(now, mse * (1 + tolerance), event)
            best |= {c: min(m, best.get(c, m)) for c, m in front.items()}
        self.assertTrue(best)


class RestartTest(RunCommandTest):
    def test_stopped_in_each_way_it_resumes_and_finishes(self):
        command = (*SEARCH, "--set", "search.iterations=4000")
        for life, stop in enumerate((lambda process: (self.run_folder / "STOP").touch(),
                                     lambda process: process.send_signal(signal.SIGUSR1),
                                     lambda process: process.send_signal(signal.SIGTERM)), 1):
            process = self.start(*command)
            self.wait_for(lambda: self.progress()[-1]["life"] == life, f"life {life}")
            stop(process)
            _, err = self.ended(process, 75)
            self.assertIn("run the same command again to resume", err)
        done = self.run_balmer(*command)
        self.assertIn("complexity", done.stdout)
        self.assertFalse((self.run_folder / "STOP").exists())
        events = self.progress()
        self.assertEqual([e["life"] for e in events if e["event"] in ("start", "restart")], [1, 2, 3, 4])
        self.assertEqual([e["life"] for e in events if e["event"] == "end"], [1, 2, 3, 4])
        self.assertEqual({e["life"] for e in events if e["event"] == "checkpoint"}, {1, 2, 3, 4})
        self.assertEqual(events[-1]["iterations"], 8000)
        # The end is recorded after the last checkpoint, from which the next session counts its time.
        for key, slack in (("elapsed_s", 0.5), ("iterations", 0), ("evaluations", 0)):
            at_start = [e[key] for e in events if e["event"] in ("start", "restart")]
            at_end = [e[key] for e in events if e["event"] == "end"]
            for before, after in zip(at_end, at_start[1:]):
                self.assertLessEqual(abs(after - before), slack, key)
        times = [e["time"] for e in events]
        self.assertEqual(times, sorted(times))
        self.assert_front_never_worse(events)
        self.assertEqual(self.log().count("resuming from run/checkpoint.h5"), 3)
        self.assertIn("finished: all iterations done", self.log())

    def test_killed_at_any_moment_it_resumes(self):
        process = self.start(*FOREVER, "--set", "run.checkpoint_minutes=0.001")
        time.sleep(0.5)
        process.kill()
        process.communicate()
        done = self.run_balmer(*RESUME, "--set", "run.checkpoint_minutes=0.001")
        self.assertIn("life 2", self.log())
        self.assertIn("changed: search.iterations was 1000000, is 1500", done.stderr)
        self.assert_front_never_worse(self.progress())

    def test_it_resumes_from_a_checkpoint_alone(self):
        """A run that is killed right after its first checkpoint has no other file."""
        self.stopped()
        for path in self.run_folder.iterdir():
            if path.name != "checkpoint.h5":
                path.unlink()
        self.assertIn("checkpoint.h5: life 1", self.run_balmer("show", "run").stdout)
        self.run_balmer(*RESUME)
        self.assertEqual(self.names(self.run_folder)[0], "checkpoint.h5")
        self.assertIn("job.toml", self.names(self.run_folder))

    def test_a_new_run_has_a_checkpoint_before_anything_else(self):
        process = self.start_balmer(*FOREVER)
        self.wait_for((self.run_folder / "job.toml").exists, "job.toml")
        self.assertTrue((self.run_folder / "checkpoint.h5").exists())
        process.kill()

    def test_entries_newer_than_the_last_checkpoint_are_kept(self):
        process = self.start(*FOREVER, "--set", "run.checkpoint_minutes=0")
        self.wait_for(lambda: len(json.loads((self.run_folder / "hall_of_fame.json").read_text())
                                  ["entries"]) > 2, "front")
        process.kill()
        process.communicate()
        before = json.loads((self.run_folder / "hall_of_fame.json").read_text())["entries"]
        done = self.run_balmer(*SEARCH, "--set", "search.iterations=1", "--json")
        self.assertIn("are newer than the checkpoint", done.stderr)
        after = json.loads(done.stdout)["entries"]
        for entry in before:
            best = min(e["mse"] for e in after if e["complexity"] <= entry["complexity"])
            self.assertLessEqual(best, entry["mse"])

    def test_iterations_can_be_raised_after_the_end(self):
        first = self.run_json(*SEARCH)
        before = self.contents()
        again = self.run_balmer(*SEARCH, "--json")
        self.assertIn("already finished: 40 of 40 island iterations", again.stderr)
        self.assertIn("Raise search.iterations", again.stderr)
        self.assertEqual(json.loads(again.stdout), first)
        after = self.contents()
        self.assertEqual(after.pop("log.txt").decode().count("already finished"), 1)
        before.pop("log.txt")
        self.assertEqual(after, before)
        self.run_balmer(*SEARCH, "--set", "search.iterations=30", ranks=3)
        self.assertEqual(self.progress()[-1]["iterations"], 60)
        self.assertIn("iterations = 30", (self.run_folder / "job.toml").read_text())

    def test_fresh_moves_the_old_run_and_starts_a_new_one(self):
        self.stopped()
        before = self.contents()
        self.run_balmer(*SEARCH, "--fresh")
        self.assertEqual([e["event"] for e in self.progress()].count("restart"), 0)
        self.assertEqual({e["life"] for e in self.progress()}, {1})
        moved = {path.name: path.read_bytes() for path in (self.folder / "run.1").iterdir()}
        before.pop("lock")
        self.assertEqual(moved, before)
        self.assertIn("checkpoint.h5", moved)

    def test_another_job_is_refused_with_every_changed_key(self):
        self.stopped()
        before = self.contents()
        done = self.run_balmer(*SEARCH, "--set", "search.seed=7", "--set", "search.islands=3",
                               "--set", "search.operators=[\"+\", \"*\"]", "--set", "run.max_hours=5",
                               "--set", "data.features=[\"z\", \"x\"]", code=2)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 4, done.stderr)
        for key in ("search.seed = 7", "search.islands = 3", "search.operators = [", "data.features = ["):
            line, = [line for line in lines if key in line]
            self.assertIn("was made with " + key.split("=")[0], line)
            for way_out in ("Restore the old value", "--fresh", "another --run"):
                self.assertIn(way_out, line)
        self.assertEqual(self.contents(), before)

    def test_other_data_are_refused_and_moved_data_are_not(self):
        self.stopped()
        before = self.contents()
        for offset, rows, difference in ((0.4, 500, "content hash"), (0.3, 499, "now there are 499")):
            self.write_data("e.csv", offset, rows)
            for ranks in (1, 2):
                done = self.run_balmer(*RESUME, code=3, ranks=ranks)
                self.assertIn(difference, done.stderr)
        self.assertEqual(self.contents(), before)
        self.write_data("moved.csv", 0.3)
        done = self.run_balmer(*RESUME, "--set", "data.file=moved.csv")
        self.assertIn("changed: data.file was ", done.stderr)

    def test_results_without_a_checkpoint_are_refused(self):
        self.stopped()
        for name in ("checkpoint.h5", "checkpoint.previous.h5"):
            (self.run_folder / name).unlink(missing_ok=True)
        done = self.run_balmer(*SEARCH, code=2)
        self.assertIn("no checkpoint to resume from", done.stderr)
        self.assertIn("--fresh", done.stderr)
        self.run_balmer(*SEARCH, "--fresh")

    def test_a_damaged_checkpoint_is_replaced_by_the_previous_one(self):
        self.stopped()
        self.damage("checkpoint.h5")
        done = self.run_balmer(*RESUME)
        self.assertIn("WARNING: ", done.stderr)
        self.assertIn("resuming from run/checkpoint.previous.h5", done.stderr)
        self.assertIn("WARNING: ", self.log())
        self.assert_front_never_worse(self.progress())
        self.run_balmer("show", "run/checkpoint.h5")

    def test_two_damaged_checkpoints_are_refused_and_no_file_changes(self):
        self.stopped()
        self.damage("checkpoint.h5")
        self.damage("checkpoint.previous.h5")
        before = self.contents()
        for ranks in (1, 2):
            done = self.run_balmer(*SEARCH, code=3, ranks=ranks)
            for name in ("checkpoint.h5", "checkpoint.previous.h5"):
                self.assertIn(name, done.stderr)
        self.assertEqual(self.contents(), before)

    def test_a_damaged_hall_of_fame_is_reported_and_not_needed(self):
        self.stopped()
        path = self.run_folder / "hall_of_fame.json"
        path.write_text(path.read_text()[:100])
        shown = self.run_balmer("show", "run")
        self.assertIn("WARNING: ", shown.stderr)
        self.assertIn("x*z", shown.stdout)
        done = self.run_balmer(*RESUME)
        self.assertIn("the run uses the checkpoint's entries", done.stderr)
        self.run_json("show", "run")

    def test_an_entry_with_a_wrong_loss_is_discarded(self):
        """Its loss is too low: no other entry could ever replace it."""
        self.stopped()
        path = self.run_folder / "hall_of_fame.json"
        for command, ranks in ((RESUME, 2), (RESUME, 1)):  # resumed, then already finished
            content = json.loads(path.read_text())
            content["entries"][0]["mse"] = 1e-9
            path.write_text(json.dumps(content))
            done = self.run_balmer(*command, "--json", ranks=ranks)
            self.assertIn("has an entry with a wrong loss, which is discarded: complexity", done.stderr)
            self.assertNotIn("are newer", done.stderr)
            self.assertGreater(json.loads(done.stdout)["entries"][0]["mse"], 1e-5)

    def test_the_loss_that_ends_a_run_can_be_lowered(self):
        loose = (*SEARCH, "--set", "search.stop_at_loss=0.1", "--set", "search.iterations=100000")
        self.run_balmer(*loose)
        again = self.run_balmer(*loose)
        self.assertIn("already finished (search.stop_at_loss reached)", again.stderr)
        self.assertIn("Lower search.stop_at_loss to continue the search", again.stderr)
        done = self.run_balmer(*SEARCH, "--set", "search.stop_at_loss=0")
        self.assertIn("changed: search.stop_at_loss was 0.1, is 0", done.stderr)
        self.assertIn("finished: all iterations done", done.stderr)

    def test_an_incomplete_line_is_ended_before_the_next(self):
        self.stopped()
        path = self.run_folder / "progress.jsonl"
        whole = path.read_text()
        path.write_text(whole + '{"event":"stat')
        self.run_balmer(*RESUME)
        text = path.read_text()
        self.assertTrue(text.startswith(whole + '{"event":"stat\n{"event":"restart"'), text[:200])

    def test_results_that_cannot_be_written_are_printed_and_the_run_fails(self):
        process = self.start(*FOREVER)
        time.sleep(0.2)
        (self.run_folder / "hall_of_fame.csv").unlink()
        (self.run_folder / "hall_of_fame.csv").mkdir()
        (self.run_folder / "hall_of_fame.csv" / "full").touch()
        process.send_signal(signal.SIGUSR1)
        out, err = self.ended(process, 1)
        self.assertIn("complexity", out)
        self.assertIn("the files of the hall of fame could not be written", err)
        self.assertIn("hall_of_fame.csv", err)
        shutil.rmtree(self.run_folder / "hall_of_fame.csv")
        self.run_balmer(*RESUME)
        self.assertTrue((self.run_folder / "hall_of_fame.csv").is_file())

    def test_a_last_checkpoint_that_cannot_be_written_is_a_failure(self):
        process = self.start(*FOREVER)
        shutil.rmtree(self.run_folder)
        process.send_signal(signal.SIGTERM)
        out, err = self.ended(process, 1)
        self.assertIn("complexity", out)
        self.assertIn("the last checkpoint could not be written", err)
        self.assertNotIn("run the same command again to resume\n", err)

    def test_show_of_a_run_and_of_a_checkpoint(self):
        process = self.start(*FOREVER)
        shown = self.run_balmer("show", "run")
        self.assertRegex(shown.stdout.splitlines()[-1],
                         r"^checkpoint.h5: life 1, \d+ of 2000000 island iterations, \d+:\d\d:\d\d "
                         r"elapsed, written 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC$")
        process.send_signal(signal.SIGUSR1)
        self.ended(process, 75)
        bare = self.folder / "bare file"
        shutil.copy(self.run_folder / "checkpoint.h5", bare)
        of_run = self.run_json("show", "run")
        of_file = self.run_json("show", bare)
        self.assertEqual(of_file["entries"], of_run["entries"])
        self.assertIn("bare file: life 1", self.run_balmer("show", bare).stdout)
        self.assertIn("% complexity", self.run_balmer("show", bare, "--latex").stdout)
        for entry in of_run["entries"]:
            self.assertIn(entry["equation"], self.run_balmer("show", bare, "--full").stdout)
        bare.write_bytes(bare.read_bytes()[:-1])
        self.run_balmer("show", bare, code=3)
        self.run_balmer("show", "job.toml", code=3)


class EndReasonTest(RunCommandTest):
    """The last record of progress.jsonl gives the reason why the run ended."""

    def assert_reason(self, reason):
        last = self.progress()[-1]
        self.assertEqual((last["event"], last["reason"]), ("end", reason))

    def test_finished_runs(self):
        self.run_balmer(*SEARCH)
        self.assert_reason("iterations_done")
        count = len(self.progress())
        self.run_balmer(*SEARCH)
        self.assertEqual(len(self.progress()), count, "a finished run is recorded once")
        self.run_balmer(*SEARCH, "--set", "search.stop_at_loss=100", "--run", "other")
        self.run_folder = self.folder / "other"
        self.assert_reason("loss_reached")

    def test_a_missing_end_record_of_a_finished_run_is_added(self):
        self.run_balmer(*SEARCH)
        path = self.run_folder / "progress.jsonl"
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
        self.run_balmer(*SEARCH)
        self.assert_reason("iterations_done")

    def test_stopped_runs(self):
        self.stopped()
        self.assert_reason("signal")
        self.run_balmer(*FOREVER, "--set", "run.max_hours=0.0002", code=75)
        self.assert_reason("time_limit")
        count = len(self.progress())
        process = self.start(*FOREVER)
        self.wait_for(lambda: len(self.progress()) > count, "restart")
        (self.run_folder / "STOP").touch()
        self.ended(process, 75)
        self.assert_reason("stop_file")


class StartUpSignalTest(RunCommandTest):
    """A signal during start-up ends the run in order."""

    def ranks_of(self, process):
        """Identifiers of the processes that run balmer: `process` and its descendants."""
        found, frontier = [], [process.pid]
        while frontier:
            pid = frontier.pop()
            try:
                if pathlib.Path(f"/proc/{pid}/exe").resolve() == pathlib.Path(BALMER).resolve():
                    found.append(pid)
                for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
                    frontier += map(int, (task / "children").read_text().split())
            except OSError:
                continue
        return found

    @staticmethod
    def catches_signals(pid):
        """Whether the program has installed its handlers, which it does at the start of main()."""
        caught = re.search(r"SigCgt:\s*(\w+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]
        return int(caught, 16) & (1 << (signal.SIGUSR1 - 1)) != 0

    def test_it_ends_with_a_checkpoint(self):
        for ranks in (1, 3):
            for delay_ms in (0, 3, 10, 30, 100, 300):
                with self.subTest(ranks=ranks, delay_ms=delay_ms):
                    shutil.rmtree(self.run_folder, ignore_errors=True)
                    process = self.start_balmer(*FOREVER, ranks=ranks)
                    deadline = time.monotonic() + 60
                    while not (len(found := self.ranks_of(process)) == ranks and all(map(self.catches_signals, found))):
                        self.assertLess(time.monotonic(), deadline)
                        time.sleep(0.001)
                    time.sleep(delay_ms / 1000)
                    process.send_signal(signal.SIGUSR1)
                    _, err = self.ended(process, 75)
                    self.assertIn("(SIGUSR1)" if ranks == 1 else "ended early", err)
                    self.assertTrue((self.run_folder / "checkpoint.h5").exists())

    def test_a_command_with_nothing_to_save_ends_immediately(self):
        process = self.start_balmer("generate", "wbf", "--events", "5000000", "--theta", "0",
                                    "--seed", "1", "--out", "large.h5")
        time.sleep(0.3)
        process.send_signal(signal.SIGUSR1)
        self.assertEqual(process.wait(timeout=10), -signal.SIGUSR1)


class SlurmTest(RunCommandTest):
    """A replacement of squeue prints the content of a file."""

    def setUp(self):
        super().setUp()
        squeue = self.folder / "squeue"
        squeue.write_text(f"#!/bin/sh\ncat {self.folder}/left\n")
        squeue.chmod(0o755)
        before = dict(os.environ)
        self.addCleanup(os.environ.update, before)
        self.addCleanup(os.environ.pop, "SLURM_JOB_ID", None)
        os.environ["PATH"] = f"{self.folder}:{before['PATH']}"
        os.environ["SLURM_JOB_ID"] = "17"

    def test_the_limit_ends_the_run_in_time_unless_it_was_extended(self):
        left = self.folder / "left"
        left.write_text("0:04\n")
        begin = time.monotonic()
        process = self.start(*FOREVER)
        self.assertIn("SLURM job 17 has 4 s left (squeue): the run ends 1 s before that", self.log())
        left.write_text("0:16\n")
        time.sleep(4.5)
        self.assertIsNone(process.poll(), "it was extended")
        os.environ.pop("SLURM_JOB_ID")
        process.send_signal(signal.SIGUSR1)
        self.ended(process, 75)
        os.environ["SLURM_JOB_ID"] = "17"
        left.write_text("0:02\n")
        done = self.run_balmer(*FOREVER, code=75)
        self.assertIn("(SLURM's time limit)", done.stderr)
        self.assertEqual(self.progress()[-1]["reason"], "slurm_time_limit")
        self.assertLess(time.monotonic() - begin, 20)

    def test_the_run_continues_if_the_limit_is_unknown(self):
        (self.folder / "left").write_text("NOT_SET\n")
        done = self.run_balmer(*SEARCH)
        self.assertIn("the time limit of SLURM job 17 is not known (squeue printed 'NOT_SET')", done.stderr)


class LeaseTest(RunCommandTest):
    """On a file system without locks."""

    def setUp(self):
        super().setUp()
        self.addCleanup(os.environ.pop, "LD_PRELOAD", None)
        os.environ["LD_PRELOAD"] = os.environ["NO_FLOCK"]

    def age(self, seconds):
        lock = self.run_folder / "lock"
        before = time.time() - seconds
        os.utime(lock, (before, before))

    def test_a_second_search_is_refused_until_the_first_ends(self):
        process = self.start(*FOREVER)
        self.assertIn("a lease, renewed every ten seconds", self.log())
        done = self.run_balmer(*FOREVER, code=2)
        self.assertIn(f"in use by process {process.pid} on ", done.stderr)
        self.assertIn("this file system has no locks", done.stderr)
        process.send_signal(signal.SIGUSR1)
        self.ended(process, 75)
        self.run_balmer(*SEARCH)

    def test_the_lease_of_a_dead_process_expires(self):
        process = self.start(*FOREVER)
        process.kill()
        process.communicate()
        done = self.run_balmer(*SEARCH, code=2)
        self.assertIn("if that process is dead, its lock is free in", done.stderr)
        self.age(61)
        self.run_balmer(*SEARCH)

    def test_a_process_that_lost_its_lease_writes_nothing_more(self):
        process = self.start(*FOREVER)
        process.send_signal(signal.SIGSTOP)
        self.age(61)
        other = self.start_balmer(*FOREVER)
        self.wait_for(lambda: "life 2" in self.log(), "second session")
        process.send_signal(signal.SIGCONT)
        _, err = self.ended(process, 1)
        self.assertIn(f"was taken by process {other.pid} on ", err)
        self.assertNotIn("ended early", self.log())
        self.assertIsNone(other.poll())
        other.send_signal(signal.SIGUSR1)
        self.ended(other, 75)

    def test_of_two_at_once_one_runs(self):
        both = [self.start_balmer(*SEARCH, "--set", "search.iterations=2000") for _ in range(2)]
        codes = sorted(process.wait(timeout=60) for process in both)
        self.assertEqual(codes, [0, 2], [process.communicate() for process in both])

