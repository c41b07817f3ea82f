/// \file
/// Events of `balmer mt2 --data`: some quantities are columns, others are the same for every event.
#pragma once

#include "balmer/data/columns.hpp"

#include "options.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace balmer::app {

class Mt2EventSource {
public:
    /// Opens --data. Throws InputError for invalid numbers, DataError for the file.
    explicit Mt2EventSource(Mt2CommandOptions const& options);

    std::size_t event_count() const { return file_->row_count(); }

    /// Returns the place of a row: "line 9 of 'e.csv'".
    using Place = std::function<std::string()>;
    /// Calls take(event, place_of) for each event in order, and end_of_block() now and then. Fields
    /// that are not numbers throw DataError, or are NaN with --skip-bad.
    void read(std::function<void(physics::mt2::Event const&, Place const& place_of)> const& take,
              std::function<void()> const& end_of_block) const;

private:
    Mt2CommandOptions const& options_;
    /// Contains the numbers that are the same for every event.
    physics::mt2::Event constants_;
    std::vector<std::string> columns_;
    /// The quantities of the columns.
    std::vector<Mt2Quantity> targets_;
    std::unique_ptr<data::NamedColumns const> file_;
};

}  // namespace balmer::app
