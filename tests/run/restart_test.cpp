#include "balmer/run/restart.hpp"

#include "balmer/base/error.hpp"
#include "balmer/checkpoint/store.hpp"
#include "balmer/job/job_file.hpp"
#include "balmer/run/checkpoint_facts.hpp"
#include "balmer/run/contents.hpp"
#include "balmer/run/files.hpp"
#include "balmer/run/layout.hpp"
#include "balmer/run/newer_entries.hpp"

#include "support/temporary_folder.hpp"

#include <map>
#include <vector>

namespace balmer::run {
namespace {

namespace fs = std::filesystem;

constexpr char const* job_text = R"([data]
file = "e.h5"
target = "y"
features = ["x", "z"]
[search]
islands = 2
iterations = 10
max_complexity = 5
)";

/// The formula c x if the complexity is 3, else c.
evolve::HallOfFameEntry entry(int complexity, double mse, double constant) {
    evolve::HallOfFameEntry result;
    auto const c = expr::Node{expr::Opcode::constant, 0};
    result.tree = {{c}, {constant}};
    if (complexity == 3) {
        result.tree.nodes = {c, {expr::Opcode::variable, 0}, {expr::Opcode::mul, 0}};
    }
    result.complexity = complexity;
    result.mse = mse;
    result.relative_gradient = 1e-9;
    result.at_optimum = true;
    result.standard_errors = {0.5};
    return result;
}

class RestartTest : public tests::TemporaryFolder {
protected:
    RestartTest() {
        record_.features = {{"x", "GeV", ""}, {"z", "", ""}};
        record_.target = {"y", "", ""};
        record_.provenance = {"0", "c", "e.h5", 42, 1, 100};
    }

    job::Job job(std::vector<std::string> const& overrides = {}) const {
        auto result = job::read_job(job_text, "job.toml", overrides).job;
        result.run.directory = folder_;
        return result;
    }

    checkpoint::Checkpoint checkpoint() const {
        checkpoint::Checkpoint result;
        result.header = header_of(job(), record_, 2);
        result.counters = {{"elapsed_s", 90.0}, {"evaluations", std::uint64_t{1000}}};
        result.hall_of_fame = {entry(1, 2.0, 1), entry(3, 1.0, 2)};
        result.islands = {{0, 10, {}}, {1, 7, {}}};
        return result;
    }

    void save(checkpoint::Checkpoint const& what) const {
        checkpoint::Store store(folder_);
        store.save(what);
        ASSERT_TRUE(store.wait().is_written);
    }

    void damage(char const* name) const {
        auto text = read(folder_ / name);
        text[text.size() / 2] = static_cast<char>(text[text.size() / 2] ^ 1);
        write(folder_ / name, text);
    }

    std::map<std::string, std::string> contents() const {
        std::map<std::string, std::string> files;
        for (auto const& file : fs::directory_iterator(folder_)) {
            files[file.path().filename()] = read(file.path());
        }
        return files;
    }

    static std::string message(auto const& step) {
        try {
            step();
        } catch (InputError const& error) {
            return error.what();
        }
        return "accepted";
    }

    report::Record record_;
};

TEST_F(RestartTest, WithoutACheckpointThereIsNoRestart) {
    EXPECT_FALSE(has_checkpoint(folder_));
    EXPECT_FALSE(find_restart(job()).has_value());
}

TEST_F(RestartTest, TheSameJobCanResume) {
    save(checkpoint());
    EXPECT_TRUE(has_checkpoint(folder_));
    auto const restart = find_restart(job());
    ASSERT_TRUE(restart.has_value());
    EXPECT_EQ(restart->checkpoint, checkpoint());
    EXPECT_TRUE(restart->changes.empty());
    EXPECT_NO_THROW(check_job(*restart, folder_));
    EXPECT_NO_THROW(check_data(*restart, record_));
}

TEST_F(RestartTest, AChangedKeyIsRefusedWithBothValuesAndAdvice) {
    save(checkpoint());
    auto const restart =
        find_restart(job({"search.seed=7", "search.iterations=20", "search.stop_at_loss=0.5",
                          "search.parsimony=0.5", "run.max_hours=1"}));
    ASSERT_TRUE(restart.has_value());
    EXPECT_EQ(restart->changes.size(), 5u);
    try {
        check_job(*restart, "run");
        FAIL() << "accepted";
    } catch (InputError const& error) {
        ASSERT_EQ(error.problems().size(), 2u) << error.what();
        EXPECT_EQ(error.problems()[0],
                  "search.seed = 7, but the checkpoint in run directory 'run' was made with "
                  "search.seed = 1 (a run resumes with the settings it was started with). Restore "
                  "the old value, start anew with --fresh, or choose another --run directory");
        EXPECT_TRUE(error.problems()[1].starts_with("search.parsimony = 0.5, but "));
    }
}

TEST_F(RestartTest, AJobWithUnknownKeysIsRefused) {
    auto strange = checkpoint();
    strange.header.job += "frobnicate = 3\n";
    save(strange);
    auto const text = message([&] { find_restart(job()); });
    EXPECT_NE(text.find("frobnicate"), std::string::npos) << text;
    EXPECT_NE(text.find("--fresh"), std::string::npos) << text;
}

TEST_F(RestartTest, OtherDataAreRefusedAndTheDifferenceIsNamed) {
    save(checkpoint());
    auto const restart = find_restart(job());
    auto const refusal = [&](auto const& change) {
        auto other = record_;
        change(other);
        EXPECT_THROW(check_data(*restart, other), DataError);
        return message([&] { check_data(*restart, other); });
    };
    EXPECT_NE(refusal([](auto& r) {
                  r.provenance.row_count = 99;
              }).find("it had 100 events, now there are 99"),
              std::string::npos);
    EXPECT_NE(refusal([](auto& r) { r.provenance.content_hash = 43; }).find("000000000000002b"),
              std::string::npos);
    EXPECT_NE(refusal([](auto& r) { r.features.pop_back(); }).find("were x, z, now they are x"),
              std::string::npos);
    EXPECT_NE(refusal([](auto& r) { r.target.name = "t"; }).find("its target was y, now it is t"),
              std::string::npos);
}

TEST_F(RestartTest, TheSameDataUnderAnotherNameAreAccepted) {
    save(checkpoint());
    auto const restart = find_restart(job({"data.file=moved.h5"}));
    auto moved = record_;
    moved.provenance.data_file = "moved.h5";
    EXPECT_NO_THROW(check_job(*restart, folder_));
    EXPECT_NO_THROW(check_data(*restart, moved));
}

TEST_F(RestartTest, ADamagedCheckpointIsReplacedByThePreviousWithAWarning) {
    save(checkpoint());
    auto newer = checkpoint();
    newer.islands[1].iteration = 8;
    save(newer);
    damage(checkpoint::current_name);
    auto const restart = find_restart(job());
    ASSERT_TRUE(restart.has_value());
    EXPECT_EQ(restart->checkpoint, checkpoint());
    EXPECT_EQ(restart->file.filename(), checkpoint::previous_name);
    EXPECT_FALSE(restart->warnings.empty());
}

TEST_F(RestartTest, TwoDamagedCheckpointsAreRefusedAndNoFileIsModified) {
    save(checkpoint());
    save(checkpoint());
    damage(checkpoint::current_name);
    damage(checkpoint::previous_name);
    auto const before = contents();
    EXPECT_THROW(find_restart(job()), DataError);
    EXPECT_EQ(contents(), before);
}

TEST_F(RestartTest, IsFinishedIfEveryIslandIsAndNoCandidateIsPending) {
    auto state = checkpoint();
    EXPECT_FALSE(is_finished(state, job().search));
    EXPECT_EQ(iterations_of(state), 17u);
    EXPECT_TRUE(is_finished(state, job({"search.iterations=7"}).search));
    EXPECT_TRUE(is_finished(state, job({"search.stop_at_loss=1.0"}).search));
    EXPECT_FALSE(is_finished(state, job({"search.stop_at_loss=0.9"}).search));
    state.counters.push_back({"candidates_pending", std::uint64_t{1}});
    EXPECT_FALSE(is_finished(state, job({"search.iterations=7"}).search));
    state = checkpoint();
    state.islands.pop_back();
    EXPECT_FALSE(is_finished(state, job({"search.iterations=7"}).search));
    EXPECT_FALSE(is_finished({}, job().search));
}

TEST_F(RestartTest, TheTwoReasonsToBeFinishedAreDistinguished) {
    auto const state = checkpoint();
    EXPECT_TRUE(has_reached_loss(state, job({"search.stop_at_loss=1.0"}).search));
    EXPECT_FALSE(has_all_iterations(state, job({"search.stop_at_loss=1.0"}).search));
    EXPECT_FALSE(has_reached_loss(state, job({"search.iterations=7"}).search));
    EXPECT_TRUE(has_all_iterations(state, job({"search.iterations=7"}).search));
}

TEST_F(RestartTest, ACheckpointRenamedAsDamagedIsStillFound) {
    save(checkpoint());
    fs::rename(folder_ / checkpoint::current_name, folder_ / checkpoint::damaged_name);
    EXPECT_TRUE(has_checkpoint(folder_));
    EXPECT_TRUE(find_restart(job()).has_value());
}

TEST_F(RestartTest, NewerEntriesOfTheHallOfFameFileAreTaken) {
    auto state = checkpoint();
    state.hall_of_fame = {entry(3, 1.0, 2)};
    record_.front = {entry(1, 1.5, 7), entry(3, 0.5, 8)};
    write_hall_of_fame(folder_, record_);
    auto const newer = newer_entries(state, folder_, job().search);
    EXPECT_EQ(newer.entries, record_.front);
    EXPECT_TRUE(newer.problems.empty());
    EXPECT_EQ(take_entries(state, newer.entries), 2u);
    EXPECT_EQ(state.hall_of_fame, record_.front);
    EXPECT_EQ(take_entries(state, newer.entries), 0u);
}

TEST_F(RestartTest, OlderEntriesOfTheHallOfFameFileAreIgnored) {
    record_.front = {entry(1, 2.5, 7), entry(3, 1.0, 8)};
    write_hall_of_fame(folder_, record_);
    EXPECT_TRUE(newer_entries(checkpoint(), folder_, job().search).entries.empty());
    fs::remove(folder_ / "hall_of_fame.json");
    EXPECT_TRUE(newer_entries(checkpoint(), folder_, job().search).problems.empty());
}

TEST_F(RestartTest, AHallOfFameFileThatCannotBeUsedIsReported) {
    auto const problem = [&] {
        auto const newer = newer_entries(checkpoint(), folder_, job().search);
        EXPECT_TRUE(newer.entries.empty());
        return newer.problems.empty() ? std::string() : newer.problems[0];
    };
    auto other = record_;
    other.provenance.content_hash = 43;
    other.front = {entry(1, 0.1, 7)};
    write_hall_of_fame(folder_, other);
    EXPECT_NE(problem().find("other data"), std::string::npos);
    write(folder_ / "hall_of_fame.json", "{\"schema\":");
    EXPECT_NE(problem().find("is not a hall of fame"), std::string::npos);
    auto wrong = entry(3, 0.1, 7);
    wrong.complexity = 4;
    record_.front = {wrong};
    write_hall_of_fame(folder_, record_);
    EXPECT_NE(problem().find("complexity 4"), std::string::npos);
    fs::remove(folder_ / "hall_of_fame.json");
    fs::create_directory(folder_ / "hall_of_fame.json");
    EXPECT_NE(problem().find("Is a directory"), std::string::npos);
}

TEST_F(RestartTest, AFileThatIsNotARunIsReportedAsWhatItIs) {
    EXPECT_NE(message([] { read_run("/dev/null"); }).find("a pipe or a device"), std::string::npos);
    write(folder_ / "e.csv", "x,y\n1,2\n3,4\n");
    EXPECT_NE(message([&] {
                  read_run(folder_ / "e.csv");
              }).find("contains events and is not a checkpoint"),
              std::string::npos);
    write(folder_ / "job.toml", job_text);
    EXPECT_EQ(message([&] { read_run(folder_ / "job.toml"); }).find("events"), std::string::npos);
    fs::create_directory(folder_ / "hall_of_fame.json");
    EXPECT_THROW(read_run(folder_), IoError) << "exists, but cannot be read";
}

TEST_F(RestartTest, WithoutAHallOfFameFileTheCheckpointsFrontIsShown) {
    auto state = checkpoint();
    // Not better than the simpler one: an entry of the hall of fame, but not of the front.
    state.hall_of_fame.push_back(entry(3, 1.0, 2));
    state.hall_of_fame.back().complexity = 5;
    save(state);
    auto const shown = read_run(folder_);
    EXPECT_EQ(shown.record.front, (std::vector{entry(1, 2.0, 1), entry(3, 1.0, 2)}));
    EXPECT_EQ(shown.record.features, record_.features);
    EXPECT_EQ(shown.record.provenance.content_hash, 42u);
    EXPECT_TRUE(
        shown.checkpoint.starts_with("checkpoint.h5: life 2, 17 of 20 island iterations, "
                                     "0:01:30 elapsed, written 20"))
        << shown.checkpoint;
    fs::rename(folder_ / "checkpoint.h5", folder_ / "any name");
    EXPECT_EQ(read_run(folder_ / "any name").record, shown.record);
    EXPECT_THROW(read_run(folder_), InputError);
}

TEST_F(RestartTest, TheHallOfFameFileIsShownBeforeTheCheckpointUnlessItIsDamaged) {
    save(checkpoint());
    record_.front = {entry(1, 0.5, 7)};
    write_hall_of_fame(folder_, record_);
    EXPECT_EQ(read_run(folder_).record, record_);
    write(folder_ / "hall_of_fame.json", "{");
    auto const shown = read_run(folder_);
    EXPECT_EQ(shown.record.front, checkpoint().hall_of_fame);
    ASSERT_EQ(shown.warnings.size(), 1u);
    write_hall_of_fame(folder_, record_);
    damage(checkpoint::current_name);
    EXPECT_EQ(read_run(folder_).record, record_);
    EXPECT_FALSE(read_run(folder_).warnings.empty());
}

}  // namespace
}  // namespace balmer::run
