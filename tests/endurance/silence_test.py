"""Ranks that fall silent: stopped by somebody, all stopped by a queue, or behind a network that is gone."""
import unittest

from run_under_test import RunTest, SOON_LOST, os, own_mounts, processes_of, signal, subprocess, time

WORKER, COORDINATOR = 2, 0
LOST_S = 3


class StoppedTest(RunTest):
    def test_a_stopped_worker_is_named_and_the_others_save_what_there_is(self):
        life = self.start_and_see(*SOON_LOST)
        life.send(signal.SIGSTOP, WORKER)
        count = len(self.progress())
        out, err = life.aborted()
        self.assertIn("rank 2 (islands 1, 3) does not answer; the run ends without it, with the last snapshots of its "
                      "islands", self.log())
        self.assertIn("rank 2 did not answer", err)
        self.assertIn("a checkpoint with the last snapshots", err)
        self.assertIn("complexity", out)
        told = [line["event"] for line in self.progress()[count:]]
        self.assertIn("checkpoint", told)
        self.goes_on()

    def test_without_the_coordinator_workers_end(self):
        life = self.start_and_see(*SOON_LOST)
        life.send(signal.SIGSTOP, COORDINATOR)
        begin = time.monotonic()
        _, err = life.aborted()
        self.assertLess(time.monotonic() - begin, LOST_S + 20)
        self.assertIn("the coordinator (rank 0) has been silent for", err)
        self.assertIn("run the same command again to resume", err)
        self.goes_on()

    def test_a_job_that_is_suspended_as_a_whole_loses_nobody(self):
        life = self.start_and_see(*SOON_LOST)
        pids = [pid for pid, _, _ in processes_of(self.folder)]
        self.assertEqual(len(pids), 4)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(LOST_S + 5)
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
        count = len(self.progress())
        time.sleep(LOST_S + 1)
        self.assertFalse(life.is_over(), life.err)
        self.wait_for_event(life, "checkpoint", count)
        self.stop_by_file(life)
        for word in ("does not answer", "has been silent"):
            self.assertNotIn(word, self.log() + life.err)


class NetworkTest(RunTest):
    """Two hosts: namespaces of network and host name, which end with a process each, joined by a cable."""

    @classmethod
    def setUpClass(cls):
        problem = own_mounts()
        if problem:
            raise unittest.SkipTest(f"no network can be made here: {problem}")

    def setUp(self):
        super().setUp()
        self.keepers = [self.make_host(number) for number in (1, 2)]
        first, second = self.keepers
        self.on_host(first, f"ip link add eth0 type veth peer name eth0 netns {second}")
        for number, keeper in enumerate(self.keepers, 1):
            self.on_host(keeper, f"hostname h{number}; ip link set lo up; ip addr add 10.77.0.{number}/24 dev eth0; "
                                 "ip link set eth0 up")
        hosts = self.folder / "hosts"
        hosts.write_text("127.0.0.1 localhost\n10.77.0.1 h1\n10.77.0.2 h2\n")
        subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", "/etc/hosts"], check=True)
        self.make_remote_shell()

    def make_host(self, number):
        keeper = subprocess.Popen(["unshare", "--net", "--uts", "sleep", "infinity"], cwd="/")
        self.addCleanup(keeper.wait)
        self.addCleanup(keeper.kill)
        own = os.readlink("/proc/self/ns/net")
        self.wait_for(lambda: os.readlink(f"/proc/{keeper.pid}/ns/net") != own, f"host {number}")
        return keeper.pid

    def on_host(self, keeper, commands):
        subprocess.run([*self.enter(keeper), "sh", "-ec", commands], check=True)

    @staticmethod
    def enter(keeper):
        return ["nsenter", f"--target={keeper}", "--net", "--uts"]

    def make_remote_shell(self):
        """What mpirun starts its daemons on other hosts with."""
        first, second = self.keepers
        shell = self.folder / "rsh"
        shell.write_text(f"#!/bin/sh\n[ $1 = h1 ] && keeper={first} || keeper={second}\nshift\n"
                         "exec nsenter --target=$keeper --net --uts sh -c \"$*\"\n")
        shell.chmod(0o755)

    def command(self, *arguments, ranks=1):
        if ranks == 1:
            return super().command(*arguments)
        launcher, *rest = super().command(*arguments, ranks=ranks)
        # Rank 0 and 1 on the first host, 2 on the second.
        settings = {"plm_rsh_agent": self.folder / "rsh", "btl_tcp_if_include": "eth0",
                    "oob_tcp_if_include": "eth0", "plm_rsh_no_tree_spawn": 1}
        options = [part for name, value in settings.items() for part in ("--mca", name, str(value))]
        return [*self.enter(self.keepers[0]), launcher, *options, "--host", "h1:2,h2:1", *rest]

    def test_a_dead_network_is_noticed_and_the_run_goes_on_when_it_is_mended(self):
        life = self.start_and_see(*SOON_LOST)
        self.assertIn("h2", self.log())
        ranks = {rank: pid for pid, name, rank in processes_of(self.folder) if name == "balmer"}
        self.assertNotEqual(os.readlink(f"/proc/{ranks[0]}/ns/net"), os.readlink(f"/proc/{ranks[2]}/ns/net"))
        self.on_host(self.keepers[1], "ip link set eth0 down")
        count = len(self.progress())
        # Those beyond the cut, too. mpirun stays until TCP gives its own daemon there up: a quarter of an hour.
        self.wait_for(lambda: "balmer" not in [name for _, name, _ in processes_of(self.folder)], "end of all ranks")
        self.assertIn("rank 2 (islands 1, 3) does not answer", self.log())
        self.assertIn("rank 2 did not answer", life.err)
        self.assertIn("complexity", life.out)
        self.assertIn("checkpoint", [line["event"] for line in self.progress()[count:]])
        self.kill_all()
        life.ended(-signal.SIGKILL)
        self.on_host(self.keepers[1], "ip link set eth0 up")
        self.goes_on()


if __name__ == "__main__":
    unittest.main()
