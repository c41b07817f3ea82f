/// \file
/// A file that h5py writes or checks (h5py_bridge.py).
#pragma once

#include "support/temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace balmer::formats {

class H5py : public tests::TemporaryFolder {
protected:
    H5py() : path_(folder_ / "h5py.h5") {}

    /// Returns true if the script succeeded.
    bool run(std::string const& verb) const {
        std::string const command = BALMER_PYTHON " '" BALMER_TEST_DATA
                                                  "/formats/h5py_bridge.py' " +
                                    verb + " '" + path_.string() + "'";
        return std::system(command.c_str()) == 0;
    }

    std::filesystem::path path_;
};

}  // namespace balmer::formats
