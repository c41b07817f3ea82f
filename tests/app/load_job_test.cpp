#include "balmer/app/job_file.hpp"
#include "balmer/data/event_file.hpp"

#include "temporary_run.hpp"

namespace balmer::app {
namespace {

namespace fs = std::filesystem;

class LoadJob : public TemporaryRun {
protected:
    LoadJob() {
        data::write_event_file(folder_ / "events.h5", {.process = "test",
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
        return load_job(job(text), {"search.islands=2"}, OldResults::refuse, folder_ / "run");
    }

    std::vector<std::string> problems_of(std::string const& text) const {
        try {
            load(text);
        } catch (InputError const& error) {
            return error.problems();
        }
        return {};
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

TEST_F(LoadJob, BadDataAloneAreADataError) {
    EXPECT_THROW(load("[data]\nfile = \"absent.h5\"\ntarget = \"score\"\n"), DataError);
    EXPECT_THROW(load(data_ + "features = [\"x_p2\"]\n"), DataError);
    EXPECT_THROW(load_job(job(data_), {"search.islands=4"}, OldResults::refuse, folder_ / "run"),
                 DataError);
}

TEST_F(LoadJob, MistakesOfJobAndDataComeTogether) {
    auto const problems = problems_of(data_ + "features = [\"x_p2\"]\n[search]\nseeed = 1\n");
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_NE(problems[0].find("job.toml:6: unknown key 'seeed'"), std::string::npos)
        << problems[0];
    EXPECT_NE(problems[1].find("job.toml:2: "), std::string::npos) << problems[1];
    EXPECT_NE(problems[1].find("Did you mean 'x_p1'?"), std::string::npos) << problems[1];
    try {
        load(data_ + "features = [\"x_p2\"]\n[search]\nseeed = 1\n");
        FAIL() << "accepted";
    } catch (DataError const&) {
        FAIL() << "a mistake of the job is not the data's fault";
    } catch (InputError const&) {
    }
}

TEST_F(LoadJob, ARunDirectoryThatCannotBeMadeIsAMistakeOfTheJob) {
    write(folder_ / "run", "a file");
    auto const problems = problems_of(data_);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_NE(problems[0].find("is not a folder"), std::string::npos) << problems[0];
}

TEST_F(LoadJob, EarlierResultsAreAMistakeUnlessAskedFor) {
    fs::create_directory(folder_ / "run");
    write(folder_ / "run" / "hall_of_fame.csv", "x");
    auto const problems = problems_of(data_);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_NE(problems[0].find("--fresh"), std::string::npos) << problems[0];
    EXPECT_NO_THROW(load_job(job(data_), {"search.islands=2"}, OldResults::keep_under_another_name,
                             folder_ / "run"));
}

TEST_F(LoadJob, ThereMustBeAJobFile) {
    try {
        load_job(folder_ / "absent.toml", {}, OldResults::refuse);
        FAIL() << "accepted";
    } catch (InputError const& error) {
        EXPECT_NE(std::string(error.what()).find("absent.toml' (there is none)"), std::string::npos)
            << error.what();
    }
    EXPECT_THROW(load_job(folder_, {}, OldResults::refuse), InputError);
}

}  // namespace
}  // namespace balmer::app
