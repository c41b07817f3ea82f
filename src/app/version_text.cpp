#include "balmer/app/version_text.hpp"

#include "balmer/app/evaluator_names.hpp"
#include "balmer/base/version.hpp"
#include "balmer/parallel/session.hpp"

#include <fmt/format.h>

namespace balmer::app {

std::string created_by() { return "balmer " + version(); }

std::string compiler_text() { return BALMER_COMPILER; }

std::string version_text() {
    // Library versions are those of the build; MPI, linked at run time, tells its own.
    return fmt::format("balmer {}\ncommit {}\ncompiler {}\nMPI {}\nbackends {}\n{}", version(),
                       commit(), BALMER_COMPILER, parallel::mpi_library(),
                       available_backends_text(), BALMER_LIBRARIES);
}

}  // namespace balmer::app
