#include "balmer/data/schema.hpp"

namespace balmer::data {

std::vector<std::string> Schema::feature_names() const {
    std::vector<std::string> names;
    for (auto const& feature : features) names.push_back(feature.name);
    return names;
}

}  // namespace balmer::data
