"""Files that h5py writes for balmer to read, and a check of what balmer writes.

`h5py_bridge.py write FILE` or `h5py_bridge.py check FILE`; exit code 0 when all is as it should be.
"""

import sys

import h5py
import numpy

ROWS = 100_000


def write(path):
    """Columns in the forms that analyses use: groups, compression, resizable, float32, integers."""
    index = numpy.arange(ROWS)
    with h5py.File(path, "w") as file:
        tree = file.create_group("tree")
        pt = tree.create_dataset(
            "pt", data=(index / 8).astype("f4"), chunks=(ROWS,), compression="gzip", shuffle=True
        )
        pt.attrs["unit"] = "GeV"
        pt.attrs["description"] = "transverse momentum"
        tree.create_dataset("charge", data=(index % 3 - 1).astype("i1"), maxshape=(None,), chunks=True)
        tree.create_dataset("run", data=index.astype(">u8"))
        tree["name"] = ["ä"] * ROWS
        tree["good"] = index % 2 == 0
        file["y"] = 0.5 * index
        file["matrix"] = numpy.stack([index, -index], axis=1).astype("f4")
        file["alias"] = h5py.SoftLink("/tree/pt")
        file["nowhere"] = h5py.SoftLink("/gone")
        file["single"] = 3.5
        file["nothing"] = h5py.Empty("f8")
        file.attrs["format"] = "mine"


def check(path):
    with h5py.File(path, "r") as file:
        assert file.attrs["format"] == "balmer-events", file.attrs["format"]
        assert file.attrs["version"] == 1
        assert file.attrs["process"] == "wbf"
        assert file.attrs["parameters"] == '{"note": "größer"}'
        assert file.attrs["seed"] == 2**64 - 1
        assert file.attrs["created_by"] == ""
        x = file["features/x_p1"]
        assert x.dtype == numpy.float64 and x.shape == (3,)
        assert list(x) == [0.1, -2.5, 1e-300], list(x)
        assert x.attrs["unit"] == "GeV"
        assert x.attrs["description"] == "scaled"
        assert list(file["targets/score"]) == [1, 2, 3]
        assert list(file["weights/w"]) == [1, 1, 0.5]
        assert list(file["latent/flavour"]) == [0, 1, 2]
        assert sorted(file) == ["features", "latent", "targets", "weights"]


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](sys.argv[2])
