#include "ohmloop/store/file.hpp"

#include "support/file_size_limit.hpp"
#include "support/refusal.hpp"
#include "support/temporary_folder.hpp"

#include "ohmloop/store/store_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace ohmloop::store {
namespace {

using ohmloop::testing::refusal;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string refuse_read(const std::string& path, std::size_t limit = settings_limit) {
    return refusal<StoreError>([&] { return read_text_file(path, limit); });
}

std::string refuse_write(const std::string& path, std::string_view bytes = "new") {
    return refusal<StoreError>([&] { write_file_atomically(path, bytes); });
}

class File : public ::testing::Test, protected ohmloop::testing::TemporaryFolder {};

TEST_F(File, ReadsBytesAsTheyAre) {
    const std::string bytes("a\r\n\0\xff z", 7);
    write("x", bytes);
    EXPECT_EQ(read_text_file(path("x"), settings_limit), bytes);
    write("empty", "");
    EXPECT_EQ(read_text_file(path("empty"), settings_limit), "");
}

TEST_F(File, ReadsUpToItsLimitAndNoFurther) {
    constexpr std::size_t size = 200U * 1024U;
    write("x", std::string(size, 'x'));
    EXPECT_EQ(read_text_file(path("x"), size).size(), size);
    EXPECT_EQ(refuse_read(path("x"), size - 1),
              "cannot read " + path("x") + ": it is larger than 199 kB");
}

TEST_F(File, RefusesToReadWhatIsNoFile) {
    EXPECT_EQ(refuse_read(path("absent")),
              "cannot read " + path("absent") + ": No such file or directory");
    EXPECT_EQ(refuse_read(path("")), "cannot read " + path("") + ": it is a folder");
    EXPECT_THAT(refuse_read("/dev/null"), EndsWith("it is not a regular file"));
}

TEST_F(File, ReadsFromAPipeToItsEnd) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    const std::string bytes(100'000, 'x');  // more than a pipe holds
    std::thread writer([&] { write_file_atomically(path("pipe"), bytes); });
    EXPECT_EQ(read_text_from(path("pipe"), settings_limit), bytes);
    writer.join();
    EXPECT_EQ(read_text_from("/dev/null", settings_limit), "");
    EXPECT_EQ(refusal<StoreError>([&] { return read_text_from("/dev/zero", settings_limit); }),
              "cannot read /dev/zero: it is larger than 1024 kB");
    EXPECT_EQ(refusal<StoreError>([&] { return read_text_from(path("absent"), settings_limit); }),
              "cannot read " + path("absent") + ": No such file or directory");
}

TEST_F(File, RefusesAPipeWithoutWaitingForIt) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_THAT(refuse_read(path("pipe")), EndsWith("it is not a regular file"));
}

TEST_F(File, WritesAndReplaces) {
    write_file_atomically(path("x.json"), "first");
    EXPECT_EQ(read("x.json"), "first");
    write_file_atomically(path("x.json"), std::string("sec\0nd", 6));
    EXPECT_EQ(read("x.json"), std::string("sec\0nd", 6));
    EXPECT_THAT(names(), ElementsAre("x.json"));
}

TEST_F(File, WritesIntoTheWorkingFolder) {
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(path(""));
    write_file_atomically("here.json", "text");
    std::filesystem::current_path(before);
    EXPECT_THAT(names(), ElementsAre("here.json"));
}

TEST_F(File, HasTheModeTheUserAskedFor) {
    const auto before = ::umask(027);
    write_file_atomically(path("x"), "text");
    ::umask(before);
    struct stat status {};
    ASSERT_EQ(::stat(path("x").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(File, FollowsASymbolicLink) {
    write("real", "old");
    std::filesystem::create_symlink("real", path("link"));
    write_file_atomically(path("link"), "new");
    EXPECT_EQ(read("real"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
    EXPECT_THAT(names(), ElementsAre("link", "real"));
}

TEST_F(File, FullDiskLeavesWhatWasThereAndNothingElse) {
    write("x.json", "old");
    std::string sentence;
    {
        const ohmloop::testing::FileSizeLimit full(1000);
        sentence = refuse_write(path("x.json"), std::string(5000, 'x'));
    }
    EXPECT_THAT(sentence, StartsWith("cannot write " + path("x.json") + ": "));
    EXPECT_EQ(read("x.json"), "old");
    EXPECT_THAT(names(), ElementsAre("x.json"));
}

TEST_F(File, AlwaysFullDeviceIsAnError) {
    EXPECT_EQ(refuse_write("/dev/full"), "cannot write /dev/full: No space left on device");
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST_F(File, DeviceIsWrittenToAndStaysADevice) {
    EXPECT_EQ(refuse_write("/dev/null"), "accepted");
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST_F(File, PipeIsWrittenTo) {
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    std::string received;
    std::thread reader([&] { received = read("pipe"); });
    write_file_atomically(path("pipe"), "through");
    reader.join();
    EXPECT_EQ(received, "through");
}

TEST_F(File, RefusesToWriteWhereItCannot) {
    write("file", "old");
    EXPECT_EQ(refuse_write(path("absent/x")),
              "cannot write " + path("absent/x") + ": No such file or directory");
    EXPECT_EQ(refuse_write(path("file/x")), "cannot write " + path("file/x") + ": Not a directory");
    EXPECT_EQ(refuse_write(path("")), "cannot write " + path("") + ": it is a folder");
    EXPECT_THAT(refuse_write(path("absent/")), EndsWith("there is no such folder"));
    EXPECT_EQ(refuse_write(""), "cannot write a file without a name");
    EXPECT_THAT(refuse_write("/proc/ohmloop.json"),
                StartsWith("cannot write /proc/ohmloop.json: "));
    EXPECT_THAT(refuse_write(path(std::string(300, 'x'))), HasSubstr("File name too long"));
    EXPECT_EQ(read("file"), "old");
    EXPECT_THAT(names(), ElementsAre("file"));
}

TEST_F(File, MakesFoldersAndThoseAbove) {
    make_folder(path("a/b/c"));
    make_folder(path("a/b/c"));
    EXPECT_TRUE(std::filesystem::is_directory(path("a/b/c")));
}

TEST_F(File, RefusesAFolderWhereAFileIs) {
    write("file", "old");
    EXPECT_THAT(refusal<StoreError>([&] { make_folder(path("file")); }),
                StartsWith("cannot make the folder " + path("file") + ": "));
    EXPECT_THAT(refusal<StoreError>([&] { make_folder(path("file/below")); }),
                AllOf(StartsWith("cannot make the folder"), EndsWith("Not a directory")));
}

}  // namespace
}  // namespace ohmloop::store
