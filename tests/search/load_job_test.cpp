#include "balmer/search/load_job.hpp"

#include "balmer/checkpoint/store.hpp"
#include "balmer/formats/event_file.hpp"
#include "balmer/job/job_file.hpp"

#include "support/temporary_folder.hpp"

namespace balmer::search {
namespace {

namespace fs = std::filesystem;

class LoadJob : public tests::TemporaryFolder {
protected:
    LoadJob() {
        formats::write_event_file(folder_ / "events.h5",
                                  {.process = "test",
                                   .parameters = "{}",
                                   .seed = 1,
                                   .created_by = "test",
                                   .features = {{"x_p1", "", "", {1, 2, 3}}},
                                   .targets = {{"score", "", "", {1, 2, 3}}}});
    }

    fs::path job(std::string const& text) const {
        write(folder_ / "job.toml", text);
        return folder_ / "job.toml";
    }

    CheckedJob load(std::string const& text) const {
        return load_job(job(text), {"search.islands=2"}, run::OldResults::resume, folder_ / "run");
    }

    std::vector<std::string> problems_of(std::string const& text) const {
        try {
            load(text);
        } catch (InputError const& error) {
            return error.problems();
        }
        return {};
    }

    /// Expects as many problems as texts, each containing the text of the same index.
    static void expect_each(std::vector<std::string> const& problems,
                            std::vector<std::string> const& texts) {
        ASSERT_EQ(problems.size(), texts.size()) << InputError(problems).what();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            EXPECT_NE(problems[i].find(texts[i]), std::string::npos) << problems[i];
        }
    }

    void save_checkpoint(CheckedJob const& checked) const {
        save_checkpoint_of(job::write_job(checked.job));
    }

    void save_checkpoint_of(std::string const& text) const {
        fs::create_directory(folder_ / "run");
        checkpoint::Checkpoint first;
        first.header.job = text;
        checkpoint::Store store(folder_ / "run");
        store.save(first);
        ASSERT_TRUE(store.wait().is_written);
    }

    std::string const data_ = "[data]\nfile = \"events.h5\"\ntarget = \"score\"\n";
};

TEST_F(LoadJob, FindsTheDataBesideTheJobFile) {
    auto const checked = load(data_);
    EXPECT_EQ(checked.job.data.file, folder_ / "events.h5");
    EXPECT_EQ(checked.schema.row_count, 3u);
    EXPECT_EQ(checked.schema.feature_names(), std::vector<std::string>{"x_p1"});
    EXPECT_FALSE(fs::exists(folder_ / "run"));
}

TEST_F(LoadJob, BadDataWithAGoodJobAreADataError) {
    EXPECT_THROW(load("[data]\nfile = \"absent.h5\"\ntarget = \"score\"\n"), DataError);
    EXPECT_THROW(load(data_ + "features = [\"x_p2\"]\n"), DataError);
}

TEST_F(LoadJob, MistakesInJobAndDataAreReportedTogether) {
    auto const problems = problems_of(data_ + "features = [\"x_p2\"]\n[search]\nseeed = 1\n");
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_NE(problems[0].find("job.toml:4: feature 'x_p2'"), std::string::npos) << problems[0];
    EXPECT_NE(problems[0].find("Did you mean 'x_p1'?"), std::string::npos) << problems[0];
    EXPECT_NE(problems[1].find("job.toml:6: unknown key 'seeed'"), std::string::npos)
        << problems[1];
    try {
        load(data_ + "features = [\"x_p2\"]\n[search]\nseeed = 1\n");
        FAIL() << "accepted";
    } catch (DataError const&) {
        FAIL() << "a mistake of the job is not the data's fault";
    } catch (InputError const&) {
    }
}

TEST_F(LoadJob, EveryMistakeIsInOneReportAtTheLineOfItsKey) {
    write(folder_ / "run", "a file");
    auto const problems = problems_of(R"([data]
file = "events.h5"
target = "scor"
features = ["x_p1",
            "xp2"]
weight = "w"
[data.derived]
bad = "x_p9"
worse = "x_p1 +"
[search]
operators = ["sinn"]
)");
    std::vector<std::string> const expected = {"job.toml:3: target 'scor' is not in",
                                               "job.toml:5: feature 'xp2' is not in",
                                               "job.toml:6: weight 'w' is not in",
                                               "job.toml:8: derived feature 'bad' = 'x_p9'",
                                               "job.toml:9: derived feature 'worse'",
                                               "job.toml:11: search.operators names the unknown",
                                               "job.toml: run directory '"};
    expect_each(problems, expected);
}

TEST_F(LoadJob, AMissingFileDoesNotHideOtherMistakes) {
    auto const problems = problems_of(R"([data]
file = "absent.h5"
target = "score"
features = ["a", "b",
            "a"]
[data.derived]
bad = "x_p9 +"
fine = "x_p9"
[search]
operators = ["sinn"]
)");
    expect_each(problems, {"job.toml:2: no file '", "job.toml:5: feature 'a' is listed again",
                           "job.toml:7: derived feature 'bad' = 'x_p9 +' is not a valid formula",
                           "job.toml:10: search.operators names the unknown"});
}

TEST_F(LoadJob, AnOverriddenFileIsNotBlamedForOtherKeys) {
    try {
        load_job(job(data_ + "features = [\"x_p2\"]\n[search]\nislands = 9\n"),
                 {"data.file=" + (folder_ / "events.h5").string()}, run::OldResults::resume,
                 folder_ / "run");
        FAIL() << "accepted";
    } catch (DataError const& error) {
        expect_each(error.problems(), {"job.toml:4: feature 'x_p2' is not in"});
    }
}

TEST_F(LoadJob, ThreeEventsAreEnoughForNineIslands) {
    auto const checked = load_job(job(data_ + "[search]\nislands = 9\n"), {},
                                  run::OldResults::resume, folder_ / "run");
    EXPECT_EQ(checked.job.search.island_count, 9u);
}

TEST_F(LoadJob, TheNumberOfIslandsIsChosenUnlessTheJobGivesIt) {
    auto const path = job(data_ + "[search]\nislands = \"auto\"\n");
    auto const chosen = load_job(path, {}, run::OldResults::resume, folder_ / "run", 4);
    EXPECT_TRUE(chosen.islands_are_chosen);
    EXPECT_FALSE(chosen.job.chooses_islands);
    EXPECT_EQ(chosen.job.search.island_count, 16u);
    EXPECT_NE(job::write_job(chosen.job).find("islands = 16 "), std::string::npos);
    EXPECT_NE(job::write_job(check_job(path, {})).find("islands = \"auto\" "), std::string::npos);
    EXPECT_FALSE(load(data_).islands_are_chosen);
}

TEST_F(LoadJob, AChosenNumberOfIslandsIsThatOfTheCheckpoint) {
    save_checkpoint(load(data_));
    auto const load_on = [&](std::size_t worker_count) {
        return load_job(job(data_), {}, run::OldResults::resume, folder_ / "run", worker_count);
    };
    EXPECT_EQ(load_on(3).job.search.island_count, 2u);
    EXPECT_TRUE(load_on(3).restart->changes.empty());
    EXPECT_THROW(
        load_job(job(data_), {"search.islands=3"}, run::OldResults::resume, folder_ / "run"),
        InputError);
}

TEST_F(LoadJob, ACheckpointWithoutMinRowsGoesOnWithTheShardsItHad) {
    auto old = load(data_);
    save_checkpoint(old);
    EXPECT_EQ(load(data_).job.search.min_rows, 10000u);
    EXPECT_THROW(load(data_ + "[search]\nmin_rows = 5\n"), InputError);
    fs::remove_all(folder_ / "run");
    auto text = job::write_job(old.job);
    auto const line = text.find("min_rows");
    ASSERT_NE(line, std::string::npos);
    text.erase(line, text.find('\n', line) + 1 - line);
    save_checkpoint_of(text);
    EXPECT_EQ(load(data_).job.search.min_rows, 1u);
    EXPECT_TRUE(load(data_).restart->changes.empty());
}

TEST_F(LoadJob, FeaturesAreCheckedEvenWithoutATarget) {
    auto const problems = problems_of("[data]\nfile = \"events.h5\"\nfeatures = [\"x_p2\"]\n");
    expect_each(problems, {"job.toml:3: feature 'x_p2' is not in", "job.toml: no data.target"});
}

TEST_F(LoadJob, DerivedFeaturesWithoutFiniteValuesAreReportedAtTheirLine) {
    auto const problems = problems_of(data_ + R"toml([data.derived]
a = "x_p1/0"
b = "sin(x_p1/(2-2)) + 1"
c = "x_p1*log(-1)"
d = "exp(x_p1/0)"
e = "1/x_p1"
f = "x_p1/2"
)toml");
    expect_each(problems, {"job.toml:5: derived feature 'a' = 'x_p1/0' has no finite value",
                           "job.toml:6: derived feature 'b'", "job.toml:7: derived feature 'c'"});
}

TEST_F(LoadJob, FillsInTheFeaturesThatAreUsed) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(load(data_).job.data.features, Names{"x_p1"});
    auto const derived = load(data_ + "[data.derived]\ntwice = \"2*x_p1\"\n").job;
    EXPECT_EQ(derived.data.features, (Names{"x_p1", "twice"}));
    EXPECT_NE(job::write_job(derived).find("features = [\"x_p1\", \"twice\"]"), std::string::npos);
}

TEST_F(LoadJob, ARunDirectoryThatCannotBeCreatedIsAMistakeInTheJob) {
    write(folder_ / "run", "a file");
    auto const problems = problems_of(data_);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_NE(problems[0].find("is not a folder"), std::string::npos) << problems[0];
}

TEST_F(LoadJob, EarlierResultsAreAMistakeWithoutFresh) {
    fs::create_directory(folder_ / "run");
    write(folder_ / "run" / "hall_of_fame.csv", "x");
    auto const problems = problems_of(data_);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_NE(problems[0].find("--fresh"), std::string::npos) << problems[0];
    EXPECT_NO_THROW(load_job(job(data_), {"search.islands=2"},
                             run::OldResults::keep_under_another_name, folder_ / "run"));
}

TEST_F(LoadJob, ACheckpointOfAnotherJobIsRefusedAtTheLineOfItsKeyWithAllOtherMistakes) {
    save_checkpoint(load(data_));
    EXPECT_TRUE(load(data_).restart.has_value());
    EXPECT_TRUE(load(data_ + "[run]\nmax_hours = 2\n").restart.has_value());
    expect_each(problems_of(data_ + "[search]\nseed = 5\nparsimony = 0.5\nseeed = 1\n"),
                {"job.toml:5: search.seed = 5, but the checkpoint in run directory '",
                 "job.toml:6: search.parsimony = 0.5, but the checkpoint in run directory '",
                 "job.toml:7: unknown key 'seeed'"});
    // An unreadable key is reported once.
    expect_each(problems_of(data_ + "[search]\nseed = \"five\"\n"), {"job.toml:5: search.seed is"});
    EXPECT_FALSE(load_job(job(data_ + "[search]\nseed = 5\n"), {"search.islands=2"},
                          run::OldResults::keep_under_another_name, folder_ / "run")
                     .restart.has_value());
}

TEST_F(LoadJob, ADamagedCheckpointIsADataError) {
    save_checkpoint(load(data_));
    auto const file = folder_ / "run" / "checkpoint.h5";
    fs::resize_file(file, fs::file_size(file) - 1);
    EXPECT_THROW(load(data_), DataError);
    EXPECT_NO_THROW(load_job(job(data_), {"search.islands=2"},
                             run::OldResults::keep_under_another_name, folder_ / "run"));
}

TEST_F(LoadJob, ThereMustBeAJobFile) {
    try {
        load_job(folder_ / "absent.toml", {}, run::OldResults::resume);
        FAIL() << "accepted";
    } catch (InputError const& error) {
        EXPECT_NE(std::string(error.what()).find("absent.toml' (no such file)"), std::string::npos)
            << error.what();
    }
    EXPECT_THROW(load_job(folder_, {}, run::OldResults::resume), InputError);
}

}  // namespace
}  // namespace balmer::search
