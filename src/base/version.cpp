#include "balmer/base/version.hpp"

#include "balmer_commit.hpp"

namespace balmer {

std::string version() { return BALMER_VERSION; }
std::string commit() { return BALMER_COMMIT; }

}  // namespace balmer
