#include "balmer/report/record.hpp"

namespace balmer::report {

std::vector<std::string> Record::feature_names() const {
    std::vector<std::string> names;
    for (auto const& feature : features) names.push_back(feature.name);
    return names;
}

}  // namespace balmer::report
