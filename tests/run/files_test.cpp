#include "balmer/run/files.hpp"

#include "balmer/base/error.hpp"
#include "balmer/base/utc_time.hpp"

#include "support/temporary_folder.hpp"

namespace balmer::run {
namespace {

class RunFilesTest : public tests::TemporaryFolder {};

TEST_F(RunFilesTest, LinesAreAppended) {
    append_line(folder_ / "log.txt", "one");
    append_line(folder_ / "log.txt", "two");
    EXPECT_EQ(read(folder_ / "log.txt"), "one\ntwo\n");
}

TEST_F(RunFilesTest, AnUnfinishedLineIsEndedFirst) {
    write(folder_ / "progress.jsonl", "{\"event\": \"start\"}\n{\"event\": \"sta");
    append_line(folder_ / "progress.jsonl", "{}");
    EXPECT_EQ(read(folder_ / "progress.jsonl"), "{\"event\": \"start\"}\n{\"event\": \"sta\n{}\n");
}

TEST_F(RunFilesTest, TheEndReasonIsThatOfTheLastRecord) {
    EXPECT_EQ(last_end_reason(folder_), "");
    append_line(folder_ / progress_name, R"({"event":"end","reason":"signal"})");
    EXPECT_EQ(last_end_reason(folder_), "signal");
    append_line(folder_ / progress_name, R"({"event":"restart"})");
    EXPECT_EQ(last_end_reason(folder_), "");
    write(folder_ / progress_name, "{\"event\":\"end\",\"rea");
    EXPECT_EQ(last_end_reason(folder_), "");
}

TEST_F(RunFilesTest, AFailedWriteIsAnError) {
    EXPECT_THROW(append_line(folder_ / "absent" / "log.txt", "one"), IoError);
    EXPECT_THROW(append_line("/dev/full", "one"), IoError);
}

TEST_F(RunFilesTest, TimesAreUtc) {
    EXPECT_EQ(utc_time(86400 + 3661, "%Y-%m-%d %H:%M:%S UTC"), "1970-01-02 01:01:01 UTC");
    EXPECT_EQ(log_line("hello").substr(20), "hello");
}

}  // namespace
}  // namespace balmer::run
