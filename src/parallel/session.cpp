#include "balmer/parallel/session.hpp"

#include "balmer/base/error.hpp"

#include "mpi_call.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>

namespace balmer::parallel {
namespace {

void start_mpi() {
    int level = MPI_THREAD_SINGLE;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &level), "MPI_Init_thread");
    for (MPI_Comm const communicator : {MPI_COMM_WORLD, MPI_COMM_SELF}) {
        check(MPI_Comm_set_errhandler(communicator, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    }
    if (level < MPI_THREAD_FUNNELED) {
        throw InputError(mpi_library() +
                         " was built without threads (MPI_THREAD_FUNNELED is needed). Use another "
                         "MPI library?");
    }
}

/// Rejects processes that each believe to be alone because the launcher belongs to another MPI.
void refuse_silent_singletons(int size, std::optional<Launch> const& launch) {
    if (size > 1 || !launch || !launch->is_many()) return;
    std::string const how_many =
        launch->size ? std::to_string(*launch->size) : std::string("several");
    throw InputError(
        "the launcher started " + how_many + " processes (" + launch->evidence +
        "), but MPI sees one: each would run the whole job separately. Launcher and MPI "
        "library do not match (this program uses " +
        mpi_library() +
        "). Start it with that library's own mpirun, or in SLURM with srun --mpi=pmix "
        "(srun --mpi=list shows the choices)?");
}

}  // namespace

Session::Session()
    : state_(std::make_shared<SessionState>()), exceptions_at_start_(std::uncaught_exceptions()) {
    // Before MPI starts, because Open MPI sets PMIX_RANK itself in a process without a launcher.
    auto const launch = find_own_launch();
    start_mpi();
    try {
        check(MPI_Comm_rank(MPI_COMM_WORLD, &state_->rank), "MPI_Comm_rank");
        check(MPI_Comm_size(MPI_COMM_WORLD, &state_->size), "MPI_Comm_size");
        refuse_silent_singletons(state_->size, launch);
    } catch (InputError const&) {
        MPI_Finalize();  // does not wait: this process is alone
        throw;
    }
}

Session::~Session() {
    if (!state_) return;
    if (std::uncaught_exceptions() > exceptions_at_start_) {
        state_->itself = state_;
        return;
    }
    MPI_Finalize();
    state_->is_finalised = true;
    state_->parked.clear();
}

int Session::rank() const noexcept { return state_->rank; }
int Session::size() const noexcept { return state_->size; }

bool mpi_is_running() noexcept {
    int started = 0;
    int ended = 0;
    MPI_Initialized(&started);
    MPI_Finalized(&ended);
    return started != 0 && ended == 0;
}

std::string mpi_library() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    check(MPI_Get_library_version(text.data(), &length), "MPI_Get_library_version");
    std::string const full(text.data(), static_cast<std::size_t>(length));
    auto name = full.substr(0, full.find_first_of(",\n"));
    // "MPICH Version:\t4.0.2".
    constexpr std::string_view label = " Version:\t";
    if (auto const at = name.find(label); at != std::string::npos)
        name.replace(at, label.size(), " ");
    return name;
}

void abort(int exit_code) noexcept {
    std::cout.flush();
    std::fflush(nullptr);
    if (mpi_is_running()) MPI_Abort(MPI_COMM_WORLD, exit_code);
    std::_Exit(exit_code);
}

}  // namespace balmer::parallel
