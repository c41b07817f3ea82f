#include "balmer/job/job_file.hpp"

#include <gtest/gtest.h>

namespace balmer::job {
namespace {

using Lines = std::vector<std::string>;

constexpr char const* good = R"([data]
file = "wbf.h5"
target = "score"
)";

Lines problems_of(std::string const& text, Lines const& overrides = {}) {
    return read_job(text, "job.toml", overrides).problems.problems();
}

Job job_of(std::string const& text, Lines const& overrides = {}) {
    auto reading = read_job(text, "job.toml", overrides);
    EXPECT_EQ(reading.problems.problems(), Lines{});
    return reading.job;
}

TEST(ReadJob, KeysThatAreNotGivenHaveDefaults) {
    auto const job = job_of(good);
    EXPECT_EQ(job.data.file, "wbf.h5");
    EXPECT_EQ(job.data.target, "score");
    evolve::SearchSettings search;
    search.exhaustive_complexity = evolve::exhaustive_auto;
    EXPECT_EQ(job.search, search);
}

TEST(ReadJob, ReadsEverySection) {
    auto const job = job_of(R"toml([data]
file = "f.h5"
target = "t"
features = ["a", "s_phi"]
weight = "w"
[data.derived]
s_phi = "sin(phi)"
c_phi = "cos(phi)"
[search]
operators = ["+", "sin", "^", "square", "/", "*"]
max_complexity = 12
islands = 3
seed = 9223372036854775807
deterministic = true
[search.annealing]
rule = "absolute"
alpha = 2
[search.mutations]
rotate = 0.25
[search.constraints]
square = 5
"/" = [-1, 9]
"*" = 7
[search.nesting]
sin = { sin = 0, "*" = 2 }
[search.complexity]
sin = 2
constant = 3
[search.optimise]
offspring_rows = 0
[run]
directory = "runs/x"
max_hours = 0.5
)toml");
    using expr::Opcode;
    EXPECT_EQ(job.data.features, (Lines{"a", "s_phi"}));
    EXPECT_EQ(job.data.weight, "w");
    ASSERT_EQ(job.data.derived.size(), 2u);
    EXPECT_EQ(job.data.derived[0].first, "s_phi");
    EXPECT_EQ(job.search.operators,
              (std::vector<Opcode>{Opcode::add, Opcode::sin, Opcode::pow, Opcode::square,
                                   Opcode::div, Opcode::mul}));
    EXPECT_EQ(job.search.constraints.max_complexity, 12);
    EXPECT_EQ(job.search.island_count, 3u);
    EXPECT_EQ(job.search.seed, 9223372036854775807u);
    EXPECT_TRUE(job.search.deterministic);
    EXPECT_EQ(job.search.annealing.rule, evolve::AcceptanceRule::absolute);
    EXPECT_EQ(job.search.annealing.alpha, 2.0);
    EXPECT_EQ(job.search.mutation_weights[6], 0.25);
    auto const& arguments = job.search.constraints.arguments;
    EXPECT_EQ(arguments[expr::index_of(Opcode::square)], (expr::ArgumentLimits{5}));
    EXPECT_EQ(arguments[expr::index_of(Opcode::div)], (expr::ArgumentLimits{-1, 9}));
    EXPECT_EQ(arguments[expr::index_of(Opcode::mul)], (expr::ArgumentLimits{7, 7}));
    EXPECT_EQ(job.search.constraints.nesting,
              (std::vector<expr::NestingLimit>{{Opcode::sin, Opcode::sin, 0},
                                               {Opcode::sin, Opcode::mul, 2}}));
    EXPECT_EQ(job.search.complexity_weights[Opcode::sin], 2);
    EXPECT_EQ(job.search.complexity_weights[Opcode::constant], 3);
    EXPECT_EQ(job.search.optimise.offspring_rows, 0u);
    EXPECT_EQ(job.run.directory, "runs/x");
    EXPECT_EQ(job.run.max_hours, 0.5);
}

TEST(ReadJob, ThePresetIsAppliedBeforeAllOtherKeys) {
    auto const job = job_of(std::string(good) + "[search]\nislands = 7\npreset = \"lhc2021\"\n");
    auto expected = evolve::lhc2021({});
    expected.island_count = 7;
    EXPECT_EQ(job.search, expected);
}

TEST(ReadJob, IslandsAreANumberOrAuto) {
    auto const text = std::string(good) + "[search]\n";
    EXPECT_TRUE(job_of(text).chooses_islands);
    EXPECT_TRUE(job_of(text, {"search.islands=auto"}).chooses_islands);
    EXPECT_FALSE(job_of(text + "preset = \"lhc2021\"\n").chooses_islands);
    EXPECT_TRUE(job_of(text + "preset = \"lhc2021\"\nislands = \"auto\"\n").chooses_islands);
    for (auto const* wrong : {"true", "16.0", "[\"auto\"]", "\"many\""}) {
        auto const problems = problems_of(text + "islands = " + wrong + "\n");
        ASSERT_EQ(problems.size(), 1u) << wrong;
        EXPECT_NE(problems[0].find("needs a whole number or \"auto\""), std::string::npos) << wrong;
    }
    auto const seven = job_of(text + "islands = 7\n");
    EXPECT_FALSE(seven.chooses_islands);
    EXPECT_EQ(seven.search.island_count, 7u);
    for (auto const& job : {seven, job_of(text)}) {
        EXPECT_EQ(read_job(write_job(job), "again").job, job);
    }
}

TEST(ReadJob, OverridesWin) {
    auto const text = std::string(good) + "[search]\nseed = 1\n";
    EXPECT_EQ(job_of(text, {"search.seed=2", "search.seed=3"}).search.seed, 3u);
}

TEST(ReadJob, ReportsEveryMistakeWithItsLine) {
    auto const problems = problems_of(R"([data]
file = 7
taget = "score"
[data.derived]
s = 1
[search]
operators = ["+", "sine", "+"]
max_complexity = 0
iteratons = 3
islands = -1
seed = 1.5
alpha = 3
preset = "lhc"
[search.annealing]
rule = "absolut"
[search.mutations]
rotat = 1
[search.constraints]
sqare = 5
sin = [1, 2]
"*" = -2
[search.nesting]
sin = 0
cos = { tann = 1 }
[search.complexity]
sin = 0
[runn]
directory = "x"
)");
    Lines const expected = {
        "job.toml:2: data.file is a whole number (needs a string)",
        "job.toml:3: unknown key 'taget' in [data]. Did you mean 'target'?",
        "job.toml:5: data.derived.s is a whole number (needs a string)",
        "job.toml:7: search.operators names the unknown operator 'sine' (known: + - * / pow min "
        "max neg square cube sqrt abs sin cos tan asin acos atan exp log tanh inv). Did you mean "
        "'sin'?",
        "job.toml:7: search.operators names '+' twice (each operator counts once)",
        "job.toml:8: search.max_complexity = 0 (must be between 1 and 1000)",
        "job.toml:9: unknown key 'iteratons' in [search]. Did you mean 'iterations'?",
        "job.toml:10: search.islands is -1 (needs a whole number from 0 to 4294967295)",
        "job.toml:11: search.seed is a number (needs a whole number)",
        "job.toml:12: unknown key 'alpha' in [search]. It belongs in [search.annealing]",
        "job.toml:13: search.preset is not known (needs \"lhc2021\")",
        "job.toml:15: search.annealing.rule is 'absolut' (needs one of 'absolute', 'relative', "
        "'none'). Did you mean 'absolute'?",
        "job.toml:17: unknown key 'rotat' in [search.mutations]. Did you mean 'rotate'?",
        "job.toml:19: unknown operator 'sqare' (known: + - * / pow min max neg square cube sqrt "
        "abs sin cos tan asin acos atan exp log tanh inv). Did you mean 'square'? Key of "
        "[search.constraints]",
        "job.toml:20: search.constraints.sin is an array of 2 (needs one number, or [left, right] "
        "for an operator of two arguments)",
        "job.toml:21: search.constraints.\"*\" is -2 (needs 0 or more; -1: no limit)",
        "job.toml:23: search.nesting.sin is a whole number (needs a table, such as { sin = 0 })",
        "job.toml:24: unknown operator 'tann' (known: + - * / pow min max neg square cube sqrt "
        "abs sin cos tan asin acos atan exp log tanh inv). Did you mean 'tan'? Key of "
        "[search.nesting.cos]",
        "job.toml:26: search.complexity.sin is 0 (needs 1 or more)",
        "job.toml:27: unknown key 'runn' in the job file. Did you mean 'run'?",
        "job.toml: no data.target (a search needs it). See balmer search --help"};
    ASSERT_EQ(problems.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(problems[i], expected[i]);
}

TEST(ReadJob, MistakesInOverridesNameTheOverride) {
    Lines const expected = {
        "--set search.seeed=1: unknown key 'seeed' in [search]. Did you mean 'seed'?",
        "--set search.islands=0: search.islands = 0 (must be between 1 and 100000)"};
    EXPECT_EQ(problems_of(good, {"search.seeed=1", "search.islands=0"}), expected);
}

TEST(ReadJob, ImpossibleRunSettingsAreMistakes) {
    Lines const expected = {
        "job.toml:5: run.max_hours = -1 (must be 0 or more)",
        "job.toml:6: run.scoring_share = 1 (must be above 0 and below 1)",
        "--set run.checkpoint_minutes=-0.5: run.checkpoint_minutes = -0.5 (must be 0 or more)",
        "--set run.lost_minutes=-1: run.lost_minutes = -1 (must be 0 or at least 0.05)"};
    auto text = std::string(good) + "[run]\nmax_hours = -1\nscoring_share = 1.0\n";
    EXPECT_EQ(problems_of(text, {"run.checkpoint_minutes=-0.5", "run.lost_minutes=-1"}), expected);
    EXPECT_EQ(problems_of(good, {"run.lost_minutes=0.04"}).size(), 1u);
    EXPECT_TRUE(problems_of(good, {"run.lost_minutes=0.05"}).empty());
    EXPECT_TRUE(problems_of(good, {"run.lost_minutes=0"}).empty());
}

TEST(ReadJob, AWholeNumberOutOfRangeIsReportedWithTheRange) {
    Lines const expected = {
        "--set search.seed=99999999999999999999: search.seed is 99999999999999999999 (needs a "
        "whole number from 0 to 9223372036854775807)",
        "--set search.max_depth=-99999999999999999999: search.max_depth is -99999999999999999999 "
        "(needs a whole number from -2147483648 to 2147483647)",
        "--set search.islands=seven: search.islands is a string (needs a whole number or \"auto\")",
        "--set search.top_count=--7: search.top_count is a string (needs a whole number)"};
    EXPECT_EQ(problems_of(good, {"search.seed=99999999999999999999",
                                 "search.max_depth=-99999999999999999999", "search.islands=seven",
                                 "search.top_count=--7"}),
              expected);
    EXPECT_EQ(problems_of(good, {"search.seed=-1"}),
              (Lines{"--set search.seed=-1: search.seed is -1 (needs a whole number from 0 to "
                     "9223372036854775807)"}));
}

TEST(ReadJob, LimitsOfUnusedOperatorsAreMistakes) {
    auto const problems = problems_of(std::string(good) + R"([search]
operators = ["+", "sin"]
[search.constraints]
cos = 3
sin = 4
[search.nesting]
sin = { sin = 0, exp = 1 }
tan = { sin = 0 }
[search.complexity]
tanh = 2
variable = 2
)");
    std::string const rest = " is not in search.operators). Add it there, or leave this out?";
    auto const about = [&](std::string const& place, std::string const& key,
                           std::string const& name) {
        return place + ": " + key + " is for an operator that no formula contains ('" + name + "'" +
               rest;
    };
    EXPECT_EQ(problems, (Lines{about("job.toml:7", "search.constraints.cos", "cos"),
                               about("job.toml:10", "search.nesting.sin.exp", "exp"),
                               about("job.toml:11", "search.nesting.tan", "tan"),
                               about("job.toml:13", "search.complexity.tanh", "tanh")}));
}

TEST(ReadJob, APresetsLimitsOfUnusedOperatorsAreRemoved) {
    auto const job = job_of(std::string(good) +
                            "[search]\npreset = \"lhc2021\"\noperators = [\"+\", \"cube\"]\n");
    auto const& limits = job.search.constraints.arguments;
    EXPECT_EQ(limits[expr::index_of(expr::Opcode::cube)], (expr::ArgumentLimits{3}));
    EXPECT_EQ(limits[expr::index_of(expr::Opcode::square)], expr::ArgumentLimits{});
    EXPECT_EQ(job_of(write_job(job)), job);
}

TEST(ReadJob, ThePresetHasTheOperatorsOfThePaper) {
    using expr::Opcode;
    EXPECT_EQ(
        job_of(std::string(good) + "[search]\npreset = \"lhc2021\"\n").search.operators,
        (std::vector<Opcode>{Opcode::add, Opcode::sub, Opcode::mul, Opcode::square, Opcode::cube}));
}

TEST(ReadJob, DerivedFeaturesMustNotHaveNamesOfFunctionsOrNumbers) {
    auto const problems = problems_of(
        std::string(good) +
        "[data.derived]\nsin = \"x\"\nfine = \"x\"\npi = \"x\"\narcsin = \"x\"\nnan = \"x\"\n");
    ASSERT_EQ(problems.size(), 4u);
    EXPECT_EQ(problems[0],
              "job.toml:5: data.derived.sin has the name of a function or number (formulas would "
              "be ambiguous). Choose another name?");
    EXPECT_TRUE(problems[1].starts_with("job.toml:7: data.derived.pi ")) << problems[1];
    EXPECT_TRUE(problems[2].starts_with("job.toml:8: data.derived.arcsin ")) << problems[2];
    EXPECT_TRUE(problems[3].starts_with("job.toml:9: data.derived.nan ")) << problems[3];
}

TEST(WriteJob, ReadingItBackReturnsTheSameJob) {
    auto job = job_of(good);
    EXPECT_EQ(job_of(write_job(job)), job);

    using expr::Opcode;
    job.data.file = "/data/with \"quotes\".h5";
    job.data.features = {"x", "y \\ z"};
    job.data.weight = "w";
    job.data.derived = {{"z", "x*2"}, {"a b", "sin(x)"}};
    job.data.matrix = "/m";
    job.data.matrix_columns = {"x", "y"};
    auto& search = job.search;
    job.chooses_islands = false;
    search = evolve::lhc2021(search);
    search.operators = {Opcode::mul,    Opcode::pow, Opcode::cube, Opcode::div,
                        Opcode::square, Opcode::sin, Opcode::cos,  Opcode::tanh};
    search.constraints.max_depth = 9;
    search.constraints.arguments[expr::index_of(Opcode::div)] = {4, -1};
    search.constraints.nesting = {{Opcode::sin, Opcode::cos, 1}, {Opcode::pow, Opcode::pow, 0}};
    search.complexity_weights[Opcode::variable] = 2;
    search.complexity_weights[Opcode::tanh] = 5;
    search.seed = 12345678901234567u;
    search.deterministic = search.double_precision = true;
    search.annealing = {evolve::AcceptanceRule::none, 0.1 + 0.2};
    search.parsimony = 1.0 / 3.0;
    search.adaptive_parsimony_scaling = 1e300;
    search.tournament_size = 5;
    search.tournament_probability = 0.123;
    search.crossover_probability = 0.456;
    for (std::size_t i = 0; i < evolve::mutation_count; ++i) {
        search.mutation_weights[i] = 0.1 * static_cast<double>(i + 1);
    }
    search.perturbation_factor = 0.77;
    search.negate_probability = 0.05;
    search.fraction_replaced = 0.11;
    search.fraction_replaced_hof = 0.22;
    search.top_count = 3;
    search.optimise = {0.1, 7, 123, 0.2, 8};
    search.racing = {evolve::Sampling::uniform, 0.01};
    search.stop_at_loss = 1e-9;
    job.run = {"runs/a", 0.25, 7, 0.3};
    EXPECT_EQ(job_of(write_job(job)), job);
}

TEST(WriteJob, FillsInEveryKeyThatHelpNames) {
    auto const text = write_job(job_of(good));
    for (auto const* key : {"max_depth = -1", "top_count = ", "rule = ", "swap_operands = ",
                            "offspring_rows = ", "max_hours = 0", "scoring_share = 0.2"}) {
        EXPECT_NE(text.find(key), std::string::npos) << key;
        EXPECT_NE(describe_job_keys().find(key), std::string::npos) << key;
    }
}

TEST(RunOptions, ASilentRankCausesAWarningBeforeItCountsAsLost) {
    RunOptions run;
    EXPECT_EQ(silence_seconds(run), 15);
    run.lost_minutes = 0;
    EXPECT_EQ(silence_seconds(run), 15);
    run.lost_minutes = 0.05;
    EXPECT_DOUBLE_EQ(silence_seconds(run), 1.5);
}

}  // namespace
}  // namespace balmer::job
