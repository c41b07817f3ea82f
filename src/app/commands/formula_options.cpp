#include "formula_options.hpp"

#include "backend_option.hpp"

#include <CLI/CLI.hpp>

namespace balmer::app {

void add_formula_options(CLI::App& command, FormulaOptions& options) {
    auto& input = options.input;
    command.add_option("--expression", input.expression, "the formula, in terms of column names")
        ->required();
    command.add_option("--data", input.data.file, "events: HDF5, or text with a header line")
        ->type_name("FILE")
        ->required();
    command.add_option("--target", input.data.target, "column that the formula is compared with")
        ->required();
    command
        .add_option("--features", input.data.features,
                    "columns that the formula may use (default: an event file's, or those named)")
        ->delimiter(',');
    command.add_option("--matrix", input.data.matrix, "one N x F dataset of another HDF5 file");
    command.add_option("--matrix-columns", input.data.matrix_columns, "names of its columns")
        ->delimiter(',');
    command.add_option("--weight", input.data.weight, "column of event weights");
    command.add_option("--derived", options.derived,
                       "an additional feature, NAME=FORMULA; may be given several times");
    add_backend_option(command, options.backend);
    command.add_flag("--json", options.json, "print JSON");
}

scoring::FormulaInput input_of(FormulaOptions const& options) {
    auto input = options.input;
    scoring::add_derived(input.data, options.derived);
    return input;
}

}  // namespace balmer::app
