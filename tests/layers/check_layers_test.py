#!/usr/bin/env python3
"""The layer check passes a small sound tree, and finds each way of breaking it."""
import tempfile
import unittest
from pathlib import Path

from check_layers import Tree

SOUND = {
    "scripts/layers.txt": "# bottom to top\nbase:\ndata: base\nparallel: base\napp: base data\n",
    "src/CMakeLists.txt": "foreach(module base data parallel app)\nendforeach()\n",
    "src/base/CMakeLists.txt": "balmer_add_module(base SOURCES a.cpp)\n",
    "src/base/a.cpp": '#include "balmer/base/a.hpp"\n#include "detail.hpp"\n#include <vector>\n',
    "src/base/detail.hpp": "",
    "include/balmer/base/a.hpp": "#include <string>\n",
    "src/data/CMakeLists.txt": "balmer_add_module(data\n    SOURCES d.cpp\n    USES base PRIVATE hdf5::hdf5)\n",
    "src/data/d.cpp": '#include "balmer/base/a.hpp"\n#include <hdf5.h>\n',
    "src/parallel/CMakeLists.txt": "balmer_add_module(parallel SOURCES p.cpp USES base)\n",
    "src/parallel/p.cpp": "#include <mpi.h>\n",
    "src/app/CMakeLists.txt": "balmer_add_module(app SOURCES m.cpp USES base)\n",
    "src/app/m.cpp": '#include "balmer/base/a.hpp"\n',
}


def breaches(**changes):
    """What the check says of the sound tree with these files written over it."""
    files = {**SOUND, **changes}
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Tree(root).check()


class CheckLayers(unittest.TestCase):
    def expect(self, fragment, **changes):
        found = breaches(**changes)
        self.assertEqual(len(found), 1, found)
        self.assertIn(fragment, found[0])

    def test_a_sound_tree_passes(self):
        self.assertEqual(breaches(), [])

    def test_an_include_of_a_higher_module_is_found_with_its_line(self):
        self.expect("src/base/a.cpp:2: 'base' may not include 'data'",
                    **{"src/base/a.cpp": '\n#include "balmer/data/d.hpp"\n'})

    def test_a_public_header_obeys_too(self):
        self.expect("include/balmer/base/a.hpp:1: 'base' may not include 'app'",
                    **{"include/balmer/base/a.hpp": '#include "balmer/app/x.hpp"\n'})

    def test_an_unknown_module_is_found(self):
        self.expect("no module 'dta'", **{"src/app/m.cpp": '#include "balmer/dta/d.hpp"\n'})

    def test_an_include_without_its_uses_is_found(self):
        self.expect("does not name under USES", **{"src/app/m.cpp": '#include "balmer/data/d.hpp"\n'})

    def test_a_use_outside_the_table_is_found(self):
        self.expect("USES app", **{"src/base/CMakeLists.txt": "balmer_add_module(base SOURCES a.cpp USES app)\n"})

    def test_a_private_header_of_another_module_is_found(self):
        self.expect("private to 'base'", **{"src/data/d.cpp": '#include "../base/detail.hpp"\n'})
        self.expect("private to 'base'", **{"src/data/d.cpp": '#include "base/detail.hpp"\n'})

    def test_a_private_header_in_a_public_one_is_found(self):
        self.expect("not installed", **{"include/balmer/base/a.hpp": '#include "detail.hpp"\n'})

    def test_project_headers_in_angle_brackets_are_found(self):
        self.expect("is this project's", **{"src/data/d.cpp": "#include <balmer/base/a.hpp>\n"})

    def test_confined_libraries_are_found(self):
        for header in ("mpi.h", "hdf5.h", "H5public.h", "boost/archive/binary_oarchive.hpp",
                       "boost/serialization/vector.hpp"):
            self.expect(f"<{header}> belongs to", **{"src/app/m.cpp": f"#include <{header}>\n"})

    def test_a_table_out_of_order_is_found(self):
        table = "base: data\ndata: base\nparallel: base\napp: base data\n"
        self.expect("does not stand above it", **{"scripts/layers.txt": table})

    def test_a_module_outside_the_table_is_found(self):
        self.expect("module 'extra' is not in", **{"src/extra/x.cpp": ""})

    def test_a_build_order_other_than_the_tables_is_found(self):
        self.expect("the table's order is",
                    **{"src/CMakeLists.txt": "foreach(module base parallel data app)\nendforeach()\n"})

    def test_includes_in_comments_and_unbuilt_modules_without_sources_pass(self):
        self.assertEqual(breaches(**{"src/base/a.cpp": '// #include "balmer/app/x.hpp"\n'}), [])
        table = SOUND["scripts/layers.txt"] + "late: base\n"
        order = "foreach(module base data parallel app late)\nendforeach()\n"
        self.assertEqual(breaches(**{"scripts/layers.txt": table, "src/CMakeLists.txt": order}), [])

    def test_a_circle_of_files_is_found_with_all_of_them(self):
        circle = {"src/base/a.cpp": '#include "b.hpp"\n', "src/base/b.hpp": '#include "c.hpp"\n',
                  "src/base/c.hpp": '#include "balmer/base/a.hpp"\n'}
        self.expect("closes the circle base/a -> base/b -> base/c -> base/a", **circle)

    def test_a_source_and_its_own_header_are_no_circle(self):
        files = {"src/base/detail.hpp": "", "src/base/detail.cpp": '#include "detail.hpp"\n'}
        self.assertEqual(breaches(**files), [])

    def test_a_public_header_without_a_second_user_is_found(self):
        lonely = {"include/balmer/base/b.hpp": "", "src/base/a.cpp": '#include "balmer/base/b.hpp"\n'}
        self.expect("include/balmer/base/b.hpp:1: no other module uses this header", **lonely)

    def test_a_public_header_that_a_used_one_includes_passes(self):
        files = {"include/balmer/base/b.hpp": "", "include/balmer/base/a.hpp": '#include "balmer/base/b.hpp"\n'}
        self.assertEqual(breaches(**files), [])

    def test_a_public_header_that_only_outside_projects_use_passes(self):
        files = {"include/balmer/base/b.hpp": "",
                 "tests/install/outside/main.cpp": '#include "balmer/base/b.hpp"\n'}
        self.assertEqual(breaches(**files), [])

    def test_sources_that_nothing_builds_are_found(self):
        changes = {"src/app/CMakeLists.txt": "add_library(app m.cpp)\n", "src/app/m.cpp": ""}
        self.expect("has no balmer_add_module(app", **changes)


if __name__ == "__main__":
    unittest.main()
