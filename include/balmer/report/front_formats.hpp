/// \file
/// The formats in which a front can be printed, as a table. A new format is one more entry.
#pragma once

#include "balmer/report/layout.hpp"
#include "balmer/report/record.hpp"

#include <span>
#include <string>
#include <string_view>

namespace balmer::report {

struct FrontFormat {
    /// "json"; also the option of a command that selects it.
    std::string_view name;
    /// One line for the help text.
    std::string_view description;
    /// Formats for programs ignore the layout.
    std::string (*write)(Record const& record, Layout const& layout);
};

/// The first is the default of every command.
std::span<FrontFormat const> front_formats();

/// Throws InputError with near names if no format has this name.
FrontFormat const& find_front_format(std::string_view name);

}  // namespace balmer::report
