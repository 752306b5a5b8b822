#include "ohmloop/result/json.hpp"

#include "support/refusal.hpp"
#include "support/sample_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <random>
#include <utility>

namespace ohmloop::result {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::sample_result;

std::string refusal(std::string_view text) {
    return ohmloop::testing::refusal<MalformedResult>([&] { return from_json(text); });
}

std::string with(const std::string& old_text, const std::string& new_text) {
    std::string json = to_json(sample_result());
    const std::size_t at = json.find(old_text);
    EXPECT_NE(at, std::string::npos) << old_text;
    return json.replace(at, old_text.size(), new_text);
}

TEST(Json, ReadsBackWhatItWrote) {
    const std::string once = to_json(sample_result());
    EXPECT_EQ(to_json(from_json(once)), once);
}

// A file written by an earlier program of this version must stay readable, and come out the same.
TEST(Json, AStoredFileReadsAndWritesBackUnchanged) {
    std::ifstream file(OHMLOOP_SOURCE_DIR "/tests/golden/phone-dongle.json", std::ios::binary);
    const std::string stored{std::istreambuf_iterator<char>(file), {}};
    ASSERT_FALSE(stored.empty());
    EXPECT_EQ(to_json(from_json(stored)), stored);
}

TEST(Json, ReadsBackEveryField) {
    Result before = sample_result();
    before.verdict->load_groups = {{"light loads",
                                    {"open", "4.7k"},
                                    PortClass::line,
                                    {{"line", 0.75}, {"headphone", 0.25}},
                                    true,
                                    "1.00 V behind 0.5 Ω"}};
    const Result after = from_json(to_json(before));
    EXPECT_EQ(after.dut.note, before.dut.note);
    EXPECT_EQ(after.setup.seed, before.setup.seed);
    EXPECT_EQ(after.setup.calibration->covers, before.setup.calibration->covers);
    EXPECT_EQ(after.takes[0].clock_offset_ppm, 12.5);
    EXPECT_FALSE(after.takes[1].latency_s);
    ASSERT_EQ(after.figures.size(), before.figures.size());
    for (std::size_t i = 0; i < before.figures.size(); ++i) {
        EXPECT_EQ(after.figures[i].key, before.figures[i].key);
        EXPECT_EQ(after.figures[i].value, before.figures[i].value);
        EXPECT_EQ(after.figures[i].low, before.figures[i].low);
        EXPECT_EQ(after.figures[i].terms.size(), before.figures[i].terms.size());
    }
    EXPECT_EQ(after.curves[0].uncertainty, before.curves[0].uncertainty);
    EXPECT_EQ(after.curves[1].value, before.curves[1].value);
    EXPECT_EQ(after.doubts[1].severity, Severity::weakens);
    EXPECT_EQ(after.verdict->probabilities, before.verdict->probabilities);
    EXPECT_EQ(after.channel_verdicts.at("right").criteria[1].strength, 4.1);
    const Criterion& impedance = after.verdict->criteria[2];
    EXPECT_EQ(impedance.log_likelihood_ratio, -2.125);
    EXPECT_EQ(impedance.uncertainty, 1.25);
    EXPECT_EQ(impedance.uncertainty_terms.at("figures"), 0.75);
    EXPECT_EQ(impedance.log_likelihood.at("other"), -4.5);
    EXPECT_EQ(impedance.this_port.value, 0.91);
    EXPECT_EQ(impedance.typical_line.high, 640);
    EXPECT_EQ(impedance.typical_headphone.unit, "ohm");
    EXPECT_FALSE(after.verdict->criteria[1].log_likelihood_ratio);
    EXPECT_EQ(after.verdict->criteria[7].counted_in.size(), 2U);
    const LoadGroup& group = after.verdict->load_groups.at(0);
    EXPECT_EQ(group.loads, (std::vector<std::string>{"open", "4.7k"}));
    EXPECT_EQ(group.port_class, PortClass::line);
    EXPECT_EQ(group.probabilities.at("line"), 0.75);
    EXPECT_TRUE(group.served);
    EXPECT_EQ(after.verdict->advice[1].topic, "headphones");
    const QuotedFigure& quoted = after.verdict->advice[1].figures.at(0);
    EXPECT_EQ(quoted.name, "clean_peak_spl");
    EXPECT_EQ(quoted.kind, Kind::lower_bound);
    EXPECT_EQ(quoted.origin, Origin::computed);
    EXPECT_EQ(quoted.low, 104);
    EXPECT_FALSE(quoted.high);
    EXPECT_EQ(quoted.load_ohm, 32);
    EXPECT_EQ(quoted.from, before.verdict->advice[1].figures.at(0).from);
    EXPECT_EQ(after.verdict->serves_as_line.figures.at(0).origin, Origin::given);
    const HeadphoneFit& fit = after.verdict->advice[1].headphones.at(0);
    EXPECT_EQ(fit.rating, "unsafe");
    EXPECT_EQ(fit.headroom_over_100_db, -0.5);
    EXPECT_EQ(fit.upper_bounds, (std::vector<std::string>{"response_change_db"}));
    EXPECT_FALSE(fit.response_change_hz);
}

TEST(Json, ReadsAdviceThatHasNoFigures) {
    const Result result = from_json(to_json(sample_result()));
    EXPECT_EQ(result.verdict->advice[0].text, "Into 10 kΩ: 1.0 V, loses less than 0.01 dB.");
    EXPECT_TRUE(result.verdict->advice[0].topic.empty());
    EXPECT_THAT(refusal(with("\"Into 10 kΩ: 1.0 V, loses less than 0.01 dB.\"", "7")),
                HasSubstr("advice[0]"));
}

TEST(Json, ReadsBackACurveAgainstLevel) {
    Result before = sample_result();
    Curve curve;
    curve.quantity = "harmonic";
    curve.order = 3;
    curve.at_hz = 997;
    curve.unit = "dB";
    curve.level_dbfs = {-20, -1};
    curve.value = {-110, -80};
    curve.uncertainty = {0, 0.1};
    curve.kind = {Kind::upper_bound, Kind::measured};
    before.curves = {curve};
    const Result read = from_json(to_json(before));
    const Curve& after = read.curves.at(0);
    EXPECT_EQ(after.order, curve.order);
    EXPECT_EQ(after.at_hz, curve.at_hz);
    EXPECT_EQ(after.level_dbfs, curve.level_dbfs);
    EXPECT_EQ(after.kind, curve.kind);
    EXPECT_FALSE(after.at_level_dbfs);
    EXPECT_TRUE(after.frequency_hz.empty());
    before.curves[0].kind.pop_back();
    EXPECT_THAT(refusal(to_json(before)), HasSubstr("curves[0]"));
}

TEST(Json, NumbersReadBackBitForBit) {
    for (const double number : {1.0 / 3, 0.1, -0.0, 1e-320, 1.7976931348623157e308, 5e-324, 1e22,
                                9007199254740993.0, -92.130000000000001}) {
        Result result;
        result.figures.push_back(
            bound(testing::sample_key("thd", "left"), Kind::upper_bound, number, "dB", "noise"));
        const double back = *from_json(to_json(result)).figures[0].value;
        EXPECT_EQ(back, number);
        EXPECT_EQ(std::signbit(back), std::signbit(number));
    }
}

TEST(Json, StartsWithFormatAndVersionAndEndsWithANewline) {
    const std::string json = to_json(sample_result());
    EXPECT_TRUE(
        json.starts_with("{\n  \"format\": \"ohmloop-result\",\n  \"version\": 1,\n  \"id\""));
    EXPECT_TRUE(json.ends_with("}\n"));
    EXPECT_THAT(json, HasSubstr("\"at_hz\": 997,"));
    EXPECT_THAT(json,
                HasSubstr("\"program\": {\n    \"version\": \"0.1.0\",\n    \"conformance\": 1"));
}

TEST(Json, LeavesOutWhatDoesNotApply) {
    Result result;
    FigureKey key;
    key.quantity = "latency";
    result.figures.push_back(not_measured(key, "s", "no markers"));
    const std::string json = to_json(result);
    EXPECT_THAT(json, HasSubstr("\"value\": null"));
    EXPECT_THAT(json, HasSubstr("\"calibration\": null"));
    for (const char* absent : {"\"channel\"", "\"uncertainty\"", "\"low\"", "\"terms\"",
                               "\"verdict\"", "\"output_device\"", "\"limited_by\""})
        EXPECT_THAT(json, Not(HasSubstr(absent))) << absent;
}

TEST(Json, WithholdsWhatIsNotFinite) {
    Result result = sample_result();
    result.figures[0].value = std::numeric_limits<double>::quiet_NaN();
    result.curves[0].real_ohm[1] = std::numeric_limits<double>::infinity();
    const Result after = from_json(to_json(result));
    EXPECT_EQ(after.figures[0].kind, Kind::not_measured);
    EXPECT_EQ(after.curves[0].frequency_hz, (std::vector<double>{20, 20000}));
    EXPECT_EQ(after.curves[0].real_ohm, (std::vector<double>{0.9, 1.0 / 3}));
    EXPECT_TRUE(after.curves[0].value.empty());
}

TEST(Json, MendsBytesThatAreNoUtf8) {
    Result result = sample_result();
    result.dut.name =
        "a\xff"
        "b";
    EXPECT_EQ(from_json(to_json(result)).dut.name,
              "a\xEF\xBF\xBD"
              "b");
}

TEST(Json, RefusesAForeignFormatOrVersion) {
    EXPECT_THAT(refusal("[]"), HasSubstr("format"));
    EXPECT_THAT(refusal("3"), HasSubstr("format"));
    EXPECT_THAT(refusal(with("ohmloop-result", "ohmloop-classification")), HasSubstr("format"));
    EXPECT_THAT(refusal(with("\"version\": 1", "\"version\": 2")), HasSubstr("version is 2"));
    EXPECT_THAT(refusal(R"({"format": "ohmloop-result"})"), HasSubstr("version is missing"));
}

TEST(Json, RefusesWhatIsNoJson) {
    for (const char* text : {"", "{", "nonsense", "{\"format\": \"ohmloop-result\",}", "\xff\xfe"})
        EXPECT_THAT(refusal(text), HasSubstr("not a result")) << text;
    const std::string whole = to_json(sample_result());
    for (std::size_t cut = 0; cut + 2 < whole.size(); cut += 97)
        EXPECT_THAT(refusal(std::string_view(whole).substr(0, cut)), HasSubstr("not a result"));
}

// Whatever a byte is changed to, the answer is a result or one MalformedResult.
TEST(Json, SurvivesChangedBytes) {
    const std::string whole = to_json(sample_result());
    std::mt19937 random(11);
    int refused = 0;
    for (int round = 0; round < 300; ++round) {
        std::string text = whole;
        for (int change = 0; change < 3; ++change)
            text[random() % text.size()] = static_cast<char>(random() % 256);
        if (refusal(text) != "accepted") ++refused;
    }
    EXPECT_GT(refused, 150);  // most bytes are structure, names or multi-byte texts
}

TEST(Json, RefusesNumbersThatAreNotFinite) {
    for (const char* number : {"NaN", "Infinity", "1e999", "-1e999"})
        EXPECT_NE(refusal(with("\"at_hz\": 997", std::string("\"at_hz\": ") + number)), "accepted");
}

TEST(Json, RefusesAKeyThatComesTwice) {
    EXPECT_THAT(refusal(with("\"simulated\": true", "\"simulated\": true, \"simulated\": false")),
                HasSubstr("\"simulated\" comes twice"));
}

TEST(Json, RefusesMoreThanSixtyFourLevels) {
    const auto nested = [](std::size_t levels) {
        return with("\"simulated\": true", "\"simulated\": true, \"x\": " +
                                               std::string(levels, '[') + std::string(levels, ']'));
    };
    EXPECT_EQ(refusal(nested(63)), "accepted");  // inside the outermost object: 64
    EXPECT_THAT(refusal(nested(64)), HasSubstr("deeper than 64"));
    EXPECT_THAT(refusal(std::string(1'000'000, '[')), HasSubstr("deeper than 64"));
}

TEST(Json, RefusesMoreThanThirtyTwoMebibytes) {
    EXPECT_THAT(refusal(std::string((32U << 20U) + 1, ' ')), HasSubstr("32 MiB"));
}

TEST(Json, SkipsUnknownKeys) {
    EXPECT_EQ(refusal(with("\"simulated\": true", "\"simulated\": true, \"later\": {\"a\": [1]}")),
              "accepted");
}

TEST(Json, NamesThePlaceOfAWrongValue) {
    EXPECT_THAT(refusal(with("\"kind\": \"measured\"", "\"kind\": \"guessed\"")),
                HasSubstr("figures[0].kind"));
    EXPECT_THAT(refusal(with("\"xruns\": 0", "\"xruns\": 1e3")), HasSubstr("takes[0].xruns"));
    EXPECT_THAT(refusal(with("\"xruns\": 0", "\"xruns\": 3000000000")),
                HasSubstr("takes[0].xruns"));
    EXPECT_THAT(refusal(with("\"frames_asked\": 960000", "\"frames_asked\": -1")),
                HasSubstr("takes[0].frames_asked"));
    EXPECT_THAT(refusal(with("\"plan\": \"standard\"", "\"plan\": 7")), HasSubstr("setup.plan"));
    EXPECT_THAT(refusal(with("\"class\": \"headphone\",", "")), HasSubstr("verdict.port"));
}

TEST(Json, RefusesFiguresThatContradictThemselves) {
    Result result = sample_result();
    result.figures[1].key = result.figures[0].key;
    EXPECT_THAT(refusal(to_json(result)), HasSubstr("figures[1]"));
    result = sample_result();
    result.figures[2].low = *result.figures[2].high + 1;
    EXPECT_THAT(refusal(to_json(result)), HasSubstr("figures[2]: low is above high"));
    result = sample_result();
    result.figures[3].value.reset();
    EXPECT_THAT(refusal(to_json(result)), HasSubstr("figures[3]: has no value"));
    result = sample_result();
    result.curves[1].value.pop_back();
    EXPECT_THAT(refusal(to_json(result)), HasSubstr("curves[1]"));
}

/// What is said to the sample result after a change of its first figure, 0.913 ohm +- 0.045.
std::string refusal_of(const std::function<void(Figure&)>& change) {
    Result result = sample_result();
    change(result.figures[0]);
    return refusal(to_json(result));
}

TEST(Json, RefusesAValueOutsideItsInterval) {
    EXPECT_THAT(refusal_of([](Figure& f) { f.value = 2; }),
                HasSubstr("figures[0]: its value 2 lies above its high"));
    EXPECT_THAT(refusal_of([](Figure& f) { f.value = 0.1; }),
                HasSubstr("figures[0]: its value 0.1 lies below its low"));
    EXPECT_EQ(refusal_of([](Figure& f) { f.value = f.high; }), "accepted");
}

TEST(Json, RefusesASizeBelowZero) {
    const auto turned = [](Figure& f) {
        f.value = -*f.value;
        std::swap(f.low, f.high);
        f.low = -*f.low;
        f.high = -*f.high;
    };
    EXPECT_THAT(refusal_of(turned), HasSubstr("output_impedance is a size"));
    EXPECT_THAT(refusal_of([](Figure& f) { f.uncertainty = -0.1; }), HasSubstr("uncertainty"));
    // A fitted inductance may come out below zero, and decibels have a sign.
    EXPECT_EQ(refusal_of([&](Figure& f) {
                  turned(f);
                  f.key.quantity = "source_inductance";
                  f.unit = "H";
              }),
              "accepted");
}

TEST(Json, RefusesWhatNoResultOfThisVersionHas) {
    EXPECT_THAT(refusal_of([](Figure& f) { f.unit = "kohm"; }),
                HasSubstr("figures[0]: the unit of output_impedance is \"ohm\", not \"kohm\""));
    EXPECT_THAT(refusal_of([](Figure& f) { f.key.quantity = "output_impedence"; }),
                HasSubstr("\"output_impedence\" is no quantity (did you mean output_impedance"));
    EXPECT_THAT(refusal_of([](Figure& f) { f.key.channel = "middle"; }),
                HasSubstr("its channel \"middle\""));
    EXPECT_THAT(refusal_of([](Figure& f) { f.key.drive = "some"; }), HasSubstr("its drive"));
    EXPECT_THAT(refusal_of([](Figure& f) { f.key.weighting = "b"; }), HasSubstr("its weighting"));
    EXPECT_THAT(refusal_of([](Figure& f) { f.key.at_hz = 0; }), HasSubstr("at_hz"));
    EXPECT_THAT(refusal_of([](Figure& f) { f.limited_by = "fear"; }), HasSubstr("limited_by"));
    EXPECT_EQ(refusal_of([](Figure& f) { f.key.channel = "left>right"; }), "accepted");
    EXPECT_EQ(refusal_of([](Figure& f) { f.key.channel = "channel3"; }), "accepted");
}

TEST(Json, RefusesImpossibleConditions) {
    Result result = sample_result();
    result.setup.loads[1].resistance_ohm = -33;
    EXPECT_THAT(refusal(to_json(result)), HasSubstr("setup.loads[1]"));
    result = sample_result();
    result.setup.input.full_scale_v = -2;
    EXPECT_THAT(refusal(to_json(result)), HasSubstr("setup.input"));
    result = sample_result();
    result.doubts[1].channel = "middle";
    EXPECT_THAT(refusal(to_json(result)), HasSubstr("doubts[1]"));
}

TEST(Json, ListsClassifiedPortsUnderTheirIds) {
    const std::vector<ClassifiedPort> ports{
        {"port-a", "Maker Player, line out", testing::sample_verdict()}};
    const std::string json = to_json(ports);
    EXPECT_TRUE(
        json.starts_with("{\n  \"format\": \"ohmloop-classification\",\n  \"version\": 1,"));
    EXPECT_THAT(json, HasSubstr("\"id\": \"port-a\""));
    EXPECT_THAT(json, HasSubstr("\"class\": \"headphone\""));
}

}  // namespace
}  // namespace ohmloop::result
