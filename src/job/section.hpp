/// \file
/// A section of a job file: its keys, and how each is read, written and explained.
#pragma once

#include "balmer/job/document.hpp"
#include "balmer/job/job.hpp"

#include "values.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace balmer::job {

/// One key with a fixed name.
struct Key {
    std::string name;
    std::string help;
    /// Stores the value, or returns what is wrong with it, worded to follow the key: "is a string
    /// (needs …)".
    std::function<Complaints(Value const&, Job&)> read;
    /// The value as TOML; empty if the key is left out.
    std::function<std::string(Job const&)> write;
};

/// A table whose keys are column names or operators.
struct OpenKeys {
    std::string help;
    std::function<void(Value::Table const&, Job&, PlacedProblems&)> read;
    std::function<std::vector<std::pair<std::string, std::string>>(Job const&)> write;
};

struct Section {
    std::string name;
    std::vector<Key> keys;
    /// Empty functions if the section has fixed keys only.
    OpenKeys open;
};

/// A key whose value is the member of the job that `member(job)` returns.
template <class Member>
Key key(std::string name, Member member, std::string help) {
    return {std::move(name), std::move(help),
            [member](Value const& value, Job& job) { return read_value(value, member(job)); },
            [member](Job const& job) { return write_value(member(job)); }};
}

/// A key that is left out while its value is empty.
template <class Member>
Key optional_key(std::string name, Member member, std::string help) {
    auto result = key(std::move(name), member, std::move(help));
    result.write = [member](Job const& job) {
        return member(job).empty() ? std::string() : write_value(member(job));
    };
    return result;
}

/// Returns a member of the job, const or not.
#define BALMER_JOB_MEMBER(path) \
    [](auto& job) -> auto& { return job.path; }

}  // namespace balmer::job
