#include "balmer/data/table.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <utility>

namespace balmer::data {
namespace {

template <class Scalar>
AlignedVector<float> narrowed(std::span<Scalar const> values) {
    AlignedVector<float> narrow(values.size());
    std::transform(values.begin(), values.end(), narrow.begin(),
                   [](Scalar value) { return static_cast<float>(value); });
    return narrow;
}

}  // namespace

template <class Scalar>
Table<Scalar>::Table(std::vector<AlignedVector<Scalar>> features, AlignedVector<Scalar> target,
                     AlignedVector<Scalar> weights)
    : features_(std::move(features)), target_(std::move(target)), weights_(std::move(weights)) {
    BALMER_EXPECT(std::all_of(features_.begin(), features_.end(), [this](auto const& feature) {
        return feature.size() == target_.size();
    }));
    BALMER_EXPECT(weights_.empty() || weights_.size() == target_.size());
    columns_.reserve(features_.size());
    for (auto const& feature : features_) columns_.push_back(feature.data());
}

template <class Scalar>
Table<Scalar>::Table(Table const& other) : Table(other.features_, other.target_, other.weights_) {}

template <class Scalar>
Table<Scalar>& Table<Scalar>::operator=(Table other) noexcept {
    features_ = std::move(other.features_);
    target_ = std::move(other.target_);
    weights_ = std::move(other.weights_);
    columns_ = std::move(other.columns_);
    return *this;
}

template <class Scalar>
Rows<Scalar> Table<Scalar>::rows() const {
    return {.features = columns_,
            .target = target_.data(),
            .weights = weights_.empty() ? nullptr : weights_.data(),
            .row_count = target_.size()};
}

template <class Scalar>
std::size_t Table<Scalar>::size_bytes() const {
    return sizeof(Scalar) * (features_.size() * target_.size() + target_.size() + weights_.size());
}

Table<double> joined(std::span<Table<double> const* const> parts) {
    auto const join = [&](auto const& column_of) {
        AlignedVector<double> values;
        std::size_t size = 0;
        for (auto const* part : parts) size += column_of(*part).size();
        values.reserve(size);
        for (auto const* part : parts) {
            auto const column = column_of(*part);
            values.insert(values.end(), column.begin(), column.end());
        }
        return values;
    };
    std::vector<AlignedVector<double>> features;
    auto const feature_count = parts.empty() ? 0 : parts.front()->feature_count();
    for (std::size_t i = 0; i < feature_count; ++i) {
        features.push_back(join([i](Table<double> const& part) { return part.feature(i); }));
    }
    return {std::move(features), join([](Table<double> const& part) { return part.target(); }),
            join([](Table<double> const& part) { return part.weights(); })};
}

Table<float> to_float(Table<double> const& table) {
    std::vector<AlignedVector<float>> features;
    features.reserve(table.feature_count());
    for (std::size_t i = 0; i < table.feature_count(); ++i) {
        features.push_back(narrowed(table.feature(i)));
    }
    return {std::move(features), narrowed(table.target()), narrowed(table.weights())};
}

template class Table<float>;
template class Table<double>;

}  // namespace balmer::data
