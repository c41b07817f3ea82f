#include "interpreter.hpp"

#include "balmer/base/aligned.hpp"
#include "balmer/base/error.hpp"

#include "product_sums.hpp"
#include "program.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace balmer::eval {
namespace {

/// Size of a block of rows, in bytes per column: the buffers and columns of a tree fit in L1.
constexpr std::size_t block_bytes = 1024;
/// Gap between buffers, so that they do not all map to the same cache sets.
constexpr std::size_t buffer_gap_bytes = cache_line_bytes;

template <class Scalar>
constexpr std::size_t block_rows = block_bytes / sizeof(Scalar);
template <class Scalar>
constexpr std::size_t buffer_stride = (block_bytes + buffer_gap_bytes) / sizeof(Scalar);
template <class Scalar>
constexpr std::size_t largest_lane_count = largest_vector_bytes / sizeof(Scalar);

/// A program and the structure that it was compiled from.
struct CachedProgram {
    std::vector<expr::Node> nodes;
    Program program;

    bool is_of(std::span<expr::Node const> other) const {
        return std::equal(nodes.begin(), nodes.end(), other.begin(), other.end());
    }
};

/// A block of rows for the kernels. The last block is copied and padded unless it is whole. Padding
/// repeats the last row, so that it is NaN only if that row is, and has weight 0.
template <class Scalar>
struct Block {
    std::size_t row_count;
    std::size_t vector_count;
    Scalar const* target;
    /// nullptr for weights of 1.
    Scalar const* weights;
};

template <class Scalar>
class Interpreter final : public Evaluator<Scalar> {
public:
    explicit Interpreter(KernelFamily family)
        : kernels_(kernels_of<Scalar>(family)),
          name_(std::string("interpreter (") + kernels_.name + ")") {}

    std::string_view name() const override { return name_; }

    void values(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                std::span<Scalar> values) override {
        BALMER_EXPECT(values.size() == rows.row_count);
        Program const& program = value_program(tree);
        auto to = values.begin();
        for_each_block(program, tree, rows, [&](Block<Scalar> const& block) {
            to = copy_result(slots_[program.result], block, to);
            return true;
        });
    }

    LossSums loss(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                  double squared_error_limit) override {
        LossSums sums;
        Program const& program = value_program(tree);
        for_each_block(program, tree, rows, [&](Block<Scalar> const& block) {
            add_counts(sums, block);
            sums.squared_error_sum += squared_error(slots_[program.result], block);
            return std::isfinite(sums.squared_error_sum) &&
                   sums.squared_error_sum <= squared_error_limit;
        });
        return sums;
    }

    void normal_equations(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                          NormalEquations& sums) override {
        Program const& program = gradient_program(tree);
        sums.reset(program.constant_count);
        std::size_t const column_count = program.constant_count + std::size_t{1};
        products_.start(column_count, kernels_.sum_lane_count);
        columns_.resize(column_count);
        constant_columns_.resize(column_count * buffer_stride<Scalar>);
        for_each_block(program, tree, rows, [&](Block<Scalar> const& block) {
            add_counts(sums.loss, block);
            gather_columns(program);
            kernels_.products(columns_.data(), column_count, block.weights, block.vector_count,
                              products_.lanes());
            return true;
        });
        products_.read(program.columns, sums);
    }

private:
    Program const& value_program(expr::Tree const& tree) {
        if (!value_.is_of(tree.nodes)) {
            value_.nodes.clear();
            compiler_.compile_value(tree.nodes, value_.program);
            value_.nodes.assign(tree.nodes.begin(), tree.nodes.end());
        }
        return value_.program;
    }

    Program const& gradient_program(expr::Tree const& tree) {
        if (!gradient_.is_of(tree.nodes)) {
            gradient_.nodes.clear();
            compiler_.compile_gradient(tree.nodes, gradient_.program);
            gradient_.nodes.assign(tree.nodes.begin(), tree.nodes.end());
        }
        return gradient_.program;
    }

    /// Runs the program block by block until `visit` returns false.
    template <class Visit>
    void for_each_block(Program const& program, expr::Tree const& tree,
                        data::Rows<Scalar> const& rows, Visit visit) {
        prepare(program, tree.constants);
        for (std::size_t start = 0; start < rows.row_count; start += block_rows<Scalar>) {
            bool const is_whole = start + block_rows<Scalar> <= rows.row_count;
            Block<Scalar> const block =
                is_whole ? whole_block(program, rows, start) : padded_block(program, rows, start);
            kernels_.run(program.instructions.data(), program.instructions.size(), slots_.data(),
                         block.vector_count);
            if (!visit(block)) return;
        }
    }

    /// Sets the slots of constants and buffers. Those of features and target change with the block.
    void prepare(Program const& program, std::span<double const> constants) {
        BALMER_EXPECT(constants.size() == program.constant_count);
        slots_.resize(program.slot_count());
        constexpr std::size_t lanes = largest_lane_count<Scalar>;
        constants_.resize((constants.size() + 1) * lanes);
        slots_[Program::one_slot] = broadcast(0, 1);
        for (std::size_t k = 0; k < constants.size(); ++k) {
            slots_[program.first_constant_slot() + k] =
                broadcast(k + 1, static_cast<Scalar>(constants[k]));
        }
        std::size_t const needed = program.buffer_count * buffer_stride<Scalar>;
        if (buffers_.size() < needed) buffers_.resize(needed);
        for (std::size_t i = 0; i < program.buffer_count; ++i) {
            slots_[program.first_buffer_slot() + i] =
                by_row(buffers_.data() + i * buffer_stride<Scalar>);
        }
    }

    Slot<Scalar> broadcast(std::size_t index, Scalar value) {
        Scalar* const lanes = constants_.data() + index * largest_lane_count<Scalar>;
        std::fill_n(lanes, kernels_.lane_count, value);
        return {lanes, 0};
    }

    Slot<Scalar> by_row(Scalar const* data) const {
        return {data, static_cast<std::ptrdiff_t>(kernels_.lane_count)};
    }

    Block<Scalar> whole_block(Program const& program, data::Rows<Scalar> const& rows,
                              std::size_t start) {
        for (std::size_t i = 0; i < program.features.size(); ++i) {
            slots_[Program::first_feature_slot + i] =
                by_row(rows.features[program.features[i]] + start);
        }
        Scalar const* const target = rows.target + start;
        slots_[program.target_slot()] = by_row(target);
        return {block_rows<Scalar>, block_rows<Scalar> / kernels_.lane_count, target,
                rows.weights ? rows.weights + start : nullptr};
    }

    Block<Scalar> padded_block(Program const& program, data::Rows<Scalar> const& rows,
                               std::size_t start) {
        std::size_t const row_count = rows.row_count - start;
        std::size_t const step_rows = kernels_.lane_count * vectors_per_step;
        std::size_t const padded_rows = (row_count + step_rows - 1) / step_rows * step_rows;
        std::size_t const feature_count = program.features.size();
        padded_.resize((feature_count + 2) * buffer_stride<Scalar>);
        auto const pad = [&](std::size_t index, Scalar const* column) {
            Scalar* const to = padded_.data() + index * buffer_stride<Scalar>;
            std::copy_n(column + start, row_count, to);
            std::fill(to + row_count, to + padded_rows, to[row_count - 1]);
            return to;
        };
        for (std::size_t i = 0; i < feature_count; ++i) {
            slots_[Program::first_feature_slot + i] =
                by_row(pad(i, rows.features[program.features[i]]));
        }
        Scalar const* const target = pad(feature_count, rows.target);
        slots_[program.target_slot()] = by_row(target);
        Scalar* const weights = padded_.data() + (feature_count + 1) * buffer_stride<Scalar>;
        if (rows.weights) {
            std::copy_n(rows.weights + start, row_count, weights);
        } else {
            std::fill_n(weights, row_count, Scalar(1));
        }
        std::fill(weights + row_count, weights + padded_rows, Scalar(0));
        return {row_count, padded_rows / kernels_.lane_count, target, weights};
    }

    typename std::span<Scalar>::iterator copy_result(Slot<Scalar> result,
                                                     Block<Scalar> const& block,
                                                     typename std::span<Scalar>::iterator to) {
        if (result.step == 0) return std::fill_n(to, block.row_count, *result.data);
        return std::copy_n(result.data, block.row_count, to);
    }

    double squared_error(Slot<Scalar> function, Block<Scalar> const& block) const {
        return block.weights ? kernels_.weighted_squared_error(function, block.target,
                                                               block.weights, block.vector_count)
                             : kernels_.squared_error(function, block.target, block.vector_count);
    }

    void add_counts(LossSums& sums, Block<Scalar> const& block) const {
        sums.row_count += block.row_count;
        sums.weight_sum += block.weights ? kernels_.sum(block.weights, block.vector_count)
                                         : static_cast<double>(block.row_count);
    }

    void gather_columns(Program const& program) {
        for (std::size_t k = 0; k < program.columns.size(); ++k) {
            columns_[k] = column_of(slots_[program.columns[k].slot], k);
        }
        columns_.back() = column_of(slots_[program.result], program.columns.size());
    }

    /// The block of rows of a slot; a constant is copied to a whole block.
    Scalar const* column_of(Slot<Scalar> slot, std::size_t index) {
        if (slot.step != 0) return slot.data;
        Scalar* const column = constant_columns_.data() + index * buffer_stride<Scalar>;
        return std::fill_n(column, block_rows<Scalar>, *slot.data) - block_rows<Scalar>;
    }

    Kernels<Scalar> const& kernels_;
    std::string name_;
    Compiler compiler_;
    CachedProgram value_;
    CachedProgram gradient_;
    std::vector<Slot<Scalar>> slots_;
    /// The constant 1 and the constants of the tree, each broadcast to one vector.
    AlignedVector<Scalar> constants_;
    AlignedVector<Scalar> buffers_;
    AlignedVector<Scalar> padded_;
    /// Columns of the Jacobian, then the residual.
    std::vector<Scalar const*> columns_;
    AlignedVector<Scalar> constant_columns_;
    ProductSums products_;
};

}  // namespace

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_interpreter(KernelFamily family) {
    return std::make_unique<Interpreter<Scalar>>(family);
}

template std::unique_ptr<Evaluator<float>> make_interpreter(KernelFamily);
template std::unique_ptr<Evaluator<double>> make_interpreter(KernelFamily);

}  // namespace balmer::eval
