/// \file
/// Checks the values of all rows.
#pragma once

#include "balmer/base/error.hpp"
#include "balmer/formats/column_file.hpp"

#include "read_plan.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace balmer::data {

/// Examines every block of a file once, then reports values that are NaN, infinite or not numbers,
/// negative weights, and weights that are all zero.
class RowChecks {
public:
    /// `plan` must outlive it.
    explicit RowChecks(ReadPlan const& plan);

    /// `slots` contains the values of `block` by slot.
    void see(formats::Block const& block, std::span<std::span<double const> const> slots);

    void report(std::string const& file_name, ProblemList& problems) const;

private:
    /// Number of occurrences, and the first places.
    struct Fault {
        std::size_t count = 0;
        std::vector<std::size_t> first_places = {};

        void add(std::size_t place);
        std::string text(bool by_line) const;
    };
    enum class Kind { not_a_number, infinite, negative };

    void see_value(formats::Block const& block, std::size_t slot, std::size_t row, double value);
    void report_slot(std::size_t slot, ProblemList& problems) const;

    ReadPlan const& plan_;
    std::vector<std::size_t> checked_slots_;
    std::vector<std::array<Fault, 3>> faults_;
    std::vector<std::vector<formats::BadField>> bad_fields_;
    std::vector<std::size_t> bad_field_counts_;
    std::size_t row_count_ = 0;
    bool has_weight_ = false;
    bool by_line_ = false;
    bool has_bad_fields_ = false;
};

}  // namespace balmer::data
