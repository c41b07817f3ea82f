#include "balmer/base/error.hpp"
#include "balmer/checkpoint/archive.hpp"
#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/formats/hdf5_io.hpp"

#include "hdf5_tables.hpp"
#include "layout.hpp"
#include "memory_file.hpp"
#include "seal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace balmer::checkpoint {
namespace {

using evolve::HallOfFameEntry;

std::string other_version(std::string_view file, std::uint64_t version) {
    return "checkpoint '" + std::string(file) + "' has format version " + std::to_string(version) +
           " (this balmer reads " + std::to_string(format_version) +
           "). Resume with the balmer that wrote it, or start a new run with --fresh, which "
           "keeps it under another name";
}

std::uint32_t as_small(std::uint64_t value, std::string const& name) {
    if (value > std::numeric_limits<std::uint32_t>::max()) {
        throw LayoutError("'" + name + "' is " + std::to_string(value) + " (must be below 2^32)");
    }
    return static_cast<std::uint32_t>(value);
}

void check_root(hid_t root, std::string_view file) {
    if (required_text(root, layout::format) != layout::format_name) {
        throw LayoutError(std::string("its format is not ") + layout::format_name);
    }
    auto const version = required_unsigned(root, layout::version);
    if (version != format_version) throw OtherVersionError(other_version(file, version));
}

std::vector<data::ColumnInfo> read_features(hid_t settings) {
    auto names = read_texts(settings, layout::feature_names);
    auto units = read_texts(settings, layout::feature_units);
    auto descriptions = read_texts(settings, layout::feature_descriptions);
    if (units.size() != names.size() || descriptions.size() != names.size()) {
        throw LayoutError("feature names, units and descriptions differ in number");
    }
    std::vector<data::ColumnInfo> features;
    for (std::size_t i = 0; i < names.size(); ++i) {
        features.push_back({std::move(names[i]), std::move(units[i]), std::move(descriptions[i])});
    }
    return features;
}

Header read_header(hid_t root) {
    auto const settings = open_group(root, layout::settings);
    auto const id = settings.id();
    auto program = required_text(root, layout::created_by);
    if (!program.starts_with(layout::program)) throw LayoutError("another program wrote it");
    return {
        .version = program.substr(std::string_view(layout::program).size()),
        .commit = required_text(root, layout::commit),
        .job = read_text(id, layout::job),
        .seed = required_unsigned(id, layout::seed),
        .data_file = required_text(id, layout::data_file),
        .content_hash = required_hash(id, layout::content_hash),
        .row_count = required_unsigned(id, layout::row_count),
        .features = read_features(id),
        .target = {required_text(id, layout::target_name), required_text(id, layout::target_unit),
                   required_text(id, layout::target_description)},
        .life = as_small(required_unsigned(root, layout::life), layout::life),
    };
}

std::vector<Counter> read_counters(hid_t root) {
    auto const group = open_group(root, layout::counters);
    std::vector<Counter> counters;
    for (auto const& name : attribute_names(group.id())) {
        if (auto const number = formats::read_float_attribute(group.id(), name)) {
            counters.push_back({name, *number});
        } else {
            counters.push_back({name, required_unsigned(group.id(), name)});
        }
    }
    return counters;
}

/// NaN equals NaN.
bool are_same(std::vector<double> const& left, std::vector<double> const& right) {
    return std::ranges::equal(
        left, right, [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); });
}

/// Checks that the columns for readers agree with the archive.
void check_table(hid_t group, std::vector<HallOfFameEntry> const& entries) {
    auto const complexities = read_integers(group, layout::complexity);
    auto const losses = read_numbers(group, layout::mse);
    auto const gradients = read_numbers(group, layout::relative_gradient);
    auto const optima = read_bytes(group, layout::at_optimum);
    auto const constants = read_lists(group, layout::constants);
    auto const errors = read_lists(group, layout::standard_errors);
    auto const count = entries.size();
    bool agree = complexities.size() == count && losses.size() == count &&
                 gradients.size() == count && optima.size() == count && constants.size() == count &&
                 errors.size() == count && read_texts(group, layout::equation).size() == count;
    for (std::size_t i = 0; agree && i < count; ++i) {
        auto const& entry = entries[i];
        agree = complexities[i] == entry.complexity &&
                are_same({losses[i], gradients[i]}, {entry.mse, entry.relative_gradient}) &&
                (optima[i] != 0) == entry.at_optimum &&
                are_same(constants[i], entry.tree.constants) &&
                are_same(errors[i], entry.standard_errors);
    }
    if (!agree) throw LayoutError("table and archive of the hall of fame differ");
}

std::vector<HallOfFameEntry> read_hall_of_fame(hid_t root, std::size_t feature_count) {
    auto const group = open_group(root, layout::hall_of_fame);
    auto const stored = read_archive_dataset(group.id(), layout::archive);
    auto entries = read_archive<std::vector<HallOfFameEntry>>(stored.bytes);
    for (auto const& entry : entries) {
        if (!expr::is_valid(entry.tree, feature_count)) {
            throw LayoutError("the hall of fame contains an invalid expression");
        }
    }
    check_table(group.id(), entries);
    return entries;
}

std::uint32_t island_number(std::string const& name) {
    std::uint32_t number = 0;
    auto const* const end = name.data() + name.size();
    auto const [after, error] = std::from_chars(name.data(), end, number);
    if (error != std::errc() || after != end) {
        throw LayoutError("'islands/" + name + "' is not the number of an island");
    }
    return number;
}

std::vector<IslandArchive> read_islands(hid_t root) {
    auto const group = open_group(root, layout::islands);
    std::vector<IslandArchive> islands;
    for (auto const& name : link_names(group.id())) {
        auto stored = read_archive_dataset(group.id(), name);
        auto const iteration = required_unsigned(stored.dataset.id(), layout::iteration);
        islands.push_back(
            {island_number(name), as_small(iteration, layout::iteration), std::move(stored.bytes)});
    }
    return islands;
}

Checkpoint read_image(std::span<std::byte const> bytes, std::string_view file_name) {
    auto const file = open_in_memory(bytes);
    check_root(file.id(), file_name);
    Checkpoint checkpoint;
    checkpoint.header = read_header(file.id());
    checkpoint.counters = read_counters(file.id());
    checkpoint.hall_of_fame = read_hall_of_fame(file.id(), checkpoint.header.features.size());
    checkpoint.coordinator = read_archive_dataset(file.id(), layout::coordinator).bytes;
    checkpoint.islands = read_islands(file.id());
    return checkpoint;
}

}  // namespace

Checkpoint decode(std::span<std::byte const> bytes, std::string_view file) {
    auto const version = check_seal(bytes, std::string(file));
    if (version != format_version) throw OtherVersionError(other_version(file, version));
    auto const refusal = [&](std::exception const& error) {
        return DataError("checkpoint '" + std::string(file) +
                         "' is undamaged, but not as this balmer writes it: " + error.what());
    };
    formats::QuietHdf5 const quiet;
    try {
        return read_image(bytes, file);
    } catch (formats::Hdf5Error const& error) {
        throw refusal(error);
    } catch (LayoutError const& error) {
        throw refusal(error);
    } catch (ArchiveError const& error) {
        throw refusal(error);
    }
}

}  // namespace balmer::checkpoint
