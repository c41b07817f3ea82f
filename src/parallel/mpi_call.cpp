#include "mpi_call.hpp"

#include "balmer/parallel/error.hpp"
#include "balmer/parallel/idle.hpp"

#include <array>
#include <string>

namespace balmer::parallel {

void check(int code, char const* call) {
    if (code == MPI_SUCCESS) return;
    std::array<char, MPI_MAX_ERROR_STRING> text{};
    int length = 0;
    if (MPI_Error_string(code, text.data(), &length) != MPI_SUCCESS) length = 0;
    throw MpiError(call, code, std::string(text.data(), static_cast<std::size_t>(length)));
}

bool is_complete(MPI_Request& request) {
    int complete = 0;
    check(MPI_Test(&request, &complete, MPI_STATUS_IGNORE), "MPI_Test");
    return complete != 0;
}

void wait_asleep(MPI_Request request) {
    Napper napper;
    while (!is_complete(request)) napper.idle();
}

MPI_Comm duplicate(MPI_Comm communicator) {
    MPI_Comm copy = MPI_COMM_NULL;
    check(MPI_Comm_dup(communicator, &copy), "MPI_Comm_dup");
    check(MPI_Comm_set_errhandler(copy, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    return copy;
}

}  // namespace balmer::parallel
