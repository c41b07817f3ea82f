"""The disk of a run fails: for a while, for good, at its start, at its end."""
import shutil
import unittest

from run_under_test import RunTest, cpu_seconds, os, own_mounts, signal, subprocess, time

FAULTY_DISK = os.environ["FAULTY_DISK"]


class FaultTest(RunTest):
    """Calls of the ranks fail while folder/fault exists."""

    def setUp(self):
        super().setUp()
        self.switch = self.folder / "fault"
        self.fault_log = self.folder / "faults"

    def faults(self, call, kind, file="checkpoint"):
        return {"LD_PRELOAD": FAULTY_DISK, "BALMER_FAULT_CALL": call, "BALMER_FAULT_KIND": kind,
                "BALMER_FAULT_FILE": file, "BALMER_FAULT_COUNT": "all", "BALMER_FAULT_WHILE": self.switch,
                "BALMER_FAULT_LOG": self.fault_log}

    def fault_count(self):
        return len(self.fault_log.read_text().splitlines()) if self.fault_log.exists() else 0

    def wait_for_faults(self, life, more):
        count = self.fault_count() + more
        self.wait_for(lambda: life.is_over() or self.fault_count() >= count, "failed calls")
        self.assertFalse(life.is_over(), life.err)

    def results_on(self, out):
        """The front, as a table."""
        self.assertIn("complexity", out.splitlines()[0])
        self.assertGreater(len(out.splitlines()), 3, out)


class FailingCheckpointTest(FaultTest):
    CASES = (("write", "ENOSPC", "No space left on device", " free on "),
             ("fsync", "EIO", "Input/output error", ""),
             ("rename", "EDQUOT", "Disk quota exceeded", ", quota apart"),
             ("link", "EIO", "Input/output error", "checkpoint.previous.h5"))

    def test_a_fault_that_passes_costs_a_warning(self):
        for call, kind, reason, remark in self.CASES:
            with self.subTest(call=call, kind=kind):
                log_size = len(self.log())
                life = self.start_and_see(environment=self.faults(call, kind))
                self.switch.touch()
                self.wait_for_faults(life, 1)
                before = self.checkpoint()
                computed_s = cpu_seconds(life.pid_of(1))
                self.wait_for_faults(life, 5)
                self.assertEqual(self.checkpoint(), before)
                self.assertGreater(cpu_seconds(life.pid_of(1)), computed_s, "the search stands still")
                warnings = [line for line in self.log()[log_size:].splitlines() if "not written" in line]
                self.assertEqual(len(warnings), 1, "one line, not a flood")
                for part in (reason, remark, "The search continues"):
                    self.assertIn(part, warnings[0])
                progress = self.progress()
                iterations = [line["iterations"] for line in progress if line["event"] == "checkpoint"][-1]
                self.switch.unlink()
                told = self.wait_for_event(life, "checkpoint", len(progress))
                self.assertGreater(told["iterations"], iterations)
                self.wait_for(lambda: "checkpoints can be written again" in self.log()[log_size:], "good news")
                self.stop_by_file(life)
                self.assertNotIn(".tmp", " ".join(self.names(self.run_folder)))
                self.run_balmer("show", "run/checkpoint.h5")
                self.run_balmer("show", "run/checkpoint.previous.h5")

    def test_short_writes_are_finished(self):
        self.switch.touch()
        life = self.start_and_see(environment=self.faults("write", "short"))
        self.wait_for_faults(life, 20)
        self.stop_by_file(life)
        self.assertNotIn("WARNING", self.log() + life.err)
        self.assertNotIn("not written", self.log())
        self.run_balmer("show", "run/checkpoint.h5")
        self.goes_on()

    def test_a_fault_that_stays_is_a_failure_and_nothing_is_lost(self):
        life = self.start_and_see(environment=self.faults("write", "ENOSPC"))
        self.switch.touch()
        self.wait_for_faults(life, 3)
        before = self.checkpoint()
        life.send(signal.SIGUSR1)
        out, err = life.ended(1)
        self.results_on(out)
        self.assertIn("the last checkpoint could not be written", err)
        self.assertIn("No space left on device", err)
        self.assertIn("run the same command again to resume from the one before", err)
        self.assertEqual(self.checkpoint(), before)
        self.switch.unlink()
        self.goes_on()

    def test_a_disk_without_room_for_the_first_checkpoint_ends_the_run_before_it_works(self):
        self.switch.touch()
        for ranks in (1, 3):
            life = self.start(ranks=ranks, environment=self.faults("write", "ENOSPC"))
            out, err = life.ended(1)
            self.assertIn("cannot write a checkpoint into run directory", err)
            self.assertIn("No space left on device", err)
            self.assertEqual(out, "")
            self.assertFalse(self.run_folder.exists(), "it leaves what was not there before")
        self.switch.unlink()
        self.goes_on()


class FailingFilesTest(FaultTest):
    def test_results_that_cannot_be_written_are_printed(self):
        for name in ("hall_of_fame.csv", "hall_of_fame.json"):
            with self.subTest(name):
                life = self.start_and_see(environment=self.faults("any", "ENOSPC", name))
                self.switch.touch()
                life.send(signal.SIGUSR1)
                out, err = life.ended(1)
                self.results_on(out)
                self.assertIn("the files of the hall of fame could not be written", err)
                self.assertIn(name, err)
                self.assertIn("No space left on device", err)
                self.switch.unlink()
        self.goes_on()

    def test_without_its_log_the_search_goes_on(self):
        for name in ("log.txt", "progress.jsonl"):
            for call, kind in (("open", "EROFS"), ("write", "ENOSPC")):
                with self.subTest(name, call=call):
                    life = self.start_and_see(environment=self.faults(call, kind, name))
                    self.switch.touch()
                    before = self.checkpoint()
                    self.wait_for(lambda: life.is_over() or self.checkpoint() != before, "checkpoint")
                    _, err = self.stop_by_file(life)
                    self.assertGreater(self.fault_count(), 0)
                    self.assertIn(name, err)
                    self.switch.unlink()
                    self.fault_log.unlink()
        self.goes_on()
        self.progress()
        self.assertEqual(self.torn_line_count, 0)


class MountTest(RunTest):
    """With real file systems, in a mount namespace of this process: its end takes them away, come what may."""

    @classmethod
    def setUpClass(cls):
        problem = own_mounts()
        if problem:
            raise unittest.SkipTest(f"no file system can be mounted here: {problem}")

    def mount(self, *arguments):
        subprocess.run(["mount", *map(str, arguments)], check=True)

    def unmount(self):
        subprocess.run(["umount", "--lazy", self.run_folder], check=True)

    def on_small_disk(self):
        self.run_folder.mkdir()
        self.mount("-t", "tmpfs", "-o", "size=2m", "none", self.run_folder)
        self.addCleanup(self.unmount)

    def fill_the_disk(self):
        filler = self.run_folder / "filler"
        with open(filler, "wb", buffering=0) as file:
            for size in (65536, 4096):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue
        return filler

    def test_a_full_disk_is_waited_out(self):
        self.on_small_disk()
        life = self.start_and_see()
        filler = self.fill_the_disk()
        # What a checkpoint before had freed is filled, too.
        self.wait_for(lambda: self.fill_the_disk() and "checkpoint not written" in life.err, "warning")
        self.assertIn("No space left on device", life.err)
        self.assertRegex(life.err, r"needs [\d.]+ MB, 0\.\d MB free on 'run'")
        before = self.checkpoint()
        time.sleep(1)
        self.assertFalse(life.is_over(), life.err)
        self.assertEqual(life.err.count("checkpoint not written"), 1)
        self.assertEqual(self.checkpoint(), before)
        count = len(self.progress())
        filler.unlink()
        self.wait_for_event(life, "checkpoint", count)
        self.stop_by_file(life)
        self.goes_on()

    def test_a_full_disk_at_the_end_is_a_failure(self):
        self.on_small_disk()
        life = self.start_and_see()
        filler = self.fill_the_disk()
        self.wait_for(lambda: self.fill_the_disk() and "checkpoint not written" in life.err, "warning")
        life.send(signal.SIGUSR1)
        out, err = life.ended(1)
        self.assertIn("complexity", out)
        self.assertIn("the last checkpoint could not be written", err)
        filler.unlink()
        # What its end told of is on standard output alone.
        self.goes_on(told=[line for line in self.progress() if line["event"] != "end"])

    def test_a_directory_that_becomes_read_only_is_waited_out(self):
        self.run_folder.mkdir()
        life = self.start_and_see()
        # A second mount upon the first: the files that are open stay so, as with a broken disk.
        self.mount("--bind", self.run_folder, self.run_folder)
        self.addCleanup(subprocess.run, ["umount", "--lazy", self.run_folder], stderr=subprocess.DEVNULL)
        self.mount("-o", "remount,bind,ro", self.run_folder)
        self.wait_for(lambda: "checkpoint not written" in life.err, "warning")
        self.assertIn("Read-only file system", life.err)
        count = len(self.progress())
        self.unmount()
        self.wait_for_event(life, "checkpoint", count)
        self.stop_by_file(life)

    def test_a_read_only_directory_is_refused_at_the_start(self):
        self.on_small_disk()
        life = self.start_and_see()
        self.stop_by_file(life)
        self.mount("-o", "remount,ro", self.run_folder)
        before = self.checkpoint()
        _, err = self.start().ended((1, 2))
        self.assertIn("Read-only file system", err)
        self.assertEqual(self.checkpoint(), before)
        self.mount("-o", "remount,rw", self.run_folder)
        self.goes_on()


class RemovedTest(RunTest):
    def test_a_directory_that_is_removed_while_the_run_goes_on(self):
        life = self.start_and_see()
        shutil.rmtree(self.run_folder)
        self.wait_for(lambda: "checkpoint not written" in life.err, "warning")
        time.sleep(1)
        self.assertFalse(life.is_over(), life.err)
        life.send(signal.SIGUSR1)
        out, err = life.ended(1)
        self.assertIn("complexity", out)
        self.assertIn("the last checkpoint could not be written", err)
        self.assertFalse(self.run_folder.exists())


if __name__ == "__main__":
    unittest.main()
