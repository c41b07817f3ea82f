#include "balmer/evolve/enumeration.hpp"

#include "balmer/base/error.hpp"
#include "balmer/expr/constraints.hpp"

#include "evolve/canonical.hpp"
#include "evolve/vocabulary.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace balmer::evolve {
namespace {

/// Half-open range of pieces of one complexity.
struct Level {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    std::uint64_t size() const { return end - begin; }
};

/// Candidates with the same root and arguments from the same levels.
struct Block {
    expr::Opcode op = expr::Opcode::constant;
    Level left;
    Level right;
    std::uint64_t count = 0;
};

}  // namespace

struct Enumeration::Levels {
    SearchSettings settings;
    Vocabulary vocabulary;
    std::vector<Piece> pieces;
    /// Indexed by complexity; the ones that are listed.
    std::vector<Level> levels{Level{}};
    CanonicalForm form;
    expr::Tree tree;

    Levels(SearchSettings const& search, std::size_t feature_count)
        : settings(search), vocabulary(settings, feature_count), form(settings, pieces) {}

    int weight(expr::Opcode op) const { return settings.complexity_weights[op]; }

    /// Operators in blocks; needs all lower levels. Leaves form blocks of one level.
    std::vector<Block> blocks(int complexity) const {
        std::vector<Block> result;
        auto const leaves = [&](expr::Opcode op, std::uint64_t count) {
            if (weight(op) == complexity) result.push_back({op, {}, {}, count});
        };
        leaves(expr::Opcode::constant, 1);
        leaves(expr::Opcode::variable, vocabulary.feature_count);
        for (auto const op : vocabulary.unary) {
            auto const argument = complexity - weight(op);
            if (argument < 1) continue;
            auto const& level = levels[static_cast<std::size_t>(argument)];
            result.push_back({op, level, {}, level.size()});
        }
        for (auto const op : vocabulary.binary) {
            auto const arguments = complexity - weight(op);
            for (int first = 1; first < arguments; ++first) {
                auto const& left = levels[static_cast<std::size_t>(first)];
                auto const& right = levels[static_cast<std::size_t>(arguments - first)];
                result.push_back({op, left, right, left.size() * right.size()});
            }
        }
        return result;
    }

    std::optional<Piece> piece_of(Block const& block, std::uint64_t index) const {
        if (expr::is_leaf(block.op)) {
            return CanonicalForm::leaf({block.op, static_cast<std::uint16_t>(index)},
                                       weight(block.op));
        }
        if (expr::arity(block.op) == 1) {
            return form.join(block.op, block.left.begin + static_cast<std::uint32_t>(index));
        }
        auto const right_count = block.right.size();
        return form.join(block.op,
                         block.left.begin + static_cast<std::uint32_t>(index / right_count),
                         block.right.begin + static_cast<std::uint32_t>(index % right_count));
    }

    void append_nodes(Piece const& piece) {
        if (piece.left != Piece::none) append_nodes(pieces[piece.left]);
        if (piece.right != Piece::none) append_nodes(pieces[piece.right]);
        tree.nodes.push_back({piece.op, piece.feature});
        if (piece.op == expr::Opcode::constant) tree.constants.push_back(1.0);
    }

    /// Passes each canonical piece to `take`, with its tree in `tree`.
    template <class Take>
    void scan(int complexity, std::uint64_t first, std::uint64_t last, Take const& take) {
        std::uint64_t begin = 0;
        for (auto const& block : blocks(complexity)) {
            auto const from = std::clamp(first, begin, begin + block.count);
            auto const to = std::clamp(last, begin, begin + block.count);
            for (auto index = from; index < to; ++index) {
                auto const piece = piece_of(block, index - begin);
                if (!piece) continue;
                tree.nodes.clear();
                tree.constants.clear();
                append_nodes(*piece);
                if (expr::is_legal(tree, settings.constraints, settings.complexity_weights)) {
                    take(*piece);
                }
            }
            begin += block.count;
        }
    }

    std::uint64_t candidate_count(int complexity) const {
        std::uint64_t sum = 0;
        for (auto const& block : blocks(complexity)) sum += block.count;
        return sum;
    }

    /// Lists all structures below `complexity`.
    void list_below(int complexity) {
        BALMER_EXPECT(complexity >= 1);
        while (static_cast<int>(levels.size()) < complexity) {
            auto const next = static_cast<int>(levels.size());
            auto const begin = static_cast<std::uint32_t>(pieces.size());
            std::vector<Piece> found;
            scan(next, 0, candidate_count(next),
                 [&](Piece const& piece) { found.push_back(piece); });
            pieces.insert(pieces.end(), found.begin(), found.end());
            levels.push_back({begin, static_cast<std::uint32_t>(pieces.size())});
        }
    }
};

Enumeration::Enumeration(SearchSettings const& settings, std::size_t feature_count)
    : levels_(std::make_unique<Levels>(settings, feature_count)) {}
Enumeration::~Enumeration() = default;
Enumeration::Enumeration(Enumeration&&) noexcept = default;
Enumeration& Enumeration::operator=(Enumeration&&) noexcept = default;

std::uint64_t Enumeration::candidate_count(int complexity) {
    levels_->list_below(complexity);
    return levels_->candidate_count(complexity);
}

void Enumeration::visit(int complexity, std::uint64_t first, std::uint64_t last,
                        Visit const& visit) {
    levels_->list_below(complexity);
    levels_->scan(complexity, first, last, [&](Piece const&) { visit(levels_->tree); });
}

std::uint64_t Enumeration::count(int complexity) {
    std::uint64_t count = 0;
    visit(complexity, 0, candidate_count(complexity), [&](expr::Tree const&) { ++count; });
    return count;
}

bool Enumeration::is_without_orders() const { return levels_->form.holds_all_rules(); }

}  // namespace balmer::evolve
