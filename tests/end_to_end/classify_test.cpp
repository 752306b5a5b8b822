#include "support/run_program.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

// Verdicts from stored results and from tables, as a user asks for them.
namespace ohmloop {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::run_program;
using ::testing::StartsWith;
using testing::TemporaryFolder;

std::string measured(const TemporaryFolder& folder, const std::string& port) {
    const auto file = folder.path(port + ".json");
    const auto ran =
        run_program({"measure", "--simulate", port, "--plan", "quick", "--quiet", "--json", file});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return file;
}

TEST(Classify, TellsTheLineOutOfTwoJacks) {
    const TemporaryFolder folder;
    const auto line = measured(folder, "line-dac");
    const auto phones = measured(folder, "phone-dongle");
    const auto text = run_program({"classify", phones, line, "--same-device"});
    EXPECT_EQ(text.code, 0) << text.err;
    EXPECT_THAT(text.out, HasSubstr("- line-dac.json is the line out, phone-dongle.json the "
                                    "headphone out (100 %)."));
    EXPECT_THAT(text.out, HasSubstr("SIMULATED"));
    const auto json = run_program({"classify", phones, line, "--same-device", "--json", "-"});
    EXPECT_THAT(json.out, AllOf(HasSubstr("\"line_jack\": \"line-dac.json\""),
                                HasSubstr("\"one_stage\": \"no\"")));
    EXPECT_EQ(run_program({"classify", phones, line}).code, 2);
    EXPECT_EQ(run_program({"classify", phones, "--same-device"}).code, 2);
    const auto twice = run_program({"classify", phones, phones, "--same-device"});
    EXPECT_EQ(twice.code, 2);
    EXPECT_THAT(twice.err, HasSubstr("one and the same measurement"));
}

TEST(Classify, AdvisesOnHeadphonesAtBothJacksOfADevice) {
    const TemporaryFolder folder;
    const auto line = measured(folder, "line-dac");
    const auto phones = measured(folder, "phone-dongle");
    folder.write("my, own.zma", "20 310\n100 600\n1000 320\n20000 330\n");
    const auto curve = "HD 600=" + folder.path("my, own.zma");
    const std::vector<std::string> asked{"classify",    line,      phones,        "--same-device",
                                         "--headphone", "mdr7506", "--headphone", curve};
    const auto text = run_program(asked);
    EXPECT_EQ(text.code, 0) << text.err;
    // A table of both headphones below each of the two jacks.
    for (const char* name : {"Sony MDR-7506", "Sennheiser HD 600"}) {
        const auto first = text.out.find(name);
        ASSERT_NE(first, std::string::npos) << text.out;
        EXPECT_NE(text.out.find(name, first + 1), std::string::npos) << text.out;
    }
    EXPECT_THAT(text.out, HasSubstr("- line-dac.json is the line out"));
    auto as_json = asked;
    as_json.insert(as_json.end(), {"--json", "-"});
    const auto json = run_program(as_json);
    EXPECT_EQ(json.code, 0) << json.err;
    EXPECT_THAT(json.out,
                AllOf(HasSubstr("\"impedance\": \"curve\""), HasSubstr("\"topic\": \"headphone\""),
                      HasSubstr("\"origin\": \"computed\"")));
}

TEST(Classify, JudgesATableOfFigures) {
    const TemporaryFolder folder;
    folder.write("ports.csv",
                 "id,device,z_out_ohm,v_max_unloaded_vrms,v_32ohm_vrms\n"
                 "dac,DAC,150,2,\n"
                 "amp,Amplifier,1,4,3.9\n"
                 "coin,Coin,40,,\n");
    const auto table =
        run_program({"classify", "--figures", folder.path("ports.csv"), "--csv", "-"});
    EXPECT_EQ(table.code, 0) << table.err;
    EXPECT_THAT(table.out, StartsWith("id,name,class,line,headphone,hybrid,other,"));
    EXPECT_THAT(table.out, HasSubstr("\ndac,DAC,line,"));
    EXPECT_THAT(table.out, HasSubstr("\namp,Amplifier,headphone,"));
    EXPECT_THAT(table.out, HasSubstr("\ncoin,Coin,undecided,"));
    const auto text = run_program({"classify", "--figures", folder.path("ports.csv")});
    EXPECT_THAT(text.out, HasSubstr("3 ports: 1 line, 1 headphone, 1 undecided\n"));
}

TEST(Classify, JudgesTheRowsBesideOneItCannotRead) {
    const TemporaryFolder folder;
    folder.write("ports.csv",
                 "id,z_out_ohm,v_max_unloaded_vrms,v_32ohm_vrms\n"
                 "dac,150,2,\nbad,1e5x,2,\namp,1,4,3.9\n");
    const auto text = run_program({"classify", "--figures", folder.path("ports.csv")});
    EXPECT_EQ(text.code, 6) << "a result that cannot be read";
    EXPECT_THAT(text.err, HasSubstr("row 2 (line 3), z_out_ohm: cannot read '1e5x'"));
    EXPECT_THAT(text.out, HasSubstr("not judged: row 2 (line 3), z_out_ohm"));
    EXPECT_THAT(text.out, HasSubstr("3 ports: 1 line, 1 headphone, 1 not judged\n"));
    const auto csv = run_program({"classify", "--figures", folder.path("ports.csv"), "--csv", "-"});
    EXPECT_THAT(csv.out, HasSubstr("\nbad,,,,,,,,,,,\"row 2 (line 3), z_out_ohm"));
    const auto json =
        run_program({"classify", "--figures", folder.path("ports.csv"), "--json", "-"});
    EXPECT_EQ(json.code, 6);
    EXPECT_THAT(json.out, HasSubstr("\"error\": \"row 2 (line 3), z_out_ohm"));
}

TEST(Classify, RefusesATableWithoutFigures) {
    const TemporaryFolder folder;
    folder.write("ports.csv", "name,price\na,1\n");
    const auto ran = run_program({"classify", "--figures", folder.path("ports.csv")});
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("names no column of figures"));
}

}  // namespace
}  // namespace ohmloop
