/// \file
/// Columns of an event file from rows of any type.
#pragma once

#include "balmer/formats/event_file.hpp"
#include "balmer/physics/four_vector.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace balmer::physics {

/// Appends columns of values of `rows` to `columns`. Both must outlive the writer.
template <class Row>
class ColumnWriter {
public:
    ColumnWriter(std::vector<formats::EventColumn>& columns, std::vector<Row> const& rows)
        : columns_(columns), rows_(rows) {}

    template <class ValueOf>
    void add(std::string name, std::string unit, std::string description, ValueOf const& value_of) {
        formats::EventColumn column{std::move(name), std::move(unit), std::move(description), {}};
        column.values.reserve(rows_.size());
        for (auto const& row : rows_) column.values.push_back(value_of(row));
        columns_.push_back(std::move(column));
    }

    /// NAME_e, NAME_px, NAME_py, NAME_pz; `momentum_of(row)` is a FourVector.
    template <class MomentumOf>
    void add_momentum(std::string const& name, std::string const& particle,
                      MomentumOf const& momentum_of) {
        using Component = std::pair<char const*, double FourVector::*>;
        for (auto const& [suffix, component] :
             {Component{"e", &FourVector::e}, Component{"px", &FourVector::px},
              Component{"py", &FourVector::py}, Component{"pz", &FourVector::pz}}) {
            add(name + "_" + suffix, "GeV", std::string(suffix) + " of the " + particle,
                [&, component = component](Row const& row) { return momentum_of(row).*component; });
        }
    }

private:
    std::vector<formats::EventColumn>& columns_;
    std::vector<Row> const& rows_;
};

}  // namespace balmer::physics
