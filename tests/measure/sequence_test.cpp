#include "ohmloop/measure/sequence.hpp"

#include "ohmloop/profiles/built_in.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <ostream>
#include <variant>

namespace ohmloop::measure {
namespace {

profiles::Plan plan_named(const std::string& name) {
    for (const auto& file : profiles::built_in_files())
        if (file.kind == "plans" && file.name == name) return profiles::parse_plan(file.text, name);
    throw std::runtime_error(name);
}

struct LimitCase {
    const char* plan;
    double seconds;
};
void PrintTo(const LimitCase& limit, std::ostream* out) { *out << limit.plan; }
class Plans : public testing::TestWithParam<LimitCase> {};

signal::Layout body_of(const std::string& plan, Hertz rate = Hertz(48000),
                       signal::Wiring wiring = signal::Wiring::stereo) {
    return body_layout(plan_named(plan), rate, wiring, BodyLevels{});
}

double peak_of(const signal::Waveform& waveform) {
    double peak = 0;
    for (const auto& x : waveform.channels)
        for (const double v : x) peak = std::max(peak, std::abs(v));
    return peak;
}

double seconds_of(const signal::Layout& layout) {
    return static_cast<double>(layout.frames) / layout.rate.value();
}

/// From the first marker to the end of the last: a file without its staircase and silences.
double sounding_seconds(const signal::Layout& layout) {
    std::size_t first = layout.frames;
    std::size_t last = 0;
    for (const auto& segment : layout.segments) {
        if (!std::holds_alternative<signal::Marker>(segment.spec.stimulus)) continue;
        first = std::min(first, segment.start);
        last = std::max(last, segment.start + segment.length);
    }
    return static_cast<double>(last - first) / layout.rate.value();
}

}  // namespace

TEST_P(Plans, BodiesFitIntoTheirTime) {
    for (const double rate : {44100.0, 48000.0, 96000.0})
        EXPECT_LE(seconds_of(body_of(GetParam().plan, Hertz(rate))), GetParam().seconds);
}

TEST_P(Plans, FilesFitIntoTheirTimeBesideTheStaircase) {
    const auto layout =
        file_layout(plan_named(GetParam().plan), Hertz(48000), signal::Wiring::stereo, DbFs(0));
    EXPECT_LE(sounding_seconds(layout), GetParam().seconds);
}

TEST_P(Plans, NothingIsLouderThanTheCeiling) {
    for (const double ceiling : {0.0, -12.0, -30.0}) {
        const BodyLevels levels{DbFs(ceiling), DbFs(ceiling - 12), DbFs(ceiling)};
        const auto body =
            body_layout(plan_named(GetParam().plan), Hertz(48000), signal::Wiring::stereo, levels);
        EXPECT_LE(peak_of(render(body)), peak_amplitude(DbFs(ceiling)) * (1 + 1e-12)) << ceiling;
        const auto file = file_layout(plan_named(GetParam().plan), Hertz(48000),
                                      signal::Wiring::stereo, DbFs(ceiling));
        EXPECT_LE(peak_of(render(file)), peak_amplitude(DbFs(ceiling)) * (1 + 1e-12)) << ceiling;
    }
}

TEST_P(Plans, NumbersTellLayoutsApartAndTravelAsText) {
    const auto layout = body_of(GetParam().plan);
    const auto read = parse_layout_text(layout_text(layout));
    EXPECT_EQ(read.frames, layout.frames);
    EXPECT_EQ(layout_number(read), layout_number(layout));
    ASSERT_EQ(read.segments.size(), layout.segments.size());
    for (std::size_t k = 0; k < read.segments.size(); ++k) {
        EXPECT_EQ(read.segments[k].spec, layout.segments[k].spec);
        EXPECT_EQ(read.segments[k].start, layout.segments[k].start);
    }
    EXPECT_NE(layout_number(layout), layout_number(body_of(GetParam().plan, Hertz(44100))));
    EXPECT_NE(layout_number(layout),
              layout_number(body_of(GetParam().plan, Hertz(48000), signal::Wiring::left)));
}

/// `count` tones at once, a sixth of an octave apart, none harmonic of another.
profiles::Plan plan_of_tones(int count, DbFs level) {
    profiles::Plan plan;
    plan.impedance_tones_hz.emplace_back();
    for (int k = 0; k < count; ++k)
        plan.impedance_tones_hz.front().push_back(101 * std::exp2(k / 6.0));
    plan.impedance_level = level;
    plan.impedance_time = Seconds(0.5);
    plan.live_ramp_time = plan.ramp_time = plan.noise_time = Seconds(0);
    return plan;
}

TEST(sequence, TonesAtOnceStayBelowTheCeilingTogether) {
    for (int count = 1; count <= 12; ++count)
        for (const double ceiling : {-1.0, -12.0, -40.0, -50.0}) {
            const auto plan = plan_of_tones(count, DbFs(-20 * std::log10(count) - 0.01));
            const BodyLevels levels{DbFs(ceiling), DbFs(ceiling - 12), DbFs(ceiling)};
            const double allowed = peak_amplitude(DbFs(ceiling)) * (1 + 1e-12);
            for (const auto& layout :
                 {body_layout(plan, Hertz(48000), signal::Wiring::stereo, levels),
                  file_layout(plan, Hertz(48000), signal::Wiring::stereo, DbFs(ceiling))}) {
                EXPECT_LE(peak_of(render(layout)), allowed) << count << " at " << ceiling;
                EXPECT_LE(largest_peak(layout), allowed) << count << " at " << ceiling;
            }
        }
}

TEST(sequence, QuietTonesAreNotMadeQuieterByTheirNumber) {
    // Twelve tones at -60 dBFS meet at -38.4 dBFS, below a ceiling of -30 dBFS.
    const auto layout = body_layout(plan_of_tones(12, DbFs(-60)), Hertz(48000),
                                    signal::Wiring::stereo, {DbFs(-30), DbFs(-42), DbFs(-30)});
    const auto& tones = std::get<signal::Tones>(layout.segments[1].spec.stimulus).tones;
    ASSERT_EQ(tones.size(), 12U);
    for (const auto& tone : tones) EXPECT_EQ(tone.level, DbFs(-60));
}

TEST(sequence, TheShortestSweepOfAPlanStandsClearOfItsHarmonics) {
    const auto plan =
        profiles::parse_plan("kind = \"plan\"\nversion = 1\nsweep_time_s = 4.2\n", "shortest");
    for (const double rate : {32000.0, 44100.0, 48000.0, 88200.0, 96000.0, 192000.0}) {
        const auto body = body_layout(plan, Hertz(rate), signal::Wiring::stereo, BodyLevels{});
        for (const auto& segment : body.segments) {
            const auto* sweep = std::get_if<signal::LogSweep>(&segment.spec.stimulus);
            if (sweep == nullptr) continue;
            // The gate opens 0.25 s before; the second harmonic's response leads by L ln 2 and
            // has a fifth of that for its own length.
            const double lead_s =
                signal::sweep_constant(*sweep, segment.spec.steady).value() * std::numbers::ln2;
            EXPECT_GE(0.8 * lead_s, 0.25) << rate;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(sequence, Plans,
                         testing::Values(LimitCase{"quick", 4}, LimitCase{"standard", 20},
                                         LimitCase{"full", 60}),
                         [](const auto& instance) { return std::string(instance.param.plan); });

TEST(sequence, BeginsAndEndsWithMarkersOfItsNumber) {
    const auto layout = body_of("standard");
    for (const auto* segment : {&layout.segments.front(), &layout.segments.back()}) {
        const auto* marker = std::get_if<signal::Marker>(&segment->spec.stimulus);
        ASSERT_NE(marker, nullptr);
        EXPECT_EQ(marker->number, layout_number(layout));
    }
}

TEST(sequence, PlaysOnlyWhatBothRatesCarry) {
    for (const signal::Rates rates :
         {signal::Rates(Hertz(96000), Hertz(44100)), signal::Rates(Hertz(44100), Hertz(96000))}) {
        const auto body =
            body_layout(plan_named("standard"), rates, signal::Wiring::stereo, BodyLevels{});
        EXPECT_EQ(body.rate, rates.recorded);
        for (const auto& segment : body.segments) {
            if (const auto* sweep = std::get_if<signal::LogSweep>(&segment.spec.stimulus)) {
                EXPECT_EQ(sweep->stop, 0.448 * Hertz(44100));
            }
            if (const auto* tones = std::get_if<signal::Tones>(&segment.spec.stimulus)) {
                for (const auto& tone : tones->tones)
                    EXPECT_LT(tone.frequency, 0.45 * Hertz(44100));
            }
        }
    }
}

TEST(sequence, RemembersARateOfPlayingInItsText) {
    const auto two = body_layout(plan_named("quick"), {Hertz(48000), Hertz(44100)},
                                 signal::Wiring::stereo, BodyLevels{});
    const auto read = parse_layout_text(layout_text(two));
    EXPECT_EQ(read.rate, Hertz(48000));
    EXPECT_EQ(read.play_rate, Hertz(44100));
    EXPECT_EQ(layout_text(read), layout_text(two));
    EXPECT_EQ(parse_layout_text(layout_text(body_of("quick"))).play_rate, std::nullopt);
    EXPECT_THROW((void)parse_layout_text("ohmloop-sequence 1\nrate 48000\nplayed 1e9\n"),
                 MalformedSequence);
}

TEST(sequence, LeavesAnUnconnectedChannelSilent) {
    const auto waveform = render(body_of("standard", Hertz(48000), signal::Wiring::left));
    double right = 0;
    for (std::size_t n = 0; n < waveform.frames(); ++n)
        right = std::max(right, std::abs(waveform.channels[1][n]));
    // Markers sound in both: a recorder of either side must find them. Nothing else does.
    EXPECT_LE(right, 0.1 * (1 + 1e-12));
}

TEST(sequence, StartsAFileWithAStaircaseOfSixDecibels) {
    const auto layout =
        file_layout(plan_named("quick"), Hertz(48000), signal::Wiring::stereo, DbFs(0));
    double last = -66;
    for (const auto& segment : layout.segments) {
        if (std::holds_alternative<signal::Marker>(segment.spec.stimulus)) break;
        const auto* tones = std::get_if<signal::Tones>(&segment.spec.stimulus);
        if (tones == nullptr) continue;
        EXPECT_LE(tones->tones.front().level.value() - last, 6 + 1e-9);
        last = tones->tones.front().level.value();
    }
    EXPECT_GT(last, -12);
}

TEST(sequence, RefusesTextThatIsNone) {
    const std::string good = layout_text(body_of("quick"));
    EXPECT_THROW((void)parse_layout_text(""), MalformedSequence);
    EXPECT_THROW((void)parse_layout_text("RIFF"), MalformedSequence);
    EXPECT_THROW((void)parse_layout_text(good.substr(0, good.size() - 3)), MalformedSequence);
    const std::string head = "ohmloop-sequence 1\nrate 48000\n";
    for (const char* line : {"both 0 1 0 tones 997@-20",
                             "both 0 1 0 tones 997",
                             "both 0 1 0 hiss 1 2 3",
                             "upwards 0 1 0 silence",
                             "both 0 -1 0 silence",
                             "both 0 1e9 0 silence",
                             "both 0 nan 0 silence",
                             "both 0 1 0 tones nan@-20/0",
                             "both 0 1 0 tones 997@inf/0",
                             "both 0 1 0 tones -5@-20/0",
                             "both 0 1 0 tones 24000@-20/0",
                             "both 0 1 0 tones 0@-20/0",
                             "both 0 1 0 tones 997@20/0",
                             "both 0 1 0 ramp 997 -12 30",
                             "both 0 1 0 ramp 0 -12 0",
                             "both 0 1 0 sweep 10 99999 -20",
                             "both 0 1 0 sweep 100 10 -20",
                             "both 0 1 0 sweep 0 20000 -20",
                             "both 0 1 0 sweep 10 20000 3",
                             "both 0 1 0 marker 12",
                             "both 0 1 0 tones"})
        EXPECT_THROW((void)parse_layout_text(head + line + "\n"), MalformedSequence) << line;
    EXPECT_THROW((void)parse_layout_text("ohmloop-sequence 1\nrate 1e99\n"), MalformedSequence);
}

}  // namespace ohmloop::measure
