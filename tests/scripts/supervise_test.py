import os
import pathlib
import shutil
import unittest

import numpy

from balmer_process import BALMER, MPIEXEC, CommandTest, json, signal, small_job, subprocess, time, write_csv

SUPERVISE = pathlib.Path(__file__).parents[2] / "scripts" / "supervise"
FOREVER = 100_000_000


def job_of(iterations, max_hours=0):
    return small_job(islands=4, iterations=iterations,
                     run=("checkpoint_minutes = 0.01", f"max_hours = {max_hours}"))


def children_of(pid):
    """Process numbers, or nothing where the process is gone."""
    try:
        return [int(child) for child in
                pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def is_rank(pid):
    """A balmer that runs: one that ended, but that nobody has asked about yet, does not count."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    name, state = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2]
    return name == "balmer" and state != "Z"


class SuperviseTest(CommandTest):
    """scripts/supervise over the real search."""

    def setUp(self):
        super().setUp()
        x, z = numpy.random.default_rng(1).normal(size=(2, 1500))
        y = 2.5 * x * z + 0.3 + 0.01 * x
        write_csv(self.folder / "e.csv", {"x": x.tolist(), "z": z.tolist(), "y": y.tolist()})
        self.run_folder = self.folder / "run"
        self.checkpoint = self.run_folder / "checkpoint.h5"

    def write_job(self, iterations, max_hours=0):
        # Replaced whole: the search may be reading it.
        (self.folder / "next.toml").write_text(job_of(iterations, max_hours))
        (self.folder / "next.toml").rename(self.folder / "job.toml")

    def start(self, *command, options=("--pause", "0"), ranks=3):
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks > 1 else []
        if command and command[0] == "sh":
            # A stand-in cannot be asked for the run directory.
            options = (*options, "--run", "run")
        command = command or (*launcher, BALMER, "search", "job.toml")
        self.log = open(self.folder / "supervise.log", "w+")
        self.addCleanup(self.log.close)
        process = subprocess.Popen([SUPERVISE, *options, "--", *command], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=self.log, text=True)
        self.addCleanup(self.end_all, process)
        return process

    def end_all(self, process):
        """SIGKILL to the supervisor and to what it started."""
        if process.poll() is None:
            for child in children_of(process.pid):
                for rank in children_of(child):
                    os.kill(rank, signal.SIGKILL)
                os.kill(child, signal.SIGKILL)
        self.end(process)

    def said(self):
        return (self.folder / "supervise.log").read_text()

    def wait_for(self, condition, what, timeout=60):
        try:
            super().wait_for(condition, what, timeout)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\n{self.said()}") from failure

    def finish(self, process, code, timeout=60):
        process.wait(timeout)
        self.assertEqual(process.returncode, code, self.said())

    def wait_for_new_checkpoint(self, count=2):
        """One that was begun after this call, at the earliest."""
        for _ in range(count):
            before = self.stamp()
            self.wait_for(lambda: self.stamp() not in (before, None), "new checkpoint")

    def stamp(self):
        try:
            status = self.checkpoint.stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

    def launcher_and_ranks(self, process):
        for launcher in children_of(process.pid):
            ranks = [rank for rank in children_of(launcher) if is_rank(rank)]
            if ranks:
                return launcher, ranks
        return None

    def write_last_job(self):
        """The job is done after some more iterations; that key may change between lives."""
        lines = (self.run_folder / "progress.jsonl").read_text().splitlines()
        done = max(json.loads(line)["iterations"] for line in lines if '"iterations"' in line)
        self.write_job(done // 4 + 1000)

    def kill_one(self, process, victim):
        """SIGKILL to "launcher", "coordinator" or "worker"; returns when the next life runs, or none will."""
        self.wait_for_new_checkpoint()
        launcher, ranks = self.launcher_and_ranks(process)
        # mpirun starts its ranks in their order.
        os.kill({"launcher": launcher, "coordinator": min(ranks), "worker": max(ranks)}[victim],
                signal.SIGKILL)
        self.wait_for(lambda: process.poll() is not None
                      or (self.launcher_and_ranks(process) or (launcher,))[0] != launcher, "next life")

    def test_kills_do_not_keep_it_from_finishing(self):
        self.write_job(FOREVER)
        # More kills than tries: a new checkpoint gives all of them back.
        process = self.start(options=("--pause", "0", "--tries", "2"))
        for victim in ("worker", "launcher", "coordinator"):
            self.kill_one(process, victim)
        self.wait_for_new_checkpoint()
        self.write_last_job()
        self.kill_one(process, "worker")
        self.finish(process, 0)
        said = self.said()
        self.assertEqual(said.count("killed by SIGKILL (137)"), 4, said)
        self.assertIn("finished after 5 start(s)", said)
        # In the last life, or before it where the machine is slow.
        self.assertRegex((self.run_folder / "log.txt").read_text(), "all iterations done|already finished")

    def test_crashes_without_progress_are_limited(self):
        self.write_job(FOREVER)
        script = "echo life >>lives; kill -SEGV $$"
        process = self.start("sh", "-c", script, "sh", "search", "job.toml",
                             options=("--pause", "0", "--tries", "3"))
        self.finish(process, 1)
        self.assertEqual((self.folder / "lives").read_text().count("life"), 3)
        self.assertIn("killed by SIGSEGV (139)", self.said())

    def test_mistakes_in_the_job_end_it_at_once(self):
        (self.folder / "job.toml").write_text(job_of("many"))
        self.finish(self.start(), 2)
        self.assertIn("not started", self.said())

    def test_bad_data_end_it_at_once(self):
        (self.folder / "e.csv").write_text("x,y\n1,2\n1,nan\n")
        self.write_job(10)
        self.finish(self.start(ranks=1), 3)

    def test_a_time_limit_goes_on(self):
        self.write_job(FOREVER, max_hours=0.0004)
        process = self.start()
        self.wait_for(lambda: "start 3" in self.said(), "third life")
        self.wait_for_new_checkpoint(1)
        self.write_last_job()
        self.finish(process, 0)
        self.assertNotIn("1 of 10 failures", self.said())

    def test_stop_ends_it(self):
        self.write_job(FOREVER)
        process = self.start()
        self.wait_for_new_checkpoint()
        (self.run_folder / "STOP").touch()
        self.finish(process, 75)
        self.assertIn("on request", self.said())

    def test_stop_between_two_starts_ends_it(self):
        self.write_job(FOREVER, max_hours=0.0004)
        process = self.start(options=("--pause", "3"))
        self.wait_for(lambda: "Next start" in self.said(), "pause")
        (self.run_folder / "STOP").touch()
        self.finish(process, 75)
        self.assertNotIn("start 2", self.said())

    def test_stop_of_an_earlier_run_does_not_end_it(self):
        self.write_job(5)
        self.run_folder.mkdir()
        (self.run_folder / "STOP").touch()
        self.finish(self.start(ranks=1), 0)

    def test_a_run_directory_that_no_program_tells_is_asked_for(self):
        self.write_job(1)
        self.finish(self.start("touch", "search", "job.toml"), 64)
        self.assertIn("--run DIR", self.said())
        self.assertFalse((self.folder / "search").exists())

    def test_the_run_directory_is_the_one_of_the_search(self):
        text = job_of(1)
        head, rest = text.split("[run]\n")
        jobs = (text, head + rest.replace('directory = "run"\n', "[run]\n"),
                'run = { max_hours = 0, directory = \'in line\' }\n' + head,
                'run.directory = "dotted"\n' + head, head + '[ "run" ]\n"directory"="quoted" # so\n')
        options = ([], ["--set", "run.directory = x"], ['--set=run.directory="x y" # z'],
                   ["--set", "run.directory=x # y"], ["--set", "run.directory="],
                   ["--set", "run.directory=a", "--set", "run.directory=b"], ["--run", ""],
                   ["--run=r", "--set", "run.directory=a"])
        for job, words in [(job, []) for job in jobs] + [(text, words) for words in options]:
            (self.folder / "job.toml").write_text(job)
            made = subprocess.run([BALMER, "search", "job.toml", *words], cwd=self.folder,
                                  capture_output=True, text=True)
            self.assertEqual(made.returncode, 0, made.stderr)
            told = subprocess.run(["bash", "-c", 'source "$0"; run_directory_of "$@"',
                                   SUPERVISE.parent / "run_facts.sh", BALMER, "--", "job.toml", *words],
                                  cwd=self.folder, capture_output=True, text=True).stdout.rstrip("\n")
            self.assertTrue((self.folder / told / "checkpoint.h5").exists(), (job, words, told))
            shutil.rmtree(self.folder / told)

    def test_signals_end_it_with_a_checkpoint(self):
        for name in ("SIGUSR1", "SIGTERM", "SIGINT"):
            self.write_job(FOREVER)
            process = self.start()
            self.wait_for_new_checkpoint()
            _, ranks = self.launcher_and_ranks(process)
            before = self.stamp()
            process.send_signal(getattr(signal, name))
            self.finish(process, 75)
            self.assertEqual([rank for rank in ranks if is_rank(rank)], [])
            self.assertNotEqual(self.stamp(), before)
            self.assertIn("stop requested", (self.run_folder / "log.txt").read_text().splitlines()[-1])

    def test_a_signal_to_the_search_itself_ends_it(self):
        self.write_job(FOREVER)
        process = self.start()
        self.wait_for_new_checkpoint()
        _, ranks = self.launcher_and_ranks(process)
        os.kill(max(ranks), signal.SIGUSR1)
        self.finish(process, 75)

    def test_a_lease_of_the_dead_is_waited_for(self):
        script = """echo life >>lives; mkdir -p run; printf 'process 1 on here\\n12ab\\nlease\\n' >run/lock
                    touch -d '-58 seconds' run/lock; kill -KILL $$"""
        began = time.monotonic()
        self.finish(self.start("sh", "-c", script, "sh", "search", "--run", "run", "job.toml",
                               options=("--pause", "0", "--tries", "2")), 1)
        self.assertGreater(time.monotonic() - began, 2)
        self.assertEqual((self.folder / "lives").read_text().count("life"), 2)

    def test_a_lock_is_waited_for(self):
        script = "echo $(date +%s) >>lives; mkdir -p run; flock run/lock sleep 3 & sleep 0.5; kill -KILL $$"
        self.finish(self.start("sh", "-c", script, "sh", "search", "--run", "run", "job.toml",
                               options=("--pause", "0", "--tries", "2")), 1)
        first, second = map(int, (self.folder / "lives").read_text().split())
        self.assertGreaterEqual(second - first, 2)

    def test_a_signal_between_two_starts_ends_it(self):
        process = self.start("sh", "-c", "exit 1", "sh", "search", "job.toml", options=("--pause", "100"))
        self.wait_for(lambda: "Next start" in self.said(), "pause")
        process.send_signal(signal.SIGTERM)
        self.finish(process, 75, timeout=10)


if __name__ == "__main__":
    unittest.main()
