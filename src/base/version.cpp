#include "balmer/base/version.hpp"

#include "balmer_commit.hpp"

namespace balmer {

std::string version() { return BALMER_VERSION; }
std::string commit() { return BALMER_COMMIT; }
std::string created_by() { return "balmer " + version(); }
std::string compiler() { return BALMER_COMPILER; }

}  // namespace balmer
