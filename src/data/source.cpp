#include "balmer/data/source.hpp"

#include "balmer/data/event_source.hpp"
#include "balmer/data/source_error.hpp"
#include "balmer/formats/column_file.hpp"

#include "derived_columns.hpp"
#include "read_plan.hpp"
#include "row_checks.hpp"

#include <memory>
#include <span>

#include <xxhash.h>

namespace balmer::data {
namespace {

using Slots = std::span<std::span<double const> const>;

/// A file with the plan of reading it.
class EventReader {
public:
    explicit EventReader(SourceSpec const& spec) : source_(spec) {
        auto problems = source_.problems();
        plan_ = plan_reading(source_.file(), spec, problems);
    }

    ReadPlan const& plan() const { return plan_; }

    /// Calls visit(Block, Slots) for each block of rows, in order.
    template <class Visitor>
    void read(Visitor const& visit) const {
        std::vector<std::vector<double>> derived(plan_.derived.size());
        std::vector<std::span<double const>> slots;
        source_.file().read(plan_.file_columns, [&](formats::Block const& block) {
            slots = block.columns;
            for (std::size_t i = 0; i < derived.size(); ++i) {
                derived[i].resize(block.row_count);
                std::vector<std::span<double const>> inputs;
                for (auto const slot : plan_.derived[i].inputs) inputs.push_back(slots[slot]);
                evaluate_rows(plan_.derived[i].tree, inputs, derived[i]);
                slots.emplace_back(derived[i]);
            }
            visit(block, Slots(slots));
        });
    }

private:
    EventSource source_;
    ReadPlan plan_;
};

/// The columns of one shard while they are filled.
class ShardBuilder {
public:
    ShardBuilder(ReadPlan const& plan, ShardPlan shards, std::size_t shard)
        : plan_(plan), step_(shards.shard_count), next_row_(shard) {
        auto const row_count = shards.size(shard);
        features_.resize(plan.feature_slots.size());
        for (auto& feature : features_) feature.reserve(row_count);
        target_.reserve(row_count);
        if (plan.weight_slot) weights_.reserve(row_count);
    }

    void take(formats::Block const& block, Slots slots) {
        auto const end = block.first_row + block.row_count;
        if (next_row_ >= end) return;
        auto const first = next_row_ - block.first_row;
        for (std::size_t i = 0; i < features_.size(); ++i) {
            append(slots[plan_.feature_slots[i]], first, features_[i]);
        }
        append(slots[plan_.target_slot], first, target_);
        if (plan_.weight_slot) append(slots[*plan_.weight_slot], first, weights_);
        next_row_ += (end - next_row_ + step_ - 1) / step_ * step_;
    }

    Table<double> finish() {
        return {std::move(features_), std::move(target_), std::move(weights_)};
    }

private:
    void append(std::span<double const> values, std::size_t first,
                AlignedVector<double>& column) const {
        for (auto i = first; i < values.size(); i += step_) column.push_back(values[i]);
    }

    ReadPlan const& plan_;
    std::size_t step_;
    std::size_t next_row_;
    std::vector<AlignedVector<double>> features_;
    AlignedVector<double> target_;
    AlignedVector<double> weights_;
};

/// Incremental XXH3.
class Hash {
public:
    Hash() : state_(XXH3_createState(), XXH3_freeState) {
        if (!state_) throw std::bad_alloc();
        XXH3_64bits_reset(state_.get());
    }

    void add(std::span<double const> values) {
        XXH3_64bits_update(state_.get(), values.data(), values.size_bytes());
    }
    void add(std::uint64_t value) { XXH3_64bits_update(state_.get(), &value, sizeof value); }
    /// Includes the length, so that different lists of texts differ in their hash.
    void add(std::string const& text) {
        add(static_cast<std::uint64_t>(text.size()));
        XXH3_64bits_update(state_.get(), text.data(), text.size());
    }
    std::uint64_t digest() const { return XXH3_64bits_digest(state_.get()); }

private:
    std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state_;
};

void check_plan_fits(ReadPlan const& plan, ShardPlan shards, std::string const& file) {
    if (plan.schema.row_count == shards.row_count) return;
    throw DataError("'" + file + "' has " + std::to_string(plan.schema.row_count) + " events, " +
                    std::to_string(shards.row_count) +
                    " were expected (the file must not change during a run). Start again?");
}

}  // namespace

Schema read_schema(SourceSpec const& spec) { return EventReader(spec).plan().schema; }

std::vector<Table<double>> read_shards(SourceSpec const& spec, ShardPlan plan,
                                       std::vector<std::size_t> const& shards) {
    EventReader const reader(spec);
    check_plan_fits(reader.plan(), plan, spec.file.string());
    std::vector<ShardBuilder> builders;
    for (auto const shard : shards) {
        BALMER_EXPECT(shard < plan.shard_count);
        builders.emplace_back(reader.plan(), plan, shard);
    }
    // Every rank checks every row, so that all of them report the same mistakes.
    RowChecks checks(reader.plan());
    reader.read([&](formats::Block const& block, Slots slots) {
        checks.see(block, slots);
        for (auto& builder : builders) builder.take(block, slots);
    });
    ProblemList problems;
    checks.report(spec.file.string(), problems);
    problems.throw_if_any<DataError>();
    std::vector<Table<double>> tables;
    for (auto& builder : builders) tables.push_back(builder.finish());
    return tables;
}

std::uint64_t content_hash(SourceSpec const& spec) {
    EventReader const reader(spec);
    auto const& plan = reader.plan();
    auto slots_hashed = plan.feature_slots;
    slots_hashed.push_back(plan.target_slot);
    if (plan.weight_slot) slots_hashed.push_back(*plan.weight_slot);
    // One state for each column, so that the hash does not depend on the block size.
    std::vector<Hash> columns(slots_hashed.size());
    reader.read([&](formats::Block const&, Slots slots) {
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i].add(slots[slots_hashed[i]]);
    });
    Hash whole;
    whole.add(static_cast<std::uint64_t>(plan.schema.features.size()));
    for (auto const& feature : plan.schema.features) whole.add(feature.name);
    whole.add(plan.schema.target.name);
    whole.add(plan.schema.weight.name);
    for (auto const& column : columns) whole.add(column.digest());
    return whole.digest();
}

}  // namespace balmer::data
