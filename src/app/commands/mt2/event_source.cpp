#include "event_source.hpp"

#include "balmer/base/error.hpp"

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace balmer::app {
namespace {

/// The number in `text`, with an optional sign; nullopt if `text` is not a number.
std::optional<double> number(std::string_view text) {
    bool const has_plus = text.size() > 1 && text[0] == '+' && text[1] != '+' && text[1] != '-';
    auto const* const begin = text.data() + (has_plus ? 1 : 0);
    auto const* const end = text.data() + text.size();
    double value = 0;
    auto const [rest, error] = std::from_chars(begin, end, value);
    if (rest != end || error == std::errc::invalid_argument) return std::nullopt;
    BALMER_VALIDATE(
        error == std::errc(),
        "'" + std::string(text) +
            "' is not a number of double precision (1e-307 to 1e308 in size, or 0). Give "
            "another, or the name of a column?");
    return value;
}

}  // namespace

Mt2EventSource::Mt2EventSource(Mt2CommandOptions const& options) : options_(options) {
    for (std::size_t i = 0; i < mt2_quantities.size(); ++i) {
        if (auto const constant = number(options.sources[i])) {
            mt2_quantities[i].in(constants_) = *constant;
            continue;
        }
        columns_.push_back(options.sources[i]);
        targets_.push_back(mt2_quantities[i]);
    }
    // Numbers of the command line may be invalid, whatever the file contains.
    if (auto const problem = problem_of(constants_); !problem.empty()) {
        throw InputError(problem + ". Give another number, or the name of a column?");
    }
    BALMER_VALIDATE(!columns_.empty(),
                    "every quantity is a number (at least one must be a column of --data). Take "
                    "--event for a single event?");
    file_ = std::make_unique<data::NamedColumns const>(options.data, columns_);
}

void Mt2EventSource::read(
    std::function<void(physics::mt2::Event const&, Place const& place_of)> const& take,
    std::function<void()> const& end_of_block) const {
    file_->read(
        [&](data::ColumnRows const& rows) {
            std::size_t row = 0;
            Place const place_of = [&] {
                return rows.place_of(row) + " of '" + options_.data.string() + "'";
            };
            for (; row < rows.row_count; ++row) {
                auto event = constants_;
                for (std::size_t i = 0; i < targets_.size(); ++i) {
                    targets_[i].in(event) = rows.columns[i][row];
                }
                take(event, place_of);
            }
            end_of_block();
        },
        options_.skip_bad ? data::BadFields::read_as_nan : data::BadFields::refuse);
}

}  // namespace balmer::app
