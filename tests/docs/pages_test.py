"""Pages: links resolve, the index is complete, lines have at most 120 characters."""
import pathlib
import re
import unittest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
# All of the project, but not what builds and tools leave in it.
NOT_SOURCES = ("build", "runs", "data")


def is_source(page):
    parts = page.relative_to(PROJECT).parts[:-1]
    return not any(part.startswith(".") for part in parts) and not (parts and parts[0] in NOT_SOURCES)


PAGES = sorted(page for page in PROJECT.rglob("*.md") if is_source(page))


def prose(page):
    """(number, line) of all lines outside of fenced blocks."""
    is_code = False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if line.startswith("```"):
            is_code = not is_code
        elif not is_code:
            yield number, line


def anchors(page):
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Pages(unittest.TestCase):
    def test_pages_of_all_folders_are_found(self):
        for name in ("README.md", "CONTRIBUTING.md", "jobs/README.md", "docs/tutorial.md"):
            self.assertIn(PROJECT / name, PAGES)

    def test_relative_links_resolve(self):
        count = 0
        for page in PAGES:
            for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
                if re.match(r"\w+:", target):
                    continue
                path, _, anchor = target.partition("#")
                file = page.parent / path if path else page
                count += 1
                self.assertTrue(file.exists(), f"{page.name}: {target}")
                if anchor:
                    self.assertIn(anchor, anchors(file), f"{page.name}: {target}")
        self.assertGreater(count, 30)

    def test_the_index_lists_every_page(self):
        index = (PROJECT / "docs" / "README.md").read_text()
        for page in (PROJECT / "docs").glob("*.md"):
            if page.name != "README.md":
                self.assertIn(f"]({page.name})", index)

    def test_lines_have_at_most_120_characters(self):
        for page in PAGES:
            # README shows the output of a program.
            lines = prose(page) if page.name == "README.md" else enumerate(page.read_text().splitlines(), 1)
            for number, line in lines:
                self.assertLessEqual(len(line), 120, f"{page}:{number}")


if __name__ == "__main__":
    unittest.main()
