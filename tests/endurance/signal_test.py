"""Each way to ask a run to end, at each of its processes and at any time: a last checkpoint, soon."""
import re
import unittest

import h5py

from run_under_test import JOB, MPIEXEC, ONLY_AT_THE_END, RunTest, os, signal, subprocess, time

WORKER, COORDINATOR = 2, 0


def open_mpi_major():
    text = subprocess.run([MPIEXEC, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"Open MPI\)? v?([0-9]+)", text)
    return int(found[1]) if found else 0


class SignalTest(RunTest):
    """With no checkpoint but the last, so that it is that of the end that is looked at."""

    def start_and_see_it_work(self, *options, **more):
        life = self.start_and_see(*ONLY_AT_THE_END, *options, event="status", **more)
        time.sleep(0.3)
        return life

    def end_by(self, send, code, **more):
        """One life that is ended so; its last checkpoint is there, and holds what this life has done."""
        life = self.start_and_see_it_work(**more)
        before = self.iterations_saved()
        count = len(self.progress())
        send(life)
        life.ended(code)
        told = [line for line in self.progress()[count:] if line["event"] == "checkpoint"]
        self.assertTrue(told, "no checkpoint at the end")
        self.assertEqual(self.iterations_saved(), told[-1]["iterations"])
        self.assertGreater(self.iterations_saved(), before)
        return life

    def iterations_saved(self):
        with h5py.File(self.run_folder / "checkpoint.h5", "r") as file:
            return int(file["counters"].attrs.get("iterations", 0))

    def test_a_signal_at_any_rank_ends_the_run_with_75(self):
        for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT):
            for rank in (WORKER, COORDINATOR):
                with self.subTest(signal=number.name, rank=rank):
                    life = self.end_by(lambda life: life.send(number, rank), 75)
                    self.assertIn("ended early: stop requested", life.err)
                    self.assertIn("run the same command again to resume", life.err)
        self.goes_on()

    def test_a_signal_at_mpirun_reaches_the_ranks(self):
        self.end_by(lambda life: life.send(signal.SIGUSR1), 75)
        for number in (signal.SIGTERM, signal.SIGINT):
            if open_mpi_major() >= 5:
                # It kills the ranks half a second later, which may be too early for the last checkpoint.
                life = self.start_and_see_it_work()
                life.send(number)
                life.ended(1)
                continue
            with self.subTest(signal=number.name):
                # The second that mpirun waits by itself.
                self.end_by(lambda life: life.send(number), 1, kill_delay_s=1)
        if open_mpi_major() >= 5:
            return self.goes_on()
        # With more patience it lets the run say its farewell.
        life = self.end_by(lambda life: life.send(signal.SIGTERM), 1, kill_delay_s=3)
        self.assertIn("ended early: stop requested (SIGTERM)", life.err)
        self.goes_on()

    def test_two_signals_in_a_row_are_one_wish(self):
        def both(first, second, rank):
            def send(life):
                life.send(first, rank)
                life.send(second, rank)
            return send
        for first, second, rank in ((signal.SIGTERM, signal.SIGTERM, WORKER), (signal.SIGUSR1, signal.SIGTERM, COORDINATOR),
                                    (signal.SIGUSR1, signal.SIGUSR1, "mpirun")):
            with self.subTest(first=first.name, second=second.name, rank=rank):
                self.end_by(both(first, second, rank), 75)

    def test_a_second_interrupt_at_the_coordinator_is_obeyed_at_once(self):
        life = self.start_and_see_it_work()
        life.send(signal.SIGSTOP, COORDINATOR)
        life.send(signal.SIGINT, COORDINATOR)
        life.send(signal.SIGCONT, COORDINATOR)
        while not life.is_over():
            try:
                life.send(signal.SIGINT, COORDINATOR)
            except (KeyError, ProcessLookupError):
                break
            time.sleep(0.01)
        life.ended((1, 75, 128 + signal.SIGINT))
        self.goes_on()

    def test_a_stop_file_ends_the_run(self):
        self.end_by(lambda life: (self.run_folder / "STOP").touch(), 75)

    def test_time_is_up(self):
        life = self.start(*ONLY_AT_THE_END, "--set", "run.max_hours=0.0004")
        _, err = life.ended(75)
        self.assertIn("ended early: time limit; results are in run", err)
        end = self.progress()[-1]
        self.assertEqual(end["event"], "end")
        self.assertEqual(self.iterations_saved(), end["iterations"])
        self.assertGreater(end["elapsed_s"], 1.4)

    def test_a_signal_while_it_starts_leaves_what_the_same_command_goes_on_from(self):
        for step in range(8):
            life = self.start(ranks=1 if step % 4 == 3 else 3)
            time.sleep(0.08 * step)
            life.send((signal.SIGTERM, signal.SIGUSR1, signal.SIGINT)[step % 3])
            # mpirun passes a signal on that comes before its ranks, to nobody: again, then.
            self.wait_for(lambda: life.is_over() or self.progress(), "end or work")
            time.sleep(0.3)
            if not life.is_over():
                life.send(signal.SIGUSR1)
            life.ended(range(-64, 256))
            self.assertNotIn("terminate called", life.err)
        self.goes_on()


class LargeRunTest(RunTest):
    job = JOB.replace("islands = 4", "islands = 30").replace("population_size = 60", "population_size = 1000") \
             .replace("checkpoint_minutes = 0.005", "checkpoint_minutes = 0")
    rows = 6000

    def test_thirty_islands_of_a_thousand_are_saved_within_five_seconds(self):
        life = self.start_and_see(event="status")
        self.wait_for(lambda: life.is_over() or self.best_reported().best, "first finds")
        time.sleep(2)
        count = len(self.progress())
        begin = time.monotonic()
        life.send(signal.SIGUSR1)
        told = self.wait_for_event(life, "checkpoint", count)
        seconds = time.monotonic() - begin
        life.ended(75)
        shown = self.run_balmer("show", "run").stdout
        print(f"last checkpoint {seconds:.2f} s after the signal, {told['size_bytes'] / 1e6:.1f} MB, "
              f"written in {told['seconds']:.2f} s")
        self.assertGreater(told["size_bytes"], 2e6)
        self.assertLess(seconds, 5)
        self.assertIn("life 1", shown)
        self.goes_on()


if __name__ == "__main__":
    unittest.main()
