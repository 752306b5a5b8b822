#include "cli/published_table.hpp"

#include "support/temporary_folder.hpp"

#include "ohmloop/cli/errors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::cli {
namespace {

using classify::Exactness;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

PublishedTable table_of(const std::string& text) {
    const testing::TemporaryFolder folder;
    folder.write("ports.csv", text);
    return read_published_table(folder.path("ports.csv"));
}

std::string refusal_of(const std::string& text) {
    try {
        table_of(text);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

/// Of the first row that is refused.
std::string row_refusal(const std::string& text) {
    const auto table = table_of(text);
    return table.refused.empty() ? "accepted" : table.refused.front().reason;
}

TEST(PublishedTable, ReadsWhatIsThere) {
    const auto table = table_of(
        "device,maker,z_out_ohm,price,v_max_unloaded_vrms,v_32ohm_vrms,thdn_pct,volume,balanced\r\n"
        "\"DAC \"\"II\"\", black\",Acme,<0.1,99,2.1,,0.001,fixed,y\r\n"
        ",,,,,1.5,,variable / bypass,\n");
    ASSERT_EQ(table.ports.size(), 2U);
    const auto& first = table.ports[0];
    EXPECT_EQ(first.id, "row 1");
    EXPECT_EQ(first.name, "Acme DAC \"II\", black");
    EXPECT_EQ(first.impedance_ohm, 0.1);
    EXPECT_EQ(first.impedance_exactness, Exactness::at_most);
    EXPECT_EQ(first.unloaded_v, 2.1);
    EXPECT_NEAR(*first.thd_n_db, -100, 1e-9);
    EXPECT_EQ(first.adjustable, false);
    EXPECT_EQ(first.balanced, true);
    EXPECT_TRUE(first.loaded.empty());
    const auto& second = table.ports[1];
    EXPECT_FALSE(second.impedance_ohm);
    ASSERT_EQ(second.loaded.size(), 1U);
    EXPECT_EQ(second.loaded[0].load_ohm, 32);
    EXPECT_EQ(second.adjustable, true);
    EXPECT_TRUE(table.mistaken.empty()) << "a column of its own is no mistake";
}

TEST(PublishedTable, TakesWordsForAQualifierAndZeroForNextToNothing) {
    const auto table =
        table_of("z_out_ohm,z_out_qualifier\n100,~\n100,range 15-47\n100,<\n100,\n0,\n");
    std::vector<Exactness> found;
    for (const auto& port : table.ports) found.push_back(port.impedance_exactness);
    EXPECT_THAT(found,
                ::testing::ElementsAre(Exactness::about, Exactness::about, Exactness::at_most,
                                       Exactness::stated, Exactness::at_most));
    EXPECT_GT(*table.ports.back().impedance_ohm, 0);
}

TEST(PublishedTable, NamesRowAndColumnOfWhatItCannotRead) {
    EXPECT_THAT(row_refusal("z_out_ohm,volume\n100,banana\n"),
                AllOf(HasSubstr("volume"), HasSubstr("banana")));
    EXPECT_THAT(row_refusal("z_out_ohm,z_out_qualifier\n100,>\n"), HasSubstr("z_out_qualifier"));
    EXPECT_THAT(row_refusal("z_out_ohm,thdn_pct\n100,200\n"), HasSubstr("200 is above 100"));
    EXPECT_THAT(row_refusal("z_out_ohm,snr_dr_db\n100,300\n"), HasSubstr("300 is above 200"));
    EXPECT_THAT(row_refusal("id,z_out_ohm\na,1\nb,low\n"),
                StartsWith("row 2 (line 3), z_out_ohm: cannot read 'low'"));
    EXPECT_THAT(row_refusal("z_out_ohm\n-5\n"), HasSubstr("below 0"));
    EXPECT_THAT(row_refusal("z_out_ohm,balanced\n5,perhaps\n"), HasSubstr("neither y nor n"));
    EXPECT_THAT(row_refusal("z_out_ohm\n1,2\n"), StartsWith("row 1 (line 2), Too many columns"));
    EXPECT_THAT(refusal_of("name,price\nx,1\n"), HasSubstr("names no column of figures"));
    EXPECT_THAT(refusal_of(""), HasSubstr("names no column of figures"));
}

TEST(PublishedTable, ReadsTheRowsBesideOneItCannotRead) {
    const auto table = table_of(
        "id,device,z_out_ohm,v_max_unloaded_vrms\n"
        "a,A,100,2\nb,B,low,2\nc,C,1,2,3\nd,D,\"5\n,E,7,1\n");
    ASSERT_EQ(table.ports.size(), 2U);
    EXPECT_EQ(table.ports[0].id, "a");
    EXPECT_EQ(table.ports[1].id, "row 5") << "counted with those that are refused";
    ASSERT_EQ(table.refused.size(), 3U);
    EXPECT_EQ(table.refused[0].id, "b");
    EXPECT_EQ(table.refused[0].name, "B");
    EXPECT_EQ(table.refused[0].before, 1U);
    EXPECT_THAT(table.refused[1].reason, StartsWith("row 3 (line 4), Too many columns"));
    EXPECT_THAT(table.refused[2].reason, StartsWith("row 4 (line 5), "));
    EXPECT_EQ(table.refused[2].before, 1U);
}

TEST(PublishedTable, BearsWhatSpreadsheetsWrite) {
    const auto table = table_of("\xEF\xBB\xBFz_out_ohm,id\r\n\r\n5,a\r\n,\r\n7,b");
    ASSERT_EQ(table.ports.size(), 2U);
    EXPECT_EQ(table.ports[0].id, "a");
    EXPECT_EQ(table.ports[1].impedance_ohm, 7);
    EXPECT_THAT(row_refusal("z_out_ohm,id\n\nfive,a\n"), StartsWith("row 1 (line 3), "));
    EXPECT_THAT(refusal_of("z_out_ohm,id\n"), HasSubstr("no port"));
}

TEST(PublishedTable, TellsAColumnThatIsNearlyAKnownOne) {
    const auto table = table_of("z_out_ohm,v_max_unloaded_vrm\n1,2\n");
    ASSERT_EQ(table.mistaken.size(), 1U);
    EXPECT_THAT(table.mistaken[0], HasSubstr("did you mean v_max_unloaded_vrms?"));
}

}  // namespace
}  // namespace ohmloop::cli
