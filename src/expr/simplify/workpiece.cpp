#include "workpiece.hpp"

#include "balmer/base/error.hpp"

#include <algorithm>

namespace balmer::expr::simplification {
namespace {

template <class Items>
auto at(Items& items, std::size_t index) {
    return items.begin() + static_cast<std::ptrdiff_t>(index);
}

template <class Items>
void append(Items& to, Items const& from, std::size_t begin, std::size_t end) {
    to.insert(to.end(), at(from, begin), at(from, end));
}

}  // namespace

void Workpiece::start(OperatorSet allowed) {
    allowed_ = allowed;
    changed_ = false;
    built_.nodes.clear();
    built_.constants.clear();
    arguments_.clear();
}

/// Pushes an argument that a rule has written; its root determines its properties.
void Workpiece::push_new(Part const& part) {
    auto const op = root(part).op;
    bool const has_constant =
        arity(op) == 2 && (has_constant_on_the_left(part) || has_constant_on_the_right(part));
    bool const is_sum = op == Opcode::add || op == Opcode::sub;
    bool const is_product = op == Opcode::mul || op == Opcode::div;
    bool const is_negative = op == Opcode::neg;
    arguments_.push_back({part, op == Opcode::constant, is_negative || (is_sum && has_constant),
                          is_negative || op == Opcode::inv || (is_product && has_constant)});
}

bool Workpiece::equal(Part const& left, Part const& right) const {
    if (left.size() != right.size()) return false;
    auto const& nodes = built_.nodes;
    auto const& constants = built_.constants;
    return std::equal(at(nodes, left.begin), at(nodes, left.end), at(nodes, right.begin)) &&
           std::equal(at(constants, left.first_constant), at(constants, left.last_constant),
                      at(constants, right.first_constant));
}

std::pair<Part, Part> Workpiece::arguments(Part const& part) const {
    auto const split = static_cast<std::uint32_t>(subtree(built_.nodes, part.end - 2).begin);
    auto const nodes = std::span<Node const>(built_.nodes).subspan(split, part.end - split);
    auto const split_constant =
        part.last_constant - static_cast<std::uint32_t>(count_constants(nodes));
    return {{part.begin, split, part.first_constant, split_constant},
            {split, part.end - 1, split_constant, part.last_constant}};
}

Workpiece::Piece& Workpiece::new_piece() {
    BALMER_EXPECT(draft_size_ < largest_draft);
    return draft_[draft_size_++];
}

bool Workpiece::finish(bool written, Part const& first) {
    if (!written) {
        draft_size_ = 0;
        return false;
    }
    auto const kept = kept_in_place(first);
    copy_pieces(kept.pieces);
    BALMER_ENSURE(kept.end + copied_.size() <= built_.size() + 1);
    changed_ = changed_ || !is_plain(kept);
    overwrite_numbers(first, kept.pieces);
    built_.nodes.resize(kept.end);
    built_.constants.resize(kept.last_constant);
    append(built_.nodes, copied_.nodes, 0, copied_.nodes.size());
    append(built_.constants, copied_.constants, 0, copied_.constants.size());
    draft_size_ = 0;
    push_new(rest_from(first));
    return true;
}

/// The leading pieces that are already in their final position, including numbers that replace the
/// value of a constant node. Most rewrites of `2*x` or `x + 1` consist of these alone.
Workpiece::Kept Workpiece::kept_in_place(Part const& first) const {
    Kept kept{0, first.begin, first.first_constant};
    for (auto const& piece : draft()) {
        if (kept.end == built_.nodes.size()) break;
        if (piece.kind == Piece::Kind::part) {
            if (piece.part.begin != kept.end) break;
            kept.end = piece.part.end;
            kept.last_constant = piece.part.last_constant;
        } else if (piece.kind == Piece::Kind::number) {
            if (built_.nodes[kept.end].op != Opcode::constant) break;
            ++kept.end;
            ++kept.last_constant;
        } else {
            break;
        }
        ++kept.pieces;
    }
    return kept;
}

void Workpiece::copy_pieces(std::size_t first_piece) {
    copied_.nodes.clear();
    copied_.constants.clear();
    for (auto const& piece : draft().subspan(first_piece)) {
        switch (piece.kind) {
            case Piece::Kind::part:
                append(copied_.nodes, built_.nodes, piece.part.begin, piece.part.end);
                append(copied_.constants, built_.constants, piece.part.first_constant,
                       piece.part.last_constant);
                break;
            case Piece::Kind::number:
                copied_.nodes.push_back({Opcode::constant, 0});
                copied_.constants.push_back(piece.number);
                break;
            case Piece::Kind::op:
                copied_.nodes.push_back({piece.op, 0});
        }
    }
}

/// Whether the draft has the same nodes as if the operator had been appended.
bool Workpiece::is_plain(Kept const& kept) const {
    auto const& copied = copied_.nodes;
    auto const replaced = built_.nodes.size() - kept.end;
    return copied.size() == replaced + 1 && copied.back() == Node{op_, 0} &&
           std::equal(copied.begin(), copied.end() - 1, at(built_.nodes, kept.end));
}

void Workpiece::overwrite_numbers(Part const& first, std::size_t piece_count) {
    auto constant = first.first_constant;
    for (auto const& piece : draft().first(piece_count)) {
        if (piece.kind == Piece::Kind::number) {
            built_.constants[constant++] = piece.number;
        } else {
            constant = piece.part.last_constant;
        }
    }
}

}  // namespace balmer::expr::simplification
