/// \file
/// Random rows for tests of evaluators.
#pragma once

#include "balmer/base/random.hpp"
#include "balmer/data/table.hpp"

#include "describe.hpp"
#include "guarded_array.hpp"
#include "judged.hpp"
#include "tree_maker.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <vector>

namespace balmer::eval {

/// Subnormal, huge, zero, infinite, NaN and in between.
template <class Scalar>
std::vector<Scalar> special_values() {
    using Limits = std::numeric_limits<Scalar>;
    std::vector<Scalar> values = {Limits::quiet_NaN()};
    for (Scalar const magnitude : {Scalar(0),
                                   Limits::denorm_min(),
                                   Limits::min() / 3,
                                   Limits::min(),
                                   Scalar(1e-20),
                                   Limits::epsilon(),
                                   Scalar(0.1),
                                   Scalar(0.5),
                                   Scalar(1) - Limits::epsilon() / 2,
                                   Scalar(1),
                                   Scalar(1) + Limits::epsilon(),
                                   Scalar(1.5),
                                   Scalar(2),
                                   Scalar(3),
                                   Scalar(10),
                                   Scalar(88.7),
                                   Scalar(710),
                                   Scalar(12345.678),
                                   Scalar(1e7),
                                   Scalar(1e20),
                                   Limits::max(),
                                   Limits::infinity()}) {
        values.push_back(magnitude);
        values.push_back(-magnitude);
    }
    return values;
}

/// A random bit pattern of a finite value: all exponents are equally likely.
template <class Scalar>
Scalar any_finite(RandomStream& stream) {
    using Bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
    while (true) {
        auto const bits =
            static_cast<Bits>(stream()) | static_cast<Bits>(std::uint64_t{stream()} << 32);
        Scalar value;
        std::memcpy(&value, &bits, sizeof value);
        if (std::isfinite(value)) return value;
    }
}

/// Contents of the columns: numbers in (-2, 2), with one special value in 32 or in 4, or finite
/// numbers of all magnitudes.
enum class Data { tame, sprinkled, special, wide };
enum class Weights { none, random };

template <class Scalar>
Scalar draw(Data data, RandomStream& stream) {
    static auto const specials = special_values<Scalar>();
    std::uint32_t const one_in = data == Data::special ? 4 : 32;
    if (data == Data::wide) return any_finite<Scalar>(stream);
    if (data != Data::tame && stream.below(one_in) == 0) {
        return specials[stream.below(static_cast<std::uint32_t>(specials.size()))];
    }
    return static_cast<Scalar>(stream.uniform(-2, 2));
}

/// Columns of random rows, and slices of them with any start.
template <class Scalar>
class Problem {
public:
    Problem(std::size_t row_count, std::size_t feature_count, Data data, Weights weights,
            std::uint64_t seed)
        : weighted_(weights == Weights::random), row_count_(row_count) {
        RandomStream stream(seed, 0, 0, balmer::Purpose::test);
        for (std::size_t i = 0; i < feature_count + 2; ++i) {
            columns_.emplace_back(row_count);
            for (auto& value : columns_.back()) value = draw<Scalar>(data, stream);
        }
        for (auto& value : columns_.back()) value = static_cast<Scalar>(stream.uniform(0, 3));
    }

    /// Valid until the next call of any of these.
    data::Rows<Scalar> rows(std::size_t begin, std::size_t count) {
        return view(count, [begin] { return begin; });
    }
    data::Rows<Scalar> rows() { return rows(0, row_count_); }
    /// Each column has its own start; half of them end at the end of accessible memory.
    data::Rows<Scalar> scattered_rows(std::size_t count, RandomStream& stream) {
        std::size_t const room = row_count_ - count;
        return view(count, [&stream, room] {
            return stream.below(2) == 0 ? room : stream.below(static_cast<std::uint32_t>(room + 1));
        });
    }

private:
    template <class Begin>
    data::Rows<Scalar> view(std::size_t count, Begin begin) {
        pointers_.clear();
        for (auto const& column : columns_) pointers_.push_back(column.data() + begin());
        std::size_t const feature_count = columns_.size() - 2;
        return {{pointers_.data(), feature_count},
                pointers_[feature_count],
                weighted_ ? pointers_.back() : nullptr,
                count};
    }

    /// Features, target, weights.
    std::vector<GuardedArray<Scalar>> columns_;
    std::vector<Scalar const*> pointers_;
    bool weighted_;
    std::size_t row_count_;
};

}  // namespace balmer::eval
