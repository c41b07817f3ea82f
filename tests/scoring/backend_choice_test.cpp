#include "balmer/scoring/backend_choice.hpp"

#include "balmer/base/error.hpp"

#include <cstddef>

#include <gtest/gtest.h>

namespace balmer::scoring {
namespace {

using eval::Backend;

std::string refusal_of(std::string const& name) {
    try {
        choose_backend(name);
    } catch (InputError const& error) {
        return error.what();
    }
    return {};
}

bool contains(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

TEST(BackendChoice, AutoIsAutomatic) {
    EXPECT_EQ(choose_backend("auto"), Backend::automatic);
    EXPECT_EQ(choose_backend("automatic"), Backend::automatic);
}

TEST(BackendChoice, EveryBackendIsAcceptedOrRefusedWithTheReason) {
    for (std::size_t i = 1; i < eval::backend_names.size(); ++i) {
        auto const backend = static_cast<Backend>(i);
        std::string const name(eval::name(backend));
        auto const reason = eval::why_unavailable(backend);
        if (reason.empty()) {
            EXPECT_EQ(choose_backend(name), backend);
            continue;
        }
        auto const refusal = refusal_of(name);
        EXPECT_TRUE(contains(refusal, "'" + name + "'")) << refusal;
        EXPECT_TRUE(contains(refusal, reason)) << refusal;
        EXPECT_TRUE(contains(refusal, available_backends_text())) << refusal;
    }
}

TEST(BackendChoice, OtherNamesAreRefusedWithTheNearestOne) {
    auto const refusal = refusal_of("interprter");
    EXPECT_TRUE(contains(refusal, "Did you mean 'interpreter'?")) << refusal;
    EXPECT_TRUE(contains(refusal, "BALMER_BACKEND")) << refusal;
    EXPECT_FALSE(refusal_of("").empty());
}

}  // namespace
}  // namespace balmer::scoring
