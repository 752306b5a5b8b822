#include "profiles/toml.hpp"

#include "support/refusal.hpp"

#include "ohmloop/profiles/settings_error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::profiles {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string header = "kind = \"thing\"\nversion = 1\n";

std::string refuse(
    const std::string& text, const TomlTable::Reader& read = [](TomlTable&) {}) {
    return testing::refusal<SettingsError>([&] {
        read_toml(text, "dir/thing.toml", "thing", read);
        return 0;
    });
}

void read_ohms(TomlTable& table) {
    static_cast<void>(table.number("source_resistance_ohm", between(0, 1e6)));
    static_cast<void>(table.number("gain_db", between(-60, 60), 0));
}

TEST(Toml, MalformedTextNamesFileAndLine) {
    EXPECT_THAT(refuse(header + "a = = 1\n"), StartsWith("dir/thing.toml, line 3: "));
    EXPECT_THAT(refuse(header + "a = 1\na = 2\n"), StartsWith("dir/thing.toml, line 4: "));
    EXPECT_THAT(refuse("\xff\xfe"), StartsWith("dir/thing.toml, line 1: "));
    EXPECT_THAT(refuse("a = " + std::string(100000, '[')), StartsWith("dir/thing.toml, line 1: "));
}

TEST(Toml, KindAndVersionAreDemanded) {
    EXPECT_EQ(refuse(""), "dir/thing.toml, line 1: kind is missing; write kind = \"thing\"");
    EXPECT_EQ(refuse("kind = \"thing\"\n"),
              "dir/thing.toml, line 1: version is missing; write version = 1");
    EXPECT_EQ(refuse("\nkind = \"plan\"\nversion = 1\n"),
              "dir/thing.toml, line 2: this is a file of kind \"plan\", not \"thing\"");
    EXPECT_THAT(refuse("kind = 3\nversion = 1\n"),
                HasSubstr("kind must be a text, not an integer"));
    for (const char* version : {"2", "0", "1.0", "\"1\"", "true"})
        EXPECT_THAT(refuse("kind = \"thing\"\nversion = " + std::string(version) + "\n"),
                    HasSubstr("line 2: this version of the file is not known; version = 1 is"))
            << version;
    EXPECT_EQ(refuse(header), "accepted");
}

TEST(Toml, UnknownKeyIsRefusedWithTheNearestName) {
    EXPECT_EQ(refuse(header + "gain_db = 1\nsource_resistence_ohm = 3\n", read_ohms),
              "dir/thing.toml, line 4: unknown key source_resistence_ohm (did you mean "
              "source_resistance_ohm?)");
    EXPECT_THAT(
        refuse(header + "source_resistance_ohm = 3\nq = 1\n", read_ohms),
        AllOf(HasSubstr("line 4: unknown key q"), HasSubstr("known: "), HasSubstr("gain_db")));
    EXPECT_THAT(refuse(header + "source_resistance_ohm = 3\n[extra]\n", read_ohms),
                HasSubstr("line 4: unknown key extra"));
}

TEST(Toml, MissingKeysAreNamedTogether) {
    EXPECT_THAT(refuse(header,
                       [](TomlTable& table) {
                           static_cast<void>(table.number("a_ohm", between(0, 1)));
                           static_cast<void>(table.text("name"));
                       }),
                HasSubstr("a_ohm and name are missing"));
}

TEST(Toml, NumberOutOfRangeNamesLineAndWhatIsAllowed) {
    for (const char* value : {"-1", "1000001", "nan", "inf", "-inf"})
        EXPECT_THAT(refuse(header + "source_resistance_ohm = " + value + "\n", read_ohms),
                    AllOf(StartsWith("dir/thing.toml, line 3: source_resistance_ohm = "),
                          HasSubstr("is out of range: allowed is 0 to 1e+06")))
            << value;
    EXPECT_THAT(refuse(header + "x = 0\n",
                       [](TomlTable& table) { static_cast<void>(table.number("x", above(0, 5))); }),
                HasSubstr("x = 0 is out of range: allowed is above 0, up to 5"));
    EXPECT_THAT(refuse(header + "x = -1\n",
                       [](TomlTable& table) {
                           static_cast<void>(table.number("x", between(0, unlimited)));
                       }),
                HasSubstr("allowed is at least 0"));
}

TEST(Toml, WrongTypesAreNamed) {
    const auto refuse_with = [](const std::string& line, const TomlTable::Reader& read) {
        return refuse(header + line + "\n", read);
    };
    const auto read_number = [](TomlTable& t) { static_cast<void>(t.number("x", between(0, 9))); };
    EXPECT_THAT(refuse_with("x = \"3\"", read_number), HasSubstr("x must be a number, not a text"));
    EXPECT_THAT(refuse_with("x = true", read_number), HasSubstr("not true or false"));
    EXPECT_THAT(refuse_with("x = [1]", read_number), HasSubstr("not a list"));
    EXPECT_THAT(refuse_with("x = {a = 1}", read_number), HasSubstr("not a table"));
    EXPECT_THAT(refuse_with("x = 2026-01-31", read_number), HasSubstr("not a date or time"));
    EXPECT_THAT(
        refuse_with("x = 1.5",
                    [](TomlTable& t) { static_cast<void>(t.integer("x", between(0, 9), 1)); }),
        HasSubstr("x must be a whole number, not a number"));
    EXPECT_THAT(refuse_with("x = 1", [](TomlTable& t) { static_cast<void>(t.boolean("x", true)); }),
                HasSubstr("x must be true or false, not an integer"));
    EXPECT_THAT(refuse_with("x = 1", [](TomlTable& t) { static_cast<void>(t.text("x")); }),
                HasSubstr("x must be a text in quotes, not an integer"));
    EXPECT_THAT(refuse_with("x = 1", [](TomlTable& t) { t.each("x", [](TomlTable&) {}); }),
                HasSubstr("x must be written as [[x]], not an integer"));
}

TEST(Toml, ReadsNumbersTextsWordsAndLists) {
    read_toml(header + "i = 3\nd = 2.5\nb = true\nt = \"hum\"\nl = [1, 2.5]\nll = [[1], [2, 3]]\n",
              "x", "thing", [](TomlTable& table) {
                  EXPECT_EQ(table.integer("i", between(0, 9), 1), 3);
                  EXPECT_EQ(table.number("i", between(0, 9)), 3);
                  EXPECT_EQ(table.number("d", between(0, 9)), 2.5);
                  EXPECT_EQ(table.number("absent", between(0, 9), 7), 7);
                  EXPECT_EQ(table.optional_number("absent", between(0, 9)), std::nullopt);
                  EXPECT_TRUE(table.boolean("b", false));
                  EXPECT_EQ(table.text("t"), "hum");
                  EXPECT_EQ(table.word("absent_word", {"first", "second"}), "first");
                  EXPECT_THAT(table.numbers("l", between(0, 9)), ElementsAre(1, 2.5));
                  EXPECT_THAT(table.number_lists("ll", between(0, 9)),
                              ElementsAre(ElementsAre(1), ElementsAre(2, 3)));
              });
}

TEST(Toml, WordsAndListElementsAreChecked) {
    EXPECT_THAT(refuse(header + "w = \"up\"\n",
                       [](TomlTable& t) {
                           static_cast<void>(t.word("w", {"left", "right"}));
                       }),
                HasSubstr("line 3: w = \"up\" is not known: allowed is left, right"));
    EXPECT_THAT(refuse(header + "l = [1,\n 20]\n",
                       [](TomlTable& t) { static_cast<void>(t.numbers("l", between(0, 9))); }),
                HasSubstr("line 4: an element of l = 20 is out of range: allowed is 0 to 9"));
    EXPECT_THAT(refuse(header + "l = [1]\n",
                       [](TomlTable& t) { static_cast<void>(t.number_lists("l", between(0, 9))); }),
                HasSubstr("l must be a list of numbers, not an integer"));
}

TEST(Toml, SubTablesAreClosedToo) {
    const auto read = [](TomlTable& table) {
        table.each("part", [](TomlTable& part) {
            static_cast<void>(part.number("size_db", between(0, 1)));
        });
    };
    EXPECT_THAT(refuse(header + "[[part]]\nsize_db = 1\n[[part]]\nsize_dB = 1\n", read),
                HasSubstr("line 6: unknown key size_dB (did you mean size_db?)"));
    EXPECT_THAT(refuse(header + "[[part]]\nsize_db = 1\n\n[[part]]\n", read),
                HasSubstr("line 6: size_db is missing"));
}

TEST(Toml, FilesAreNamedAfterWhatTheyDescribe) {
    EXPECT_EQ(name_of_file("/home/me/phone-dongle.toml"), "phone-dongle");
    EXPECT_EQ(name_of_file("standard.toml"), "standard");
    EXPECT_EQ(name_of_file("v1.2"), "v1.2");
}

}  // namespace
}  // namespace ohmloop::profiles
