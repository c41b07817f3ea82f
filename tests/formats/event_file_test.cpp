#include "balmer/formats/event_file.hpp"

#include "balmer/base/error.hpp"

#include "support/temporary_folder.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

namespace balmer::formats {
namespace {

using tests::TemporaryFolder;

namespace fs = std::filesystem;

EventFile two_events() {
    return {.process = "wbf",
            .parameters = R"({"sqrt_s_gev": 13000})",
            .seed = 18446744073709551615u,
            .created_by = "balmer 0.1.0",
            .features = {{"x_p1", "", "scaled momentum", {0.25, 0.5}}},
            .targets = {{"score", "", "optimal observable", {-1, 1}}}};
}

std::string bytes_of(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class WriteEventFile : public TemporaryFolder {};

TEST_F(WriteEventFile, LeavesOnlyTheFileItself) {
    write_event_file(folder_ / "events.h5", two_events());
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
    EXPECT_EQ(bytes_of(folder_ / "events.h5").substr(1, 3), "HDF");
}

TEST_F(WriteEventFile, SameEventsGiveSameBytesAtAnyTime) {
    write_event_file(folder_ / "a.h5", two_events());
    // HDF5 keeps times in whole seconds.
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    write_event_file(folder_ / "b.h5", two_events());
    EXPECT_EQ(bytes_of(folder_ / "a.h5"), bytes_of(folder_ / "b.h5"));
}

TEST_F(WriteEventFile, KeepsTheOldFileWhenTheNewOneCannotBePutInPlace) {
    fs::create_directory(folder_ / "events.h5");
    EXPECT_THROW(write_event_file(folder_ / "events.h5", two_events()), IoError);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(WriteEventFile, SaysWhyAFolderThatIsNotThereCannotHoldIt) {
    try {
        write_event_file(folder_ / "absent" / "events.h5", two_events());
        FAIL() << "written into a folder that is not there";
    } catch (IoError const& error) {
        EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos)
            << error.what();
    }
}

TEST_F(WriteEventFile, RefusesColumnsThatNoReaderWouldTake) {
    auto events = two_events();
    events.features.push_back({"x_p1", "", "again", {1, 2}});
    events.features.push_back({"short", "", "", {1}});
    events.latent.push_back({"a/b", "", "", {1, 2}});
    try {
        write_event_file(folder_ / "events.h5", events);
        FAIL() << "bad columns were accepted";
    } catch (InputError const& error) {
        ASSERT_EQ(error.problems().size(), 3u);
        EXPECT_EQ(error.problems()[0], "'/features/x_p1' occurs twice");
        EXPECT_EQ(error.problems()[1],
                  "'/features/short' has 1 rows, 'x_p1' has 2 (all columns need equal length)");
        EXPECT_EQ(error.problems()[2],
                  "'/latent/a/b' is not a column name (must be non-empty, without '/')");
    }
    EXPECT_FALSE(fs::exists(folder_ / "events.h5"));
}

}  // namespace
}  // namespace balmer::formats
