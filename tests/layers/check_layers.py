#!/usr/bin/env python3
"""Holds a tree's includes and CMake files against scripts/layers.txt.

    check_layers.py ROOT      prints each breach as FILE:LINE: what, exits 1 if there is one
"""
import os
import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')

# Libraries that one or two modules keep from all others: pattern, modules, what to use instead.
CONFINED = [
    (re.compile(r"mpi(\.h|/.*)$"), {"parallel"}, "MPI; use balmer/parallel"),
    (re.compile(r"(hdf5|hdf5_hl|H5\w+)\.h$"), {"formats", "data", "checkpoint"}, "HDF5; use balmer/formats"),
    (re.compile(r"boost/(archive|serialization)/"), {"checkpoint", "islands"}, "Boost archives"),
]


class Tree:
    """One source tree with the breaches found in it."""

    def __init__(self, root):
        self.root = Path(root)
        self.breaches = []
        self.allowed = {}
        self.uses = {}
        # What each file includes of this project: {file: {included file: line}}.
        self.includes = {}

    def report(self, path, line, text):
        self.breaches.append(f"{Path(path).relative_to(self.root)}:{line}: {text}")

    def check(self):
        self.read_table()
        self.check_modules()
        self.check_build_order()
        for module in self.allowed:
            self.read_uses(module)
        for module in self.allowed:
            for folder in (self.root / "include/balmer" / module, self.root / "src" / module):
                for path in sorted(folder.rglob("*")):
                    if path.suffix in (".hpp", ".cpp", ".h"):
                        self.check_file(module, path)
        self.check_circles()
        self.check_public_headers()
        return self.breaches

    def read_table(self):
        """The table: a module may use only what stands above its own line, so there is no cycle."""
        path = self.root / "scripts/layers.txt"
        for number, line in enumerate(path.read_text().splitlines(), 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            module, _, used = line.partition(":")
            if module in self.allowed:
                self.report(path, number, f"module '{module}' has two lines")
            for name in used.split():
                if name not in self.allowed:
                    self.report(path, number, f"'{module}' may use '{name}', which does not stand above it")
            self.allowed[module] = set(used.split())

    def check_modules(self):
        """Every folder with files in it is a module of the table."""
        for parent in ("src", "include/balmer"):
            for folder in sorted(p for p in (self.root / parent).iterdir() if p.is_dir()):
                if folder.name not in self.allowed and any(p.is_file() for p in folder.rglob("*")):
                    self.report(folder, 1, f"module '{folder.name}' is not in scripts/layers.txt")

    def check_build_order(self):
        """src/CMakeLists.txt names the modules in the table's order."""
        path = self.root / "src/CMakeLists.txt"
        built = re.search(r"foreach\(module ([\w\s]+)\)", path.read_text())
        names = built.group(1).split() if built else []
        if names != list(self.allowed):
            self.report(path, 1, f"builds {' '.join(names)}; the table's order is {' '.join(self.allowed)}")

    def read_uses(self, module):
        """The module's USES, each of which the table allows."""
        path = self.root / "src" / module / "CMakeLists.txt"
        self.uses[module] = self.allowed[module]
        if not path.exists():
            if any((self.root / "src" / module).glob("*.cpp")):
                self.report(path, 1, f"module '{module}' has sources but no CMakeLists.txt")
            return
        text = re.sub(r"#.*", "", path.read_text())
        found = re.search(r"balmer_add_module\(\s*(\w+)(.*?)\)", text, re.S)
        if not found or found.group(1) != module:
            self.report(path, 1, f"has no balmer_add_module({module} …)")
            return
        used = re.search(r"\bUSES\b(.*?)(?=\b(?:SOURCES|PUBLIC|PRIVATE)\b|$)", found.group(2), re.S)
        self.uses[module] = set(used.group(1).split()) if used else set()
        for name in sorted(self.uses[module] - self.allowed[module]):
            self.report(path, 1, f"USES {name}, which scripts/layers.txt does not allow '{module}'")

    def check_file(self, module, path):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            quote, name = found.groups()
            target = self.resolve(path, name)
            if target is not None:
                self.includes.setdefault(path, {}).setdefault(target, number)
            for problem in self.problems(module, path, quote, name):
                self.report(path, number, problem)

    def resolve(self, path, name):
        """The file of this project that `#include NAME` in `path` means, or None."""
        for base in (path.parent, self.root / "include", self.root / "src", self.root / "src" / self.module_of(path)):
            target = base / name
            if target.exists():
                target = Path(os.path.normpath(target))
                return target if self.root in target.parents else None
        return None

    def module_of(self, path):
        """The module that a file belongs to, from its path."""
        parts = path.relative_to(self.root).parts
        return parts[2] if parts[0] == "include" else parts[1]

    def unit_of(self, path):
        """A header and the source of the same name are one unit: 'job/reading'."""
        parts = path.relative_to(self.root).with_suffix("").parts
        return "/".join(parts[2:] if parts[0] == "include" else parts[1:])

    def check_circles(self):
        """No unit includes itself by way of others."""
        edges = {}
        for path, targets in self.includes.items():
            for target, line in targets.items():
                if self.unit_of(path) != self.unit_of(target):
                    edges.setdefault(self.unit_of(path), {}).setdefault(self.unit_of(target), (path, line))
        finished = set()
        for start in sorted(edges):
            self.follow(edges, start, [], finished)

    def follow(self, edges, unit, trail, finished):
        """Depth first; reports each include that leads back to the trail."""
        if unit in finished:
            return
        trail.append(unit)
        for target, (path, line) in sorted(edges.get(unit, {}).items()):
            if target in trail:
                circle = trail[trail.index(target):] + [target]
                self.report(path, line, f"closes the circle {' -> '.join(circle)}")
            else:
                self.follow(edges, target, trail, finished)
        trail.pop()
        finished.add(unit)

    def check_public_headers(self):
        """A public header is used by another module, or by a public header that is. Others belong into src/."""
        used = {target for path, targets in self.includes.items() for target in targets
                if self.module_of(path) != self.module_of(target)}
        used |= {self.root / "include" / name for name in self.includes_of_outside_projects()}
        waiting = list(used)
        while waiting:
            for target in self.includes.get(waiting.pop(), {}):
                if target not in used:
                    used.add(target)
                    waiting.append(target)
        for header in sorted((self.root / "include").rglob("*.hpp")):
            if header not in used:
                self.report(header, 1, "no other module uses this header: move it to src/")

    def includes_of_outside_projects(self):
        """What the project in tests/install/outside includes, which stands for users of the libraries."""
        for path in (self.root / "tests/install/outside").glob("*.cpp"):
            for line in path.read_text().splitlines():
                found = INCLUDE.match(line)
                if found:
                    yield found.group(2)

    def problems(self, module, path, quote, name):
        """What is wrong with `#include NAME` in this file of this module."""
        for pattern, modules, instead in CONFINED:
            if pattern.match(name) and module not in modules:
                yield f"<{name}> belongs to {' and '.join(sorted(modules))} alone ({instead})"
        if name.startswith("balmer/"):
            if quote != '"':
                yield f'<{name}> is this project\'s: "{name}"'
            yield from self.problems_of_use(module, name.split("/")[1])
        elif quote == '"':
            yield from self.problems_of_private_header(module, path, name)

    def problems_of_use(self, module, used):
        if used == module:
            return
        if used not in self.allowed:
            yield f"there is no module '{used}' in scripts/layers.txt"
        elif used not in self.allowed[module]:
            yield f"'{module}' may not include '{used}' (scripts/layers.txt)"
        elif used not in self.uses[module]:
            yield f"'{module}' includes '{used}', which its CMakeLists.txt does not name under USES"

    def problems_of_private_header(self, module, path, name):
        """A header in src/ is its module's own, and no installed header includes one."""
        if (self.root / "include") in path.parents:
            yield f'"{name}" is not installed: a public header includes "balmer/…" only'
            return
        for base in (path.parent, self.root / "src"):
            target = (base / name).resolve()
            if target.exists() and (self.root / "src").resolve() in target.parents:
                owner = target.relative_to((self.root / "src").resolve()).parts[0]
                if owner != module:
                    yield f'"{name}" is private to \'{owner}\': move it to include/balmer/{owner}/'
                return


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    breaches = Tree(sys.argv[1]).check()
    for breach in breaches:
        print(breach)
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
