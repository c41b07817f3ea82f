#include "reference.hpp"

#include "balmer/base/error.hpp"

#include "derivative.hpp"

#include <cmath>

namespace balmer::eval {
namespace {

/// A value and its derivative with respect to one constant, if it depends on that constant.
template <class Scalar>
struct Dual {
    Scalar value;
    Scalar slope = 0;
    bool depends = false;
};

/// Evaluates a tree at one row, from the root backwards.
template <class Scalar>
class RowReader {
public:
    /// Derivatives are with respect to constant `seed`. There are none if it is out of range.
    RowReader(expr::Tree const& tree, data::Rows<Scalar> const& rows, std::size_t row,
              std::size_t seed)
        : tree_(tree),
          rows_(rows),
          row_(row),
          seed_(seed),
          nodes_left_(tree.size()),
          constants_left_(tree.constants.size()) {}

    Dual<Scalar> next() {
        expr::Node const node = tree_.nodes[--nodes_left_];
        if (expr::is_leaf(node.op)) return leaf(node);
        return expr::arity(node.op) == 1 ? unary(node.op) : binary(node.op);
    }

private:
    Dual<Scalar> leaf(expr::Node node) {
        if (node.op == expr::Opcode::variable) return {rows_.features[node.feature][row_]};
        std::size_t const index = --constants_left_;
        auto const value = static_cast<Scalar>(tree_.constants[index]);
        return index == seed_ ? Dual<Scalar>{value, 1, true} : Dual<Scalar>{value};
    }

    Dual<Scalar> unary(expr::Opcode op) {
        Dual<Scalar> const x = next();
        return {expr::apply(op, x.value), chain(derivative(op, x.value), x), x.depends};
    }

    Dual<Scalar> binary(expr::Opcode op) {
        Dual<Scalar> const y = next();
        Dual<Scalar> const x = next();
        Partials<Scalar> const partials = derivatives(op, x.value, y.value);
        return {expr::apply(op, x.value, y.value), chain(partials.dx, x) + chain(partials.dy, y),
                x.depends || y.depends};
    }

    /// An argument that does not depend on the constant contributes 0, even if the slope is
    /// infinite.
    static Scalar chain(Scalar outer, Dual<Scalar> inner) {
        return inner.depends ? outer * inner.slope : 0;
    }

    expr::Tree const& tree_;
    data::Rows<Scalar> const& rows_;
    std::size_t row_;
    std::size_t seed_;
    std::size_t nodes_left_;
    std::size_t constants_left_;
};

template <class Scalar>
class ReferenceEvaluator final : public Evaluator<Scalar> {
public:
    std::string_view name() const override { return "reference"; }

    void values(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                std::span<Scalar> values) override {
        BALMER_EXPECT(values.size() == rows.row_count);
        for (std::size_t row = 0; row < rows.row_count; ++row) values[row] = value(tree, rows, row);
    }

    LossSums loss(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                  double squared_error_limit) override {
        LossSums sums;
        for (std::size_t row = 0; row < rows.row_count; ++row) {
            add_row(sums, rows, row, residual(tree, rows, row));
            bool const goes_on = std::isfinite(sums.squared_error_sum) &&
                                 sums.squared_error_sum <= squared_error_limit;
            if (!goes_on) break;
        }
        return sums;
    }

    void normal_equations(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                          NormalEquations& sums) override {
        std::size_t const constant_count = tree.constants.size();
        sums.reset(constant_count);
        std::vector<double> slopes(constant_count);
        for (std::size_t row = 0; row < rows.row_count; ++row) {
            Scalar const r = residual(tree, rows, row);
            add_row(sums.loss, rows, row, r);
            double const w = weight(rows, row);
            for (std::size_t k = 0; k < constant_count; ++k) {
                slopes[k] = RowReader<Scalar>(tree, rows, row, k).next().slope;
                sums.gradient[k] += w * slopes[k] * r;
                for (std::size_t l = 0; l <= k; ++l) {
                    sums.curvature[packed_index(k, l)] += w * slopes[k] * slopes[l];
                }
            }
        }
    }

private:
    static Scalar value(expr::Tree const& tree, data::Rows<Scalar> const& rows, std::size_t row) {
        return RowReader<Scalar>(tree, rows, row, tree.constants.size()).next().value;
    }

    static Scalar residual(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                           std::size_t row) {
        return value(tree, rows, row) - rows.target[row];
    }

    static double weight(data::Rows<Scalar> const& rows, std::size_t row) {
        return rows.weights ? static_cast<double>(rows.weights[row]) : 1.0;
    }

    static void add_row(LossSums& sums, data::Rows<Scalar> const& rows, std::size_t row,
                        double residual) {
        double const w = weight(rows, row);
        sums += {1, w, w * residual * residual};
    }
};

}  // namespace

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_reference_evaluator() {
    return std::make_unique<ReferenceEvaluator<Scalar>>();
}

template std::unique_ptr<Evaluator<float>> make_reference_evaluator();
template std::unique_ptr<Evaluator<double>> make_reference_evaluator();

}  // namespace balmer::eval
