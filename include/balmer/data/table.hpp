/// \file
/// Events as aligned columns, and views of their rows.
#pragma once

#include "balmer/base/aligned.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace balmer::data {

/// A view of consecutive rows, the input of evaluators. Columns are contiguous. They start at a
/// multiple of 64 bytes in a whole Table, but not necessarily in a slice.
template <class Scalar>
struct Rows {
    /// [feature_count] pointers to row_count values each.
    std::span<Scalar const* const> features;
    Scalar const* target = nullptr;
    /// nullptr if every event has weight 1.
    Scalar const* weights = nullptr;
    std::size_t row_count = 0;
};

/// Owner of columns of equal length. Copies are deep.
template <class Scalar>
class Table {
public:
    Table() = default;
    /// `features` is [feature_count][row_count]; `weights` has row_count values or is empty.
    Table(std::vector<AlignedVector<Scalar>> features, AlignedVector<Scalar> target,
          AlignedVector<Scalar> weights);
    Table(Table const& other);
    Table(Table&&) noexcept = default;
    Table& operator=(Table other) noexcept;

    std::size_t row_count() const { return target_.size(); }
    std::size_t feature_count() const { return features_.size(); }
    std::span<Scalar const> feature(std::size_t index) const { return features_[index]; }
    std::span<Scalar const> target() const { return target_; }
    /// Empty if every event has weight 1.
    std::span<Scalar const> weights() const { return weights_; }
    /// Valid as long as the table lives and is not moved from.
    Rows<Scalar> rows() const;
    std::size_t size_bytes() const;

private:
    std::vector<AlignedVector<Scalar>> features_;
    AlignedVector<Scalar> target_;
    AlignedVector<Scalar> weights_;
    std::vector<Scalar const*> columns_;
};

/// The rows of `parts`, one after the other. All have the same columns.
Table<double> joined(std::span<Table<double> const* const> parts);

/// The same rows in another precision.
Table<float> to_float(Table<double> const& table);

extern template class Table<float>;
extern template class Table<double>;

}  // namespace balmer::data
