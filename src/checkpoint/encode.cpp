#include "balmer/base/error.hpp"
#include "balmer/base/utc_time.hpp"
#include "balmer/checkpoint/archive.hpp"
#include "balmer/checkpoint/checkpoint.hpp"
#include "balmer/expr/print.hpp"
#include "balmer/formats/hdf5_io.hpp"

#include "hdf5_tables.hpp"
#include "layout.hpp"
#include "memory_file.hpp"
#include "seal.hpp"

#include <algorithm>
#include <cstdio>

namespace balmer::checkpoint {
namespace {

using evolve::HallOfFameEntry;

/// One column of a table: `field` of each row.
template <class Rows, class Field>
auto column(Rows const& rows, Field const& field) {
    std::vector<std::decay_t<decltype(field(rows.front()))>> values;
    for (auto const& row : rows) values.push_back(field(row));
    return values;
}

template <class Rows, class Field>
void write_column_of(hid_t group, char const* name, Rows const& rows, Field const& field) {
    auto const values = column(rows, field);
    write_column(group, name, std::span(values));
}

void write_root(hid_t root, Header const& header) {
    formats::write_attribute(root, layout::format, std::string(layout::format_name));
    formats::write_attribute(root, layout::version, std::uint64_t{format_version});
    formats::write_attribute(root, layout::created_by, layout::program + header.version);
    formats::write_attribute(root, layout::commit, header.commit);
    formats::write_attribute(root, layout::written_at, utc_now());
    formats::write_attribute(root, layout::life, std::uint64_t{header.life});
}

void write_settings(hid_t root, Header const& header) {
    auto const group = create_ordered_group(root, layout::settings);
    auto const id = group.id();
    formats::write_attribute(id, layout::seed, header.seed);
    formats::write_attribute(id, layout::data_file, header.data_file);
    write_hash(id, layout::content_hash, header.content_hash);
    formats::write_attribute(id, layout::row_count, header.row_count);
    formats::write_attribute(id, layout::target_name, header.target.name);
    formats::write_attribute(id, layout::target_unit, header.target.unit);
    formats::write_attribute(id, layout::target_description, header.target.description);
    write_text(id, layout::job, header.job);
    write_column_of(id, layout::feature_names, header.features, [](auto& f) { return f.name; });
    write_column_of(id, layout::feature_units, header.features, [](auto& f) { return f.unit; });
    write_column_of(id, layout::feature_descriptions, header.features,
                    [](auto& f) { return f.description; });
}

void write_counters(hid_t root, std::vector<Counter> const& counters) {
    auto const group = create_ordered_group(root, layout::counters);
    for (auto const& counter : counters) {
        std::visit([&](auto value) { formats::write_attribute(group.id(), counter.name, value); },
                   counter.value);
    }
}

void write_hall_of_fame(hid_t root, std::vector<HallOfFameEntry> const& entries,
                        std::vector<data::ColumnInfo> const& features) {
    auto const names = column(features, [](auto& f) { return f.name; });
    auto const group = create_ordered_group(root, layout::hall_of_fame);
    auto const id = group.id();
    write_column_of(id, layout::complexity, entries,
                    [](auto& e) { return std::int32_t{e.complexity}; });
    write_column_of(id, layout::mse, entries, [](auto& e) { return e.mse; });
    write_column_of(id, layout::equation, entries,
                    [&](auto& e) { return expr::to_infix(e.tree, names); });
    write_column_of(id, layout::constants, entries, [](auto& e) { return e.tree.constants; });
    write_column_of(id, layout::standard_errors, entries,
                    [](auto& e) { return e.standard_errors; });
    write_column_of(id, layout::relative_gradient, entries,
                    [](auto& e) { return e.relative_gradient; });
    write_column_of(id, layout::at_optimum, entries,
                    [](auto& e) { return static_cast<std::uint8_t>(e.at_optimum); });
    write_archive_dataset(id, layout::archive, write_archive(entries));
}

void write_islands(hid_t root, std::vector<IslandArchive> const& islands) {
    auto const group = create_ordered_group(root, layout::islands);
    for (auto const& island : islands) {
        char name[16];
        std::snprintf(name, sizeof name, "%05lu", static_cast<unsigned long>(island.island));
        auto const dataset = write_archive_dataset(group.id(), name, island.bytes);
        formats::write_attribute(dataset.id(), layout::iteration, std::uint64_t{island.iteration});
    }
}

/// Whether every expression is valid and the islands are in order.
[[maybe_unused]] bool is_well_formed(Checkpoint const& checkpoint) {
    auto const feature_count = checkpoint.header.features.size();
    auto const is_valid = [&](HallOfFameEntry const& entry) {
        return expr::is_valid(entry.tree, feature_count);
    };
    auto const rises = [](IslandArchive const& left, IslandArchive const& right) {
        return left.island >= right.island;
    };
    return std::ranges::all_of(checkpoint.hall_of_fame, is_valid) &&
           std::ranges::adjacent_find(checkpoint.islands, rises) == checkpoint.islands.end();
}

Bytes hdf5_image(Checkpoint const& checkpoint) {
    auto file = create_in_memory(seal_bytes);
    write_root(file.id(), checkpoint.header);
    write_settings(file.id(), checkpoint.header);
    write_counters(file.id(), checkpoint.counters);
    write_hall_of_fame(file.id(), checkpoint.hall_of_fame, checkpoint.header.features);
    write_archive_dataset(file.id(), layout::coordinator, checkpoint.coordinator);
    write_islands(file.id(), checkpoint.islands);
    return image_of(file, seal_bytes);
}

}  // namespace

Bytes encode(Checkpoint const& checkpoint) {
    BALMER_EXPECT(is_well_formed(checkpoint));
    formats::QuietHdf5 const quiet;
    try {
        auto bytes = hdf5_image(checkpoint);
        auto const seal = make_seal(std::span(bytes).subspan(seal_bytes), format_version);
        std::ranges::transform(seal, bytes.begin(), [](char c) { return std::byte(c); });
        return bytes;
    } catch (formats::Hdf5Error const& error) {
        throw IoError("build (" + std::string(error.what()) + ")", "checkpoint", 0);
    }
}

}  // namespace balmer::checkpoint
