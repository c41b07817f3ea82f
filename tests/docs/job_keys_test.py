"""docs/job-keys.md lists every key of a job file with its default, as `balmer job --help` does, and no other.

Environment: BALMER, the program.
"""
import os
import pathlib
import re
import subprocess
import unittest

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "job-keys.md"


def keys_of_help():
    """{section: {key: default as TOML, or an empty string}}"""
    text = subprocess.run([os.environ["BALMER"], "job", "--help"], capture_output=True, text=True, check=True).stdout
    sections, section = {}, None
    for line in text.split("Keys of a job file and their defaults:\n")[1].splitlines():
        if heading := re.fullmatch(r"  \[([\w.]+)\]", line):
            section = sections.setdefault(heading.group(1), {})
        elif entry := re.match(r"    (\w+)(?: = (\[.*?\]|\S+))?(?=\s{2,}|$| [^ =])", line):
            # Sections with the user's own keys have a line of prose.
            if entry.group(2) or re.match(r"    \w+ {2,}", line):
                section[entry.group(1)] = (entry.group(2) or "").replace('""', "")
    return {name: keys for name, keys in sections.items() if keys}


def keys_of_page():
    sections, section = {}, None
    for line in PAGE.read_text().splitlines():
        if heading := re.fullmatch(r"## `\[([\w.]+)\]`", line):
            section = sections.setdefault(heading.group(1), {})
        elif line.startswith("## "):
            section = None
        elif section is not None and line.startswith("| `"):
            names, default = [cell.strip() for cell in line.split("|")[1:3]]
            for name in re.findall(r"`(\w+)`", names):
                section[name] = default.strip("`")
    return sections


class JobKeys(unittest.TestCase):
    def test_the_page_has_the_keys_and_defaults_of_the_program(self):
        expected = keys_of_help()
        self.assertGreater(sum(map(len, expected.values())), 50)
        self.assertEqual(keys_of_page(), expected)


if __name__ == "__main__":
    unittest.main()
