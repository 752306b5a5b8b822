#include "ohmloop/result/manifest.hpp"

#include "support/refusal.hpp"

#include "ohmloop/result/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmloop::result {
namespace {

using ::testing::HasSubstr;

TakesManifest sample() {
    TakesManifest manifest;
    manifest.head.program = "0.1.0";
    manifest.head.started = "2026-01-31T12:00:00Z";
    manifest.head.simulated = true;
    manifest.head.setup.wiring = "stereo";
    manifest.head.setup.seed = 7;
    manifest.head.doubts.push_back(
        {"load_rating", Severity::note, {}, "33", "the load ends it", "another load"});
    manifest.input.resistance_ohm = {10e3, 0.1 + 0.2};  // no short decimal
    manifest.input.capacitance_pf = {200, 0};
    manifest.input.full_scale_v = TolerancedFigure{1.0 / 3, 0.05};
    manifest.input.noise_v = 1.7e-6;
    manifest.input.thd_db = -98.7;
    manifest.input.channel_match_db = 0.07;
    manifest.contact_uncertainty_ohm = 0.01;
    manifest.returned = true;
    manifest.one_clock = true;
    KeptTake take;
    take.file = "00-open.wav";
    take.sha256 = std::string(64, 'a');
    take.load = {"33", 33.0, 0.01, 0.05, 0.25, 0.0015};
    take.order = 1;
    take.same_stream = true;
    take.retakes = 2;
    take.frames_asked = 12345678901;
    take.overruns = 3;
    take.layout = "line 1\nline \"2\"\n";
    manifest.takes = {take};
    manifest.takes.push_back(take);
    manifest.takes[1].load = {"open", {}, 0, 0, {}, 0};
    return manifest;
}

TEST(Manifest, ReadsBackExactlyWhatWasWritten) {
    const auto text = manifest_to_json(sample());
    const auto read = manifest_from_json(text);
    EXPECT_EQ(manifest_to_json(read), text);
    EXPECT_EQ(read.input.resistance_ohm.tolerance, 0.1 + 0.2);
    EXPECT_EQ(read.input.full_scale_v->value, 1.0 / 3);
    EXPECT_EQ(read.input.thd_db, -98.7);
    EXPECT_EQ(read.input.channel_match_db, 0.07);
    EXPECT_FALSE(read.input.crosstalk_db);
    EXPECT_FALSE(read.input.polarity_inverted);
    EXPECT_TRUE(read.returned);
    EXPECT_TRUE(read.one_clock);
    ASSERT_EQ(read.takes.size(), 2U);
    EXPECT_EQ(read.takes[0].layout, "line 1\nline \"2\"\n");
    EXPECT_EQ(read.takes[0].frames_asked, 12345678901U);
    EXPECT_EQ(read.takes[0].load.power_w, 0.25);
    EXPECT_EQ(read.takes[0].load.scale_uncertainty, 0.0015);
    EXPECT_FALSE(read.takes[1].load.resistance_ohm);
    ASSERT_EQ(read.head.doubts.size(), 1U);
    EXPECT_EQ(read.head.doubts[0].code, "load_rating");
    EXPECT_EQ(read.head.setup.seed, 7U);
}

std::string changed(const std::string& from, const std::string& to) {
    auto text = manifest_to_json(sample());
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Manifest, RefusesWhatIsNoManifest) {
    const auto refused = [](const std::string& text) {
        EXPECT_THROW(static_cast<void>(manifest_from_json(text)), MalformedResult) << text;
    };
    refused("");
    refused("[]");
    refused(changed("ohmloop-takes", "ohmloop-tales"));
    refused(changed("\"returned\": true", "\"returned\": \"yes\""));
    refused(changed("\"sha256\"", "\"sha\""));
    refused(changed("\"resistance_ohm\": 33,", "\"resistance_ohm\": -33,"));
}

TEST(Manifest, RefusesNumbersNoInputLoadOrContactHas) {
    const auto refusal = [](const std::string& from, const std::string& to) {
        return ohmloop::testing::refusal<MalformedResult>(
            [&] { return manifest_from_json(changed(from, to)); });
    };
    EXPECT_THAT(refusal("\"contact_uncertainty_ohm\": 0.01", "\"contact_uncertainty_ohm\": 1e30"),
                HasSubstr("contact_uncertainty_ohm: 1e+30 is out of range"));
    EXPECT_THAT(refusal("0.3333333333333333", "1e-300"), HasSubstr("input.full_scale_v.value"));
    EXPECT_THAT(refusal("\"value\": 10000,", "\"value\": 0,"),
                HasSubstr("input.resistance_ohm.value"));
    EXPECT_THAT(refusal("\"noise_v\": 1.7e-06", "\"noise_v\": -1"), HasSubstr("input.noise_v"));
    EXPECT_THAT(refusal("\"contact_ohm\": 0.05", "\"contact_ohm\": -1"),
                HasSubstr("takes[0].load.contact_ohm"));
}

TEST(Manifest, RefusesALoadThatIsNeitherOpenNorAResistor) {
    const auto refusal = [](const std::string& from, const std::string& to) {
        return ohmloop::testing::refusal<MalformedResult>(
            [&] { return manifest_from_json(changed(from, to)); });
    };
    EXPECT_THAT(refusal("\"resistance_ohm\": 33,", "\"resistance_ohm\": null,"),
                HasSubstr("takes[0].load: the load '33' has no resistance"));
    EXPECT_THAT(refusal("\"resistance_ohm\": null", "\"resistance_ohm\": 5"),
                HasSubstr("takes[1].load: the load 'open' has a resistance"));
}

TEST(Manifest, RefusesFilesOutsideItsFolder) {
    for (const char* name : {"../secret.wav", "/etc/passwd", "a/b.wav", "", "..", ".hidden"}) {
        EXPECT_THROW(static_cast<void>(manifest_from_json(changed("00-open.wav", name))),
                     MalformedResult)
            << name;
    }
}

}  // namespace
}  // namespace ohmloop::result
