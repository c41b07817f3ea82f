/// \file
/// Saves numbered checkpoints and reports each result, for runs with a faulty disk:
/// checkpoint_saver DIRECTORY FIRST LAST. Prints one line "NUMBER written|failed PROBLEM" for each.

#include "balmer/checkpoint/store.hpp"

#include "numbered.hpp"

#include <cstdlib>
#include <iostream>

int main(int argument_count, char** arguments) {
    if (argument_count != 4) return 2;
    using namespace balmer::checkpoint;
    Store store(arguments[1]);
    auto const last = static_cast<std::uint32_t>(std::atoi(arguments[3]));
    for (auto number = static_cast<std::uint32_t>(std::atoi(arguments[2])); number <= last;
         ++number) {
        store.save(numbered(number));
        auto const report = store.wait();
        std::cout << number << (report.is_written ? " written " : " failed ") << report.problem
                  << std::endl;
    }
    return 0;
}
