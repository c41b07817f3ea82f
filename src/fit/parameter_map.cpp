#include "balmer/fit/parameter_map.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>
#include <numeric>

namespace balmer::fit {

ParameterMap ParameterMap::each_its_own(std::size_t constant_count) {
    ParameterMap map{std::vector<int>(constant_count), constant_count};
    std::iota(map.parameter_of_constant.begin(), map.parameter_of_constant.end(), 0);
    return map;
}

void ParameterMap::apply(std::span<double const> parameters, std::span<double> constants) const {
    BALMER_EXPECT(parameters.size() == parameter_count);
    BALMER_EXPECT(constants.size() == parameter_of_constant.size());
    for (std::size_t i = 0; i < constants.size(); ++i) {
        int const parameter = parameter_of_constant[i];
        if (parameter >= 0) constants[i] = parameters[static_cast<std::size_t>(parameter)];
    }
}

eval::NormalEquations ParameterMap::reduce(eval::NormalEquations const& sums) const {
    BALMER_EXPECT(sums.constant_count() == parameter_of_constant.size());
    eval::NormalEquations reduced;
    reduced.reset(parameter_count);
    reduced.loss = sums.loss;
    for (std::size_t i = 0; i < sums.gradient.size(); ++i) {
        int const parameter = parameter_of_constant[i];
        if (parameter >= 0)
            reduced.gradient[static_cast<std::size_t>(parameter)] += sums.gradient[i];
    }
    reduced.curvature = reduce_matrix(sums.curvature);
    return reduced;
}

std::vector<double> ParameterMap::reduce_matrix(std::span<double const> packed) const {
    std::vector<double> reduced(parameter_count * (parameter_count + 1) / 2, 0.0);
    auto const constant_count = parameter_of_constant.size();
    for (std::size_t i = 0; i < constant_count; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            if (parameter_of_constant[i] < 0 || parameter_of_constant[j] < 0) continue;
            auto const p = static_cast<std::size_t>(parameter_of_constant[i]);
            auto const q = static_cast<std::size_t>(parameter_of_constant[j]);
            double const entry = packed[eval::packed_index(i, j)];
            // Two constants of one parameter contribute twice to its diagonal: as (i, j) and as (j,
            // i).
            reduced[eval::packed_index(std::max(p, q), std::min(p, q))] +=
                p == q && i != j ? 2 * entry : entry;
        }
    }
    return reduced;
}

}  // namespace balmer::fit
