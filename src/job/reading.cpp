#include "balmer/job/reading.hpp"

namespace balmer::job {

Place Reading::place_of(std::string const& key) const {
    auto found = places.find(key);
    if (found == places.end()) found = places.find(key.substr(0, key.find('[')));
    return found == places.end() ? Place{file_name, 0} : found->second;
}

}  // namespace balmer::job
