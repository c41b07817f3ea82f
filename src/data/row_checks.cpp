#include "row_checks.hpp"

#include "balmer/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace balmer::data {
namespace {

constexpr std::size_t reported_places = 5;

}  // namespace

void RowChecks::Fault::add(std::size_t place) {
    if (++count <= reported_places) first_places.push_back(place);
}

std::string RowChecks::Fault::text(bool by_line) const {
    std::string places = counted(count, "row") + " (";
    places += by_line ? "line " : "row ";
    for (std::size_t i = 0; i < first_places.size(); ++i) {
        places += (i == 0 ? "" : ", ") + std::to_string(first_places[i]);
    }
    if (count > first_places.size()) places += ", …";
    return places + (by_line ? ")" : ", counted from 0)");
}

RowChecks::RowChecks(ReadPlan const& plan)
    : plan_(plan),
      checked_slots_(plan.feature_slots),
      faults_(plan.titles.size()),
      bad_fields_(plan.titles.size()),
      bad_field_counts_(plan.titles.size(), 0) {
    checked_slots_.push_back(plan.target_slot);
    if (plan.weight_slot) checked_slots_.push_back(*plan.weight_slot);
    std::sort(checked_slots_.begin(), checked_slots_.end());
    checked_slots_.erase(std::unique(checked_slots_.begin(), checked_slots_.end()),
                         checked_slots_.end());
}

void RowChecks::see(formats::Block const& block, std::span<std::span<double const> const> slots) {
    row_count_ += block.row_count;
    by_line_ = !block.lines.empty();
    for (auto const& field : block.bad_fields) {
        has_bad_fields_ = true;
        if (++bad_field_counts_[field.column] <= reported_places) {
            bad_fields_[field.column].push_back(field);
        }
    }
    for (auto const slot : checked_slots_) {
        bool const is_weight = slot == plan_.weight_slot;
        auto const is_good = [is_weight](double value) {
            return std::isfinite(value) && !(is_weight && value < 0);
        };
        auto const values = slots[slot];
        if (is_weight && !has_weight_) {
            has_weight_ = std::any_of(values.begin(), values.end(),
                                      [](double weight) { return weight != 0; });
        }
        if (std::all_of(values.begin(), values.end(), is_good)) continue;
        for (std::size_t row = 0; row < values.size(); ++row) {
            if (!is_good(values[row])) see_value(block, slot, row, values[row]);
        }
    }
}

void RowChecks::see_value(formats::Block const& block, std::size_t slot, std::size_t row,
                          double value) {
    auto const kind = std::isnan(value)   ? Kind::not_a_number
                      : std::isinf(value) ? Kind::infinite
                                          : Kind::negative;
    faults_[slot][static_cast<std::size_t>(kind)].add(by_line_ ? block.lines[row]
                                                               : block.first_row + row);
}

void RowChecks::report_slot(std::size_t slot, ProblemList& problems) const {
    bool const is_derived = slot >= plan_.file_columns.size();
    auto const& faults = faults_[slot];
    auto const subject = plan_.titles[slot] + " is ";
    std::string const rule =
        is_derived ? " (every value of a feature must be finite). Remove these rows, or write a "
                     "formula that is finite there?"
                   : " (every value that is used must be finite). Remove these rows, or leave the "
                     "column out?";
    if (faults[0].count > 0) problems.add(subject + "NaN in " + faults[0].text(by_line_) + rule);
    if (faults[1].count > 0) {
        problems.add(subject + "infinite in " + faults[1].text(by_line_) + rule);
    }
    if (faults[2].count > 0) {
        problems.add(
            subject + "negative in " + faults[2].text(by_line_) +
            " (a weight is the number of events a row stands for). Remove these rows, or leave "
            "data.weight out?");
    }
}

void RowChecks::report(std::string const& file_name, ProblemList& problems) const {
    for (std::size_t slot = 0; slot < plan_.titles.size(); ++slot) {
        for (auto const& field : bad_fields_[slot]) {
            problems.add(file_name + ":" + std::to_string(field.line) + ": " + plan_.titles[slot] +
                         (field.text.empty() ? " is empty" : " is '" + field.text + "'") +
                         " (a number is needed)");
        }
        auto const more = bad_field_counts_[slot] - bad_fields_[slot].size();
        if (more > 0) {
            problems.add(file_name + ": " + plan_.titles[slot] + " is not a number in " +
                         std::to_string(more) + " more lines");
        }
    }
    for (auto const slot : checked_slots_) {
        bool const is_derived = slot >= plan_.file_columns.size();
        // Fields that are not numbers were read as NaN and are reported above.
        if (has_bad_fields_ && (is_derived || bad_field_counts_[slot] > 0)) continue;
        report_slot(slot, problems);
    }
    if (plan_.weight_slot && !has_weight_ && row_count_ > 0) {
        problems.add(
            "weight " + plan_.titles[*plan_.weight_slot] +
            " is zero in every row (at least one must be positive). Leave data.weight out?");
    }
}

}  // namespace balmer::data
