#include "balmer/parallel/flush.hpp"

#include "balmer/base/stopwatch.hpp"
#include "balmer/parallel/idle.hpp"

namespace balmer::parallel {

bool flush(Mailbox& mailbox, double timeout_s) {
    Stopwatch const waited;
    Napper napper;
    while (mailbox.unsent_count() > 0) {
        if (waited.elapsed_s() >= timeout_s) return false;
        napper.idle();
    }
    return true;
}

}  // namespace balmer::parallel
