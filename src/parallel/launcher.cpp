#include "balmer/parallel/launcher.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace balmer::parallel {
namespace {

std::optional<int> whole_number(char const* text) {
    if (text == nullptr) return {};
    std::string_view const digits(text);
    int number = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size() || number < 0) return {};
    return number;
}

/// Variables of a launcher. It is present if `sign` is set; `size` and `rank` may still be missing.
struct Trace {
    char const* sign;
    char const* size;
    char const* rank;
};

/// Innermost launcher first: within srun, ranks of mpirun have both kinds of variables.
constexpr std::array traces{
    Trace{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"},
    Trace{"PMI_SIZE", "PMI_SIZE", "PMI_RANK"},
    Trace{"PMIX_RANK", "SLURM_STEP_NUM_TASKS", "PMIX_RANK"},
    Trace{"SLURM_STEP_NUM_TASKS", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID"},
    Trace{"SLURM_STEP_ID", "SLURM_STEP_NUM_TASKS", "SLURM_PROCID"},
};

}  // namespace

std::optional<Launch> find_launch(Environment const& environment) {
    for (auto const& trace : traces) {
        char const* const value = environment(trace.sign);
        if (value == nullptr) continue;
        return Launch{.evidence = std::string(trace.sign) + "=" + value,
                      .size = whole_number(environment(trace.size)),
                      .rank = whole_number(environment(trace.rank))};
    }
    return {};
}

std::optional<Launch> find_own_launch() {
    return find_launch([](char const* name) { return std::getenv(name); });
}

bool under_launcher() { return find_own_launch().has_value(); }

std::optional<int> launcher_size() {
    auto const launch = find_own_launch();
    return launch ? launch->size : 1;
}

}  // namespace balmer::parallel
