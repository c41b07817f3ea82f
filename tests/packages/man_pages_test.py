"""Man pages: one for balmer and one for each command, with every option of its help; the same at every call."""
import gzip
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

BALMER = os.environ["BALMER"]
MAN_PAGES = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "man-pages"


def help_of(path):
    return subprocess.run([BALMER, *path, "--help"], capture_output=True, text=True, check=True).stdout


def all_commands(path=()):
    yield path
    part = re.search(r"^subcommands:\s*\n((?:  .*\n|\n)+)", help_of(path), re.M | re.I)
    for name in re.findall(r"^  (\w+)  ", part[1], re.M) if part else []:
        yield from all_commands((*path, name))


def make_pages(folder, epoch="1700000000"):
    """{page: its text}"""
    subprocess.run([MAN_PAGES, BALMER, folder], check=True, env={**os.environ, "SOURCE_DATE_EPOCH": epoch})
    return {file.name: file.read_bytes() for file in pathlib.Path(folder).iterdir()}


@unittest.skipUnless(shutil.which("help2man"), "needs help2man: scripts/setup package")
class ManPages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.pages = make_pages(cls.folder / "one")

    def text_of(self, path):
        page = gzip.decompress(self.pages["-".join(("balmer", *path)) + ".1.gz"]).decode()
        return page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "")

    def test_every_command_has_a_page(self):
        expected = {"-".join(("balmer", *path)) + ".1.gz" for path in all_commands()}
        self.assertGreater(len(expected), 16)
        self.assertEqual(set(self.pages), expected)

    def test_every_option_is_explained(self):
        for path in all_commands():
            page = self.text_of(path)
            options = re.findall(r"^  (?:-\w,\s*)?(--[\w-]+)", help_of(path), re.M)
            self.assertIn("--help", options)
            for option in options:
                with self.subTest(path=path, option=option):
                    self.assertRegex(page, rf"\.TP\n(?:-\w, )?{option}\b")

    def test_title_and_purpose(self):
        page = self.text_of(("search",))
        version = subprocess.run([BALMER, "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
        self.assertRegex(page, rf'\.TH BALMER-SEARCH "1" "November 2023" "{re.escape(version)}"')
        self.assertIn("balmer-search - search for the best formula", page)
        self.assertIn("balmer - finds human-readable formulas", self.text_of(()))
        self.assertIn("DIRECTORY.1, .2, …", page)

    def test_examples_keep_their_lines(self):
        self.assertRegex(self.text_of(("inspect",)), r"\.SH EXAMPLES\n\.IP\n\.nf\nbalmer inspect wbf_f0.h5\n.*\n\.fi")

    def test_the_same_program_gives_the_same_bytes(self):
        self.assertEqual(make_pages(self.folder / "two"), self.pages)

    def test_pages_of_commands_that_are_gone_are_removed(self):
        (self.folder / "one" / "balmer-gone.1.gz").write_bytes(b"")
        self.assertEqual(make_pages(self.folder / "one"), self.pages)


if __name__ == "__main__":
    unittest.main()
