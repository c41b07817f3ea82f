#include "version_text.hpp"

#include "balmer/base/version.hpp"
#include "balmer/parallel/session.hpp"
#include "balmer/scoring/backend_choice.hpp"

#include <fmt/format.h>

namespace balmer::app {

std::string version_text() {
    // Libraries have the versions of the build; MPI is linked at run time and reports its own.
    return fmt::format("balmer {}\ncommit {}\ncompiler {}\nMPI {}\nbackends {}\n{}", version(),
                       commit(), compiler(), parallel::mpi_library(),
                       scoring::available_backends_text(), BALMER_LIBRARIES);
}

}  // namespace balmer::app
