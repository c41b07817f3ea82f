"""Reads with h5py the checkpoint that format_test.cpp wrote: `h5py_check.py FILE`; exit code 0 if it is as expected."""

import math
import re
import sys

import h5py
import numpy

path = sys.argv[1]
with open(path, "rb") as file:
    seal = file.read(512).decode("ascii")
    rest = file.read()
line = re.fullmatch(r"balmer checkpoint 2 length=(\d+) xxh3=([0-9a-f]{16})\n *\n", seal)
assert line and int(line[1]) == len(rest), seal
with h5py.File(path, "r") as file:
    assert file.userblock_size == 512
    root = dict(file.attrs)
    assert root["format"] == "balmer-checkpoint" and root["version"] == 2 and root["life"] == 7, root
    assert root["created_by"] == "balmer 0.1.0" and root["commit"] == "0123456789ab-dirty", root
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", root["written_at"]), root
    settings = file["settings"]
    assert settings["job"][()].decode() == "[search]\niterations = 3\n"
    assert settings.attrs["seed"] == 2**64 - 1
    assert settings.attrs["content_hash"] == "00000000000000ab"
    assert settings.attrs["data_file"] == "events.h5"
    assert settings.attrs["target_unit"] == "pb"
    assert [name.decode() for name in settings["feature_names"]] == ["x_p1", "a b"]
    assert [unit.decode() for unit in settings["feature_units"]] == ["GeV", ""]
    assert settings["feature_descriptions"][0].decode() == "größer"
    assert list(file["counters"].attrs.items()) == [("evaluations", 5), ("elapsed_s", 1.5)]
    table = file["hall_of_fame"]
    assert list(table["complexity"]) == [7, 9] and list(table["mse"]) == [1 / 3, 0.25]
    assert list(table["at_optimum"]) == [1, 0]
    assert [text.decode() for text in table["equation"]] == ["0.1*x_p1 + 2.5*`a b`", "`a b`"], table["equation"][:]
    assert list(table["constants"][0]) == [0.1, 2.5] and len(table["constants"][1]) == 0
    errors = table["standard_errors"][0]
    assert errors.dtype == numpy.float64 and errors[0] == 0.25 and math.isnan(errors[1])
    assert table["archive"].attrs["length"] == table["archive"].shape[0]
    assert list(file["islands"]) == ["00003"]
    island = file["islands/00003"]
    assert island.dtype == numpy.uint8 and list(island) == [1, 255]
    assert island.attrs["iteration"] == 41 and island.attrs["length"] == 2
    assert re.fullmatch(r"[0-9a-f]{16}", island.attrs["xxh3"])
    assert sorted(file) == ["coordinator", "counters", "hall_of_fame", "islands", "settings"]
