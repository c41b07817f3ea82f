#include "balmer/data/event_source.hpp"

#include "balmer/data/source_error.hpp"
#include "balmer/formats/format.hpp"

#include "column_names.hpp"
#include "read_plan.hpp"

#include <algorithm>

namespace balmer::data {
namespace {

/// Opens the file in its format. Adds structural mistakes to `problems`, by job key.
std::unique_ptr<formats::ColumnFile> open(SourceSpec const& spec, SourceProblems& problems) {
    auto const& format = formats::find_format(spec.file);
    formats::MatrixSpec const matrix{.path = spec.matrix, .columns = spec.matrix_columns};
    auto const* const matrix_key = matrix.path.empty() ? "data.matrix_columns" : "data.matrix";
    bool const is_refused =
        !format.has_matrices && !(matrix.path.empty() && matrix.columns.empty());
    if (is_refused) {
        problems.add(matrix_key, "data.matrix '" + matrix.path + "' does not apply to the " +
                                     std::string(format.name) + " file '" + spec.file.string() +
                                     "' (its header names its columns). Remove data.matrix?");
    }
    return problems.under(format.has_matrices ? matrix_key : "data.file", [&](ProblemList& found) {
        return format.open(spec.file, matrix, found);
    });
}

}  // namespace

EventSource::EventSource(SourceSpec const& spec)
    : path_(spec.file), problems_(std::make_unique<SourceProblems>()) {
    try {
        file_ = open(spec, *problems_);
    } catch (DataError const& error) {
        for (auto const& text : error.problems()) problems_->add("data.file", text);
        check_without_file(spec, *problems_);
        problems_->throw_if_any();
    }
}

EventSource::EventSource(EventSource&&) noexcept = default;
EventSource::~EventSource() = default;

bool EventSource::lists_features() const {
    if (!file_->marks_features()) return false;
    auto const is_feature = [](formats::FileColumn const& column) {
        return column.role == formats::Role::feature;
    };
    auto const is_unusable = [&](formats::FileColumn const& column) {
        return is_feature(column) && !column.refusal.empty();
    };
    return std::ranges::any_of(file_->columns(), is_feature) &&
           std::ranges::none_of(file_->columns(), is_unusable);
}

NameMeaning EventSource::meaning_of(std::string const& name) const {
    ColumnNames const names(file_->columns(), path_);
    if (!names.has(name)) return {};
    ProblemList problems;
    NameMeaning meaning{.is_column = true};
    if (!names.find(name, "feature", role_order_of_features, problems)) {
        meaning.refusal = problems.problems().front();
    }
    return meaning;
}

Schema EventSource::schema(SourceSpec const& spec) const {
    auto problems = *problems_;
    return plan_reading(*file_, spec, problems).schema;
}

}  // namespace balmer::data
