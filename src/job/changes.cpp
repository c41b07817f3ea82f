#include "balmer/job/changes.hpp"

#include "keys.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace balmer::job {
namespace {

void compare_section(Section const& section, Job const& before, Job const& now,
                     std::vector<Change>& changes) {
    auto const values_now = values_of(section, now);
    std::map<std::string, std::string> left;
    for (auto const& [key, value] : values_now) left.emplace(key, value);
    for (auto const& [key, value] : values_of(section, before)) {
        auto const found = left.find(key);
        if (found == left.end()) {
            changes.push_back({key, value, ""});
        } else {
            if (found->second != value) changes.push_back({key, value, found->second});
            left.erase(found);
        }
    }
    for (auto const& [key, value] : values_now) {
        if (left.count(key) != 0) changes.push_back({key, "", value});
    }
}

std::vector<expr::Opcode> sorted(std::vector<expr::Opcode> operators) {
    std::ranges::sort(operators);
    return operators;
}

/// Returns true if the key appeared or disappeared with an operator.
bool follows_operators(Change const& change) {
    bool const is_of_operators = change.key.starts_with("search.complexity.") ||
                                 change.key.starts_with("search.constraints.") ||
                                 change.key.starts_with("search.nesting.");
    return is_of_operators && (change.before.empty() || change.now.empty());
}

}  // namespace

std::vector<Change> compare_jobs(Job const& before, Job const& now) {
    std::vector<Change> changes;
    for (auto const& section : job_sections()) compare_section(section, before, now, changes);
    if (sorted(before.search.operators) != sorted(now.search.operators)) {
        std::erase_if(changes, follows_operators);
    }
    return changes;
}

bool may_change(std::string const& key) {
    return key == "search.iterations" || key == "search.stop_at_loss" || key == "data.file" ||
           key.starts_with("run.");
}

std::string describe(Change const& change) {
    auto const text = [](std::string const& value) { return value.empty() ? "not set" : value; };
    return fmt::format("{} was {}, is {}", change.key, text(change.before), text(change.now));
}

}  // namespace balmer::job
