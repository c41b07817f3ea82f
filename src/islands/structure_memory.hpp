/// \file
/// Which structures were scored on all events before, and how well they did.
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
        /// Lowest loss known: claimed by a shard, or reached on all events.
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

    /// Whether to try a structure that claims `loss`: it is new, or below `retry_factor` times what
    /// is known and tried less than `max_attempts` times. If so, counts the attempt.
    bool admit(std::uint64_t structure, double loss, double retry_factor, int max_attempts);

    /// Replaces what is known by what was reached.
    void settle(std::uint64_t structure, double loss);

    /// As if it had not been tried.
    void forget(std::uint64_t structure);

    std::size_t size() const { return records_.size(); }

    /// All that is remembered, the oldest first.
    std::vector<Entry> entries() const;
    /// Replaces all that is remembered; of more than `capacity` the newest stay.
    void restore(std::span<Entry const> entries);

private:
    std::size_t capacity_;
    std::unordered_map<std::uint64_t, Record> records_;
    /// Oldest first: the keys of `records_`, each once.
    std::deque<std::uint64_t> order_;
};

}  // namespace balmer::islands
