/// \file
/// Collective operations on values of any type that packing.hpp can send. Every rank calls them in
/// the same order, with the same type. They throw UnpackError for bytes that are no such value.
#pragma once

#include "balmer/parallel/communicator.hpp"
#include "balmer/parallel/packing.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace balmer::parallel {

/// Returns the value of `root` on every rank; the values of other ranks are ignored.
template <class Value>
Value broadcast(Communicator const& communicator, Value value, int root = 0) {
    if (communicator.size() == 1) return value;
    bool const is_root = communicator.rank() == root;
    auto const bytes = communicator.broadcast(is_root ? pack(value) : Bytes(), root);
    return is_root ? std::move(value) : unpack<Value>(bytes);
}

/// Returns the values of all ranks, by rank, on rank 0; an empty vector elsewhere.
template <class Value>
std::vector<Value> gather(Communicator const& communicator, Value const& value) {
    std::vector<Value> values;
    if (communicator.size() == 1) {
        values.push_back(value);
        return values;
    }
    for (auto const& bytes : communicator.gather(pack(value))) {
        values.push_back(unpack<Value>(bytes));
    }
    return values;
}

/// Combines the values of all ranks in the order of the ranks, so that the result does not depend
/// on timing. Returns it on every rank.
template <class Value, class Operation>
Value reduce(Communicator const& communicator, Value const& value, Operation operation) {
    auto const values = gather(communicator, value);
    // `values` is empty on all ranks but 0, whose own value is the first.
    auto result = value;
    for (std::size_t rank = 1; rank < values.size(); ++rank) {
        result = operation(std::move(result), values[rank]);
    }
    return broadcast(communicator, std::move(result));
}

/// The sum over all ranks, on every rank.
template <class Value>
Value sum(Communicator const& communicator, Value const& value) {
    return reduce(communicator, value, std::plus<Value>());
}

/// The largest value of all ranks, on every rank.
template <class Value>
Value maximum(Communicator const& communicator, Value const& value) {
    return reduce(communicator, value,
                  [](Value const& a, Value const& b) { return std::max(a, b); });
}

/// Whether `value` is true on every rank; the same answer everywhere.
inline bool all_of(Communicator const& communicator, bool value) {
    return communicator.maximum(value ? 0 : 1) == 0;
}

/// Whether `value` is true on any rank; the same answer everywhere.
inline bool any_of(Communicator const& communicator, bool value) {
    return communicator.maximum(value ? 1 : 0) == 1;
}

}  // namespace balmer::parallel
