#include "balmer/console/exit_code.hpp"

#include "balmer/parallel/error.hpp"

namespace balmer::console {

ExitCode exit_code_of(std::exception const& error) {
    switch (parallel::fault_of(error)) {
        case parallel::Fault::input:
            return exit_usage;
        case parallel::Fault::data:
            return exit_bad_data;
        case parallel::Fault::other:
            break;
    }
    return exit_failed;
}

}  // namespace balmer::console
