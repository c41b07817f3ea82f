/// \file
/// A job text as read: the job, its mistakes, and where each key was given.
#pragma once

#include "balmer/job/document.hpp"
#include "balmer/job/job.hpp"

#include <map>
#include <set>
#include <string>

namespace balmer::job {

/// A job text, read as far as possible in spite of its mistakes.
struct Reading {
    Job job;
    PlacedProblems problems;
    /// Where each key was given: "search.seed", "data.features[2]", "search.nesting.sin.cos".
    std::map<std::string, Place> places;
    /// Keys that are missing or could not be read; the job has their defaults.
    std::set<std::string> refused;

    /// The place of a key; for an element whose place is unknown, that of its array; for a key that
    /// was not given, the file.
    Place place_of(std::string const& key) const;
    std::string file_name;
};

}  // namespace balmer::job
