#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/expr/parse.hpp"
#include "balmer/formats/hdf5_io.hpp"

#include "checkpoint/seal.hpp"
#include "checkpoint_folder.hpp"
#include "samples.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <thread>

namespace balmer::checkpoint {
namespace {

TEST(CheckpointFormat, GivesBackWhatItWasGiven) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        auto const shape = Sampler(seed + 1000).shape();
        auto const written = sample(seed, shape);
        ASSERT_EQ(decode(encode(written), "memory"), written) << "seed " << seed;
    }
}

TEST(CheckpointFormat, GivesBackAnEmptyCheckpoint) {
    EXPECT_EQ(decode(encode({}), "memory"), Checkpoint{});
    auto const header_alone =
        sample(1, {.feature_count = 2, .entry_count = 0, .island_count = 0, .archive_bytes = 0});
    EXPECT_EQ(decode(encode(header_alone), "memory"), header_alone);
}

TEST(CheckpointFormat, GivesBackThirtyLargeIslands) {
    auto const written = sample(2, {.island_count = 30, .archive_bytes = 200000});
    auto const bytes = encode(written);
    EXPECT_EQ(decode(bytes, "memory"), written);
    // The format adds little to 31 archives.
    EXPECT_LT(bytes.size(), 31u * 200000u + 100000u);
}

TEST(CheckpointFormat, KeepsIslandNumbersOfMoreThanFiveDigits) {
    auto written = sample(3);
    written.islands = {{99999, 1, {}}, {100000, 2, {}}, {4294967295u, 3, {std::byte{1}}}};
    EXPECT_EQ(decode(encode(written), "memory"), written);
}

TEST(CheckpointFormat, IsMadeAndReadInManyThreadsAtOnce) {
    std::vector<std::thread> threads;
    std::atomic<int> failure_count{0};
    for (std::uint64_t i = 0; i < 8; ++i) {
        threads.emplace_back([i, &failure_count] {
            auto const written = sample(i, {.island_count = i});
            for (int k = 0; k < 10; ++k) {
                if (!(decode(encode(written), "memory") == written)) ++failure_count;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(failure_count, 0);
}

class CheckpointFile : public CheckpointFolder {
protected:
    /// The bytes of a sound checkpoint after `change` and a new seal.
    Bytes edited(Checkpoint const& checkpoint, std::function<void(hid_t)> const& change) const {
        write_checkpoint(checkpoint);
        {
            formats::FileHandle const file(H5Fopen(current_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT),
                                           "open", "checkpoint");
            change(file.id());
        }
        auto const text = content_of(current_);
        Bytes bytes(text.size());
        std::ranges::transform(text, bytes.begin(), [](char c) { return std::byte(c); });
        return resealed(std::move(bytes));
    }

    static Bytes resealed(Bytes bytes) {
        auto const seal = make_seal(std::span(bytes).subspan(seal_bytes), format_version);
        std::ranges::transform(seal, bytes.begin(), [](char c) { return std::byte(c); });
        return bytes;
    }

    void write_checkpoint(Checkpoint const& checkpoint) const {
        auto const bytes = encode(checkpoint);
        write(current_, {reinterpret_cast<char const*>(bytes.data()), bytes.size()});
    }

    static std::string error_of(Bytes const& bytes) {
        return data_error([&] { decode(bytes, "run/checkpoint.h5"); });
    }

    static void set_attribute(hid_t object, char const* name, std::uint64_t value) {
        H5Adelete(object, name);
        formats::write_attribute(object, name, value);
    }
};

TEST_F(CheckpointFile, OpensInH5py) {
    Checkpoint written = sample(4);
    written.header.features = {{"x_p1", "GeV", "größer"}, {"a b", "", ""}};
    written.header.target = {"y", "pb", "cross section"};
    written.header.seed = 18446744073709551615u;
    written.header.content_hash = 0xab;
    written.header.data_file = "events.h5";
    written.header.job = "[search]\niterations = 3\n";
    written.header.life = 7;
    written.counters = {{"evaluations", std::uint64_t{5}}, {"elapsed_s", 1.5}};
    constexpr auto unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<std::string> const names = {"x_p1", "a b"};
    evolve::HallOfFameEntry const line{.tree = expr::parse("0.1*x_p1 + 2.5*`a b`", names).tree,
                                       .complexity = 7,
                                       .mse = 1.0 / 3,
                                       .relative_gradient = 1e-9,
                                       .at_optimum = true,
                                       .standard_errors = {0.25, unknown}};
    evolve::HallOfFameEntry const name{.tree = expr::variable_tree(1),
                                       .complexity = 9,
                                       .mse = 0.25,
                                       .relative_gradient = 0,
                                       .at_optimum = false,
                                       .standard_errors = {}};
    written.hall_of_fame = {line, name};
    written.islands = {{3, 41, {std::byte{1}, std::byte{255}}}};
    write_checkpoint(written);
    std::string const script = BALMER_PYTHON " '" BALMER_TEST_DATA "/checkpoint/h5py_check.py' '" +
                               current_.string() + "'";
    EXPECT_EQ(std::system(script.c_str()), 0);
}

TEST_F(CheckpointFile, OpensInH5dump) {
    if (std::system("command -v h5dump >/dev/null 2>&1") != 0) {
        GTEST_SKIP() << "h5dump is not installed (hdf5-tools)";
    }
    write_checkpoint(sample(5));
    auto const out = folder_ / "dump.txt";
    auto const command = "h5dump '" + current_.string() + "' > '" + out.string() + "' 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << content_of(out);
    EXPECT_TRUE(holds(content_of(out), {"GROUP \"hall_of_fame\"", "DATASET \"equation\"",
                                        "\"balmer-checkpoint\"", "GROUP \"islands\""}));
}

TEST_F(CheckpointFile, RefusesAnotherVersionInASentence) {
    auto bytes = encode(sample(6));
    auto const seal = make_seal(std::span(bytes).subspan(seal_bytes), 1);
    std::ranges::transform(seal, bytes.begin(), [](char c) { return std::byte(c); });
    EXPECT_TRUE(
        holds(error_of(bytes), {"'run/checkpoint.h5'", "format version 1", "reads 2", "--fresh"}));
    auto const inside = edited(sample(6), [](hid_t file) { set_attribute(file, "version", 12); });
    EXPECT_TRUE(holds(error_of(inside), {"format version 12", "reads 2"}));
}

TEST_F(CheckpointFile, HoldsEachArchiveAgainstItsOwnHashAndLength) {
    auto const changed = [](char const* path, auto const& change) {
        return [path, change](hid_t file) {
            formats::DatasetHandle const dataset(H5Dopen2(file, path, H5P_DEFAULT), "open", path);
            change(dataset.id());
        };
    };
    auto const written = sample(7);
    auto const island = "islands/0000" + std::to_string(written.islands[0].island);
    for (std::string const& path :
         {std::string("coordinator"), std::string("hall_of_fame/archive"), island}) {
        auto const flipped = edited(
            written, changed(path.c_str(), [](hid_t dataset) {
                std::vector<unsigned char> values(100000);
                H5Dread(dataset, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
                values[10] ^= 1;
                H5Dwrite(dataset, H5T_NATIVE_UINT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
            }));
        EXPECT_TRUE(holds(error_of(flipped), {"does not match its length or hash"})) << path;
        auto const longer = edited(written, changed(path.c_str(), [](hid_t dataset) {
                                       set_attribute(dataset, "length", 7);
                                   }));
        EXPECT_TRUE(holds(error_of(longer), {"does not match its length or hash"})) << path;
    }
}

TEST_F(CheckpointFile, HoldsTheTableAgainstTheArchive) {
    for (std::string const name : {"mse", "relative_gradient", "complexity", "at_optimum"}) {
        auto const bytes = edited(sample(8), [&](hid_t file) {
            auto const path = "hall_of_fame/" + name;
            formats::DatasetHandle const dataset(H5Dopen2(file, path.c_str(), H5P_DEFAULT), "open",
                                                 path);
            std::vector<double> values(5);
            H5Dread(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
            values[3] = name == "at_optimum" ? 1 - values[3] : values[3] + 1;
            H5Dwrite(dataset.id(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        });
        EXPECT_TRUE(holds(error_of(bytes), {"table and archive of the hall of fame differ"}))
            << name;
    }
}

TEST_F(CheckpointFile, NamesWhatIsMissing) {
    auto const without = [](char const* path) {
        return [path](hid_t file) { H5Ldelete(file, path, H5P_DEFAULT); };
    };
    for (std::string const path : {"settings", "settings/job", "counters", "hall_of_fame",
                                   "hall_of_fame/equation", "coordinator", "islands"}) {
        auto const name = path.substr(path.rfind('/') + 1);
        EXPECT_TRUE(
            holds(error_of(edited(sample(9), without(path.c_str()))), {"run/checkpoint.h5", name}))
            << path;
    }
    auto const no_seed = edited(
        sample(9), [](hid_t file) { H5Adelete_by_name(file, "settings", "seed", H5P_DEFAULT); });
    EXPECT_TRUE(holds(error_of(no_seed), {"integer attribute 'seed' is missing"}));
    auto const not_ours = edited(sample(9), [](hid_t file) {
        H5Adelete(file, "format");
        formats::write_attribute(file, "format", std::string("balmer-events"));
    });
    EXPECT_TRUE(holds(error_of(not_ours), {"its format is not balmer-checkpoint"}));
}

TEST_F(CheckpointFile, RefusesFormulasOverFeaturesThatAreNotThere) {
    auto written = sample(10, {.feature_count = 3, .entry_count = 1});
    written.hall_of_fame[0] = {.tree = expr::variable_tree(2),
                               .complexity = 1,
                               .mse = 1,
                               .relative_gradient = 0,
                               .at_optimum = true,
                               .standard_errors = {}};
    auto const bytes = edited(written, [](hid_t file) {
        for (std::string const name : {"feature_names", "feature_units", "feature_descriptions"}) {
            H5Ldelete(file, ("settings/" + name).c_str(), H5P_DEFAULT);
            formats::GroupHandle const group(H5Gopen2(file, "settings", H5P_DEFAULT), "open", name);
            hsize_t const length = 0;
            formats::DataspaceHandle const none(H5Screate_simple(1, &length, nullptr), "make",
                                                name);
            formats::DatatypeHandle const type(H5Tcopy(H5T_C_S1), "make", name);
            H5Tset_size(type.id(), H5T_VARIABLE);
            H5Tset_cset(type.id(), H5T_CSET_UTF8);
            formats::DatasetHandle const empty(
                H5Dcreate2(group.id(), name.c_str(), type.id(), none.id(), H5P_DEFAULT, H5P_DEFAULT,
                           H5P_DEFAULT),
                "make", name);
        }
    });
    EXPECT_TRUE(holds(error_of(bytes), {"an invalid expression"}));
}

TEST_F(CheckpointFile, RefusesForeignFiles) {
    write_checkpoint(sample(11));
    auto const text = content_of(current_);
    auto const bytes_of = [](std::string const& content) {
        Bytes bytes(content.size());
        std::ranges::transform(content, bytes.begin(), [](char c) { return std::byte(c); });
        return bytes;
    };
    EXPECT_TRUE(holds(error_of({}), {"run/checkpoint.h5", "0 bytes"}));
    EXPECT_TRUE(holds(error_of(bytes_of(std::string(511, 'x'))), {"511 bytes"}));
    EXPECT_TRUE(holds(error_of(bytes_of(std::string(4000, '\0'))), {"is not a checkpoint"}));
    // The HDF5 part alone, as h5repack would leave it.
    EXPECT_TRUE(holds(error_of(bytes_of(text.substr(seal_bytes))), {"is not a checkpoint"}));
    EXPECT_TRUE(holds(error_of(bytes_of(text + "x")), {"bytes, its seal says"}));
    // A valid seal with content that is not HDF5.
    EXPECT_TRUE(holds(error_of(resealed(Bytes(4096))), {"HDF5"}));
    EXPECT_TRUE(holds(error_of(resealed(Bytes(seal_bytes))), {"HDF5"}));
}

}  // namespace
}  // namespace balmer::checkpoint
