"""`balmer --completion`: bash completes every command and option of --help, files, folders and words."""
import re
import subprocess

from balmer_process import BALMER, CommandTest


def option_names(text):
    """The long options that a help text lists at the start of its lines."""
    return set(re.findall(r"^  (?:-\w,\s*)?(--[\w-]+)", text, re.M))


def commands_of(text):
    """The commands that a help text lists."""
    part = re.search(r"^subcommands:\s*\n((?:  .*\n|\n)+)", text, re.M | re.I)
    return re.findall(r"^  (\w+)  ", part[1], re.M) if part else []


class Completion(CommandTest):
    def help_of(self, path):
        return self.run_balmer(*path, "--help").stdout

    def complete(self, *words):
        """What bash offers for the last of the words, which may be empty."""
        line = " ".join(f"'{word}'" for word in ("balmer", *words))
        script = (f"source <('{BALMER}' --completion); COMP_WORDS=({line}); COMP_CWORD={len(words)}\n"
                  "_balmer; ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"")
        done = subprocess.run(["bash", "--norc", "-euc", script], cwd=self.folder, text=True, capture_output=True, check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def all_paths(self, path=()):
        yield path
        for command in commands_of(self.help_of(path)):
            yield from self.all_paths((*path, command))

    def test_every_command_and_option_of_the_help_is_completed(self):
        paths = list(self.all_paths())
        self.assertGreater(len(paths), 16)
        self.assertIn(("generate", "wbf"), paths)
        for path in paths:
            with self.subTest(path=path):
                text = self.help_of(path)
                self.assertEqual(set(self.complete(*path, "-")), option_names(text))
                commands = commands_of(text)
                if commands:
                    self.assertEqual(self.complete(*path, ""), commands)

    def test_the_beginning_of_a_word_chooses(self):
        self.assertEqual(self.complete("se"), ["search"])
        self.assertEqual(self.complete("generate", "w"), ["wbf"])
        self.assertEqual(self.complete("search", "--fr"), ["--fresh"])

    def test_files_and_folders(self):
        (self.folder / "a job.toml").write_text("")
        (self.folder / "runs").mkdir()
        self.assertEqual(sorted(self.complete("search", "")), ["a job.toml", "runs"])
        self.assertEqual(self.complete("search", "a"), ["a job.toml"])
        self.assertEqual(self.complete("search", "x.toml", "--run", ""), ["runs"])
        self.assertEqual(sorted(self.complete("fit", "--data", "")), ["a job.toml", "runs"])
        self.assertEqual(self.complete("fit", ""), [])

    def test_words_of_a_choice(self):
        self.assertEqual(self.complete("search", "--backend", "ref"), ["reference"])
        self.assertEqual(self.complete("search", "--backend", "=", "ref"), ["reference"])
        self.assertIn("interpreter", self.complete("search", "--backend", "="))
        self.assertEqual(self.complete("generate", "zh", "--flavours", ""), ["u", "ud"])

    def test_other_values_are_not_completed(self):
        (self.folder / "5").write_text("")
        self.assertEqual(self.complete("generate", "wbf", "--events", ""), [])
        self.assertEqual(self.complete("mt2", "--m1", "-"), [])

    def test_a_value_is_no_command(self):
        self.assertIn("--fresh", self.complete("search", "--run", "mt2", "-"))


if __name__ == "__main__":
    import unittest
    unittest.main()
