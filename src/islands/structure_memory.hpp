/// \file
/// The structures that were scored on all events, and their losses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

namespace balmer::islands {

/// Remembers the last `capacity` structures by their hash.
class StructureMemory {
public:
    struct Record {
        /// Lowest known loss, either on a shard or on all events.
        double loss = 0;
        int attempt_count = 0;

        bool operator==(Record const&) const = default;
        template <class Archive>
        void serialize(Archive& archive, unsigned) {
            archive& loss& attempt_count;
        }
    };
    struct Entry {
        std::uint64_t structure = 0;
        Record record;

        bool operator==(Entry const&) const = default;
        template <class Archive>
        void serialize(Archive& archive, unsigned) {
            archive& structure& record;
        }
    };

    explicit StructureMemory(std::size_t capacity) : capacity_(capacity) {}

    /// Whether to score a structure with this loss on a shard: it is new, or its loss is below
    /// `retry_factor` times the known one and it was tried less than `max_attempts` times. If so,
    /// counts the attempt.
    bool admit(std::uint64_t structure, double loss, double retry_factor, int max_attempts);

    bool knows(std::uint64_t structure) const { return records_.contains(structure); }

    /// Replaces the known loss by the one that was reached on all events.
    void settle(std::uint64_t structure, double loss);

    /// Removes the structure, as if it had not been tried.
    void forget(std::uint64_t structure);

    std::size_t size() const { return records_.size(); }

    /// All entries, the oldest first.
    std::vector<Entry> entries() const;
    /// Replaces all entries. Keeps the newest if there are more than `capacity`.
    void restore(std::span<Entry const> entries);

private:
    std::size_t capacity_;
    std::unordered_map<std::uint64_t, Record> records_;
    /// Oldest first: the keys of `records_`, each once.
    std::deque<std::uint64_t> order_;
};

}  // namespace balmer::islands
