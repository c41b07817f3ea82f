#include "emitted_evaluator.hpp"

#include "balmer/base/aligned.hpp"
#include "balmer/base/error.hpp"

#include "code_cache.hpp"
#include "eval/kernel_family.hpp"
#include "eval/product_sums.hpp"
#include "executable_memory.hpp"
#include "frame_memory.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace balmer::eval::jit {
namespace {

/// Rows between two checks of the limit of a loss.
constexpr std::size_t loss_chunk_rows = 2048;

constexpr KernelFamily family_of(InstructionSet set) {
    return set == InstructionSet::avx512 ? KernelFamily::avx512 : KernelFamily::avx2;
}

template <class Scalar>
class EmittedEvaluator final : public Evaluator<Scalar> {
public:
    explicit EmittedEvaluator(InstructionSet set)
        : name_(set == InstructionSet::avx512 ? "emitted code (avx512)" : "emitted code (avx2)"),
          kernels_(kernels_of<Scalar>(family_of(set))),
          memory_(set),
          cache_(memory_.kind(), memory_.layout()) {}

    std::string_view name() const override { return name_; }

    void values(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                std::span<Scalar> values) override {
        BALMER_EXPECT(values.size() == rows.row_count);
        CompiledFunction const& function = prepare(tree, Purpose::values);
        set_rows(rows);
        std::size_t const whole = whole_rows(rows);
        set_output(values.data(), 0);
        run(function, 0, whole);
        if (whole == rows.row_count) return;
        set_tail(function, rows, whole);
        tail_values_.resize(lane_count());
        set_output(tail_values_.data(), 0);
        run(function, 0, lane_count());
        std::copy_n(tail_values_.data(), rows.row_count - whole, values.data() + whole);
    }

    LossSums loss(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                  double squared_error_limit) override {
        LossSums sums;
        CompiledFunction const& function =
            prepare(tree, rows.weights ? Purpose::weighted_loss : Purpose::loss);
        set_rows(rows);
        std::size_t const whole = whole_rows(rows);
        auto const goes_on = [&] {
            return std::isfinite(sums.squared_error_sum) &&
                   sums.squared_error_sum <= squared_error_limit;
        };
        for (std::size_t start = 0; start < whole; start += loss_chunk_rows) {
            std::size_t const end = std::min(whole, start + loss_chunk_rows);
            clear_sums();
            run(function, start, end);
            add_sums(sums, end - start, lane_count(), rows.weights != nullptr);
            if (!goes_on()) return sums;
        }
        if (whole < rows.row_count) {
            set_tail(function, rows, whole);
            clear_sums();
            run(function, 0, lane_count());
            // A single vector: each lane is a row.
            add_sums(sums, rows.row_count - whole, rows.row_count - whole, rows.weights != nullptr);
        }
        return sums;
    }

    void normal_equations(expr::Tree const& tree, data::Rows<Scalar> const& rows,
                          NormalEquations& sums) override {
        CompiledFunction const& function = prepare(tree, Purpose::columns);
        sums.reset(function.constant_count);
        std::size_t const column_count = function.constant_count + std::size_t{1};
        products_.start(column_count, kernels_.sum_lane_count);
        place_columns(function);
        set_rows(rows);
        std::size_t const whole = whole_rows(rows);
        constexpr std::size_t block_rows = stored_column_bytes / sizeof(Scalar);
        for (std::size_t start = 0; start < whole; start += block_rows) {
            std::size_t const count = std::min(whole - start, block_rows);
            run_columns(function, rows, start, count);
            add_products(rows.weights ? rows.weights + start : nullptr, count, sums.loss);
            sums.loss.row_count += count;
        }
        if (whole < rows.row_count) {
            // Padding has weight 0.
            data::Rows<Scalar> const tail = set_tail(function, rows, whole);
            run_columns(function, tail, 0, lane_count());
            add_products(tail.weights, lane_count(), sums.loss);
            sums.loss.row_count += rows.row_count - whole;
        }
        if (rows.weights == nullptr) {
            sums.loss.weight_sum = static_cast<double>(sums.loss.row_count);
        }
        products_.read(function.columns, sums);
    }

private:
    CompiledFunction const& prepare(expr::Tree const& tree, Purpose purpose) {
        CompiledFunction const& function = cache_.function(tree.nodes, purpose);
        BALMER_EXPECT(tree.constants.size() == function.constant_count);
        memory_.set_constants(tree.constants, function.table_vectors);
        return function;
    }

    std::size_t lane_count() const { return kernels_.lane_count; }

    /// Number of rows in whole vectors.
    std::size_t whole_rows(data::Rows<Scalar> const& rows) const {
        return rows.row_count / lane_count() * lane_count();
    }

    void set_rows(data::Rows<Scalar> const& rows) {
        Frame& frame = memory_.frame();
        frame.columns = rows.features.data();
        frame.target = rows.target;
        frame.weights = rows.weights;
    }

    /// Sets the output so that row `first_row` is stored at `to`.
    void set_output(Scalar* to, std::size_t first_row) {
        memory_.frame().output = reinterpret_cast<std::uintptr_t>(to) - first_row * sizeof(Scalar);
    }

    void run(CompiledFunction const& function, std::size_t begin_row, std::size_t end_row) {
        if (begin_row == end_row) return;
        Frame& frame = memory_.frame();
        frame.begin = begin_row * sizeof(Scalar);
        frame.end = end_row * sizeof(Scalar);
        function.run(&frame);
    }

    /// Copies the rows from `start` on, fewer than a vector has lanes, to a padded vector. Padding
    /// repeats the last row, so that it is NaN only if that row is, and has weight 0.
    data::Rows<Scalar> set_tail(CompiledFunction const& function, data::Rows<Scalar> const& rows,
                                std::size_t start) {
        std::size_t const step = lane_count();
        std::size_t const count = rows.row_count - start;
        tail_.resize((function.features.size() + 2) * step);
        tail_columns_.resize(rows.features.size());
        Scalar* to = tail_.data();
        auto const pad = [&](Scalar const* column) {
            std::copy_n(column + start, count, to);
            std::fill(to + count, to + step, to[count - 1]);
            return std::exchange(to, to + step);
        };
        for (auto const feature : function.features) {
            tail_columns_[feature] = pad(rows.features[feature]);
        }
        Scalar const* const target = pad(rows.target);
        Scalar* const weights = to;
        if (rows.weights) {
            std::copy_n(rows.weights + start, count, weights);
        } else {
            std::fill_n(weights, count, Scalar(1));
        }
        std::fill(weights + count, weights + step, Scalar(0));
        data::Rows<Scalar> const tail{tail_columns_, target, weights, step};
        set_rows(tail);
        return tail;
    }

    void clear_sums() {
        memory_.frame().squared_error_sums.fill(0);
        memory_.frame().weight_sums.fill(0);
    }

    /// Adds the first `lane_count` lanes of the frame to the sums.
    void add_sums(LossSums& sums, std::size_t row_count, std::size_t lane_count, bool weighted) {
        Frame const& frame = memory_.frame();
        auto const total = [lane_count](auto const& lanes) {
            return std::accumulate(lanes.begin(),
                                   lanes.begin() + static_cast<std::ptrdiff_t>(lane_count), 0.0);
        };
        sums.row_count += row_count;
        sums.squared_error_sum += total(frame.squared_error_sums);
        sums.weight_sum += weighted ? total(frame.weight_sums) : static_cast<double>(row_count);
    }

    Scalar* stored_column(std::size_t index) {
        return stored_.data() + index * (stored_column_stride / sizeof(Scalar));
    }

    /// Sets the addresses of the stored columns, and fills those that are constant.
    void place_columns(CompiledFunction const& function) {
        std::size_t const count = function.constant_count + std::size_t{1};
        stored_.resize(count * stored_column_stride / sizeof(Scalar));
        columns_.resize(count);
        for (std::size_t k = 0; k < count; ++k) columns_[k] = stored_column(k);
        for (std::size_t k = 0; k < function.columns.size(); ++k) {
            eval::Operand const operand = function.columns[k].slot;
            if (operand == Column::stored || kind_of(operand) == OperandKind::feature) continue;
            BALMER_EXPECT(kind_of(operand) != OperandKind::target);
            Scalar const value = kind_of(operand) == OperandKind::one
                                     ? Scalar(1)
                                     : memory_.constant(index_of(operand));
            std::fill_n(stored_column(k), stored_column_bytes / sizeof(Scalar), value);
        }
    }

    /// Computes the columns of rows [start, start + count).
    void run_columns(CompiledFunction const& function, data::Rows<Scalar> const& rows,
                     std::size_t start, std::size_t count) {
        set_output(stored_.data(), start);
        run(function, start, start + count);
        for (std::size_t k = 0; k < function.columns.size(); ++k) {
            eval::Operand const operand = function.columns[k].slot;
            if (kind_of(operand) != OperandKind::feature) continue;
            columns_[k] = rows.features[function.features[index_of(operand)]] + start;
        }
    }

    void add_products(Scalar const* weights, std::size_t row_count, LossSums& sums) {
        std::size_t const vectors = row_count / lane_count();
        kernels_.products(columns_.data(), columns_.size(), weights, vectors, products_.lanes());
        if (weights) {
            sums.weight_sum += sum_of(weights, row_count);
        }
    }

    /// `row_count` is a multiple of the lane count.
    double sum_of(Scalar const* weights, std::size_t row_count) const {
        std::size_t const whole_steps =
            row_count / lane_count() / vectors_per_step * vectors_per_step;
        Scalar const* const rest = weights + whole_steps * lane_count();
        return kernels_.sum(weights, whole_steps) + std::accumulate(rest, weights + row_count, 0.0);
    }

    std::string name_;
    Kernels<Scalar> const& kernels_;
    FrameMemory<Scalar> memory_;
    CodeCache cache_;
    AlignedVector<Scalar> tail_;
    std::vector<Scalar const*> tail_columns_;
    AlignedVector<Scalar> tail_values_;
    /// Columns of a block that the code stores.
    AlignedVector<Scalar> stored_;
    /// Columns of the Jacobian, then the residual.
    std::vector<Scalar const*> columns_;
    ProductSums products_;
};

}  // namespace

std::string why_unavailable(InstructionSet set) {
    if (!is_supported(family_of(set))) {
        return set == InstructionSet::avx512 ? "this processor has no AVX-512 (F, DQ, BW, VL)"
                                             : "this processor has no AVX2 and FMA";
    }
    return why_no_executable_memory();
}

template <class Scalar>
std::unique_ptr<Evaluator<Scalar>> make_emitted_evaluator(InstructionSet set) {
    BALMER_EXPECT(why_unavailable(set).empty());
    return std::make_unique<EmittedEvaluator<Scalar>>(set);
}

template std::unique_ptr<Evaluator<float>> make_emitted_evaluator(InstructionSet);
template std::unique_ptr<Evaluator<double>> make_emitted_evaluator(InstructionSet);

}  // namespace balmer::eval::jit
