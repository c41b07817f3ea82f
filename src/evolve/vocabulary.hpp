/// \file
/// The operators and features of a search.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/evolve/settings.hpp"
#include "balmer/expr/opcode.hpp"

#include <array>
#include <cstddef>

namespace balmer::evolve {

/// Distinct operators in the order of the job. Allocates nothing, so it can be built in each cycle.
class OperatorList {
public:
    void push_back(expr::Opcode op) {
        BALMER_EXPECT(size_ < operators_.size());
        operators_[size_++] = op;
    }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    expr::Opcode operator[](std::size_t index) const { return operators_[index]; }
    expr::Opcode const* begin() const { return operators_.data(); }
    expr::Opcode const* end() const { return operators_.data() + size_; }

private:
    std::array<expr::Opcode, expr::opcode_count> operators_{};
    std::size_t size_ = 0;
};

/// Operators by arity, and the number of features.
struct Vocabulary {
    OperatorList unary;
    OperatorList binary;
    std::size_t feature_count = 0;

    Vocabulary(SearchSettings const& settings, std::size_t features);

    std::size_t operator_count() const { return unary.size() + binary.size(); }
};

}  // namespace balmer::evolve
