/// \file
/// All structures of a complexity, one after the other.
#pragma once

#include "balmer/evolve/settings.hpp"
#include "balmer/expr/tree.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace balmer::evolve {

/// Lists every canonical structure over the features, one kind of constant and the operators of the
/// search, within its limits. What is left out has the values of a structure of the same or a lower
/// complexity, for suitable constants; CanonicalForm has the rules.
///
/// The structures of a complexity are found among numbered candidates: an operator with arguments
/// that are canonical themselves. A range of these numbers is a piece of work that any rank can do,
/// and means the same on all of them. Only the structures below the complexity are in memory.
class Enumeration {
public:
    using Visit = std::function<void(expr::Tree const&)>;

    Enumeration(SearchSettings const& settings, std::size_t feature_count);
    ~Enumeration();
    Enumeration(Enumeration&&) noexcept;
    Enumeration& operator=(Enumeration&&) noexcept;

    /// Number of candidates of a complexity >= 1. The first call lists all simpler structures.
    std::uint64_t candidate_count(int complexity);

    /// Visits the canonical structures among the candidates [first, last), in their order. Each
    /// constant is 1.
    void visit(int complexity, std::uint64_t first, std::uint64_t last, Visit const& visit);

    /// Number of canonical structures of a complexity.
    std::uint64_t count(int complexity);

    /// Whether two structures always differ as functions as far as the rules can tell. False if
    /// the limits of the search concern the order of terms: then all orders are listed.
    bool is_without_orders() const;

private:
    struct Levels;
    std::unique_ptr<Levels> levels_;
};

}  // namespace balmer::evolve
