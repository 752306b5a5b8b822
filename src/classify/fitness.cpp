#include "ohmloop/classify/fitness.hpp"

#include "classify/wording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ohmloop::classify {

namespace {

using result::Answer;
using result::Fitness;

/// Collects reasons; `reserve` and `refuse` lower the answer, never raise it.
class Judgement {
  public:
    void note(std::string reason) { reasons_.push_back(std::move(reason)); }
    void reserve(std::string reason) {
        reserved_ = true;
        note(std::move(reason));
    }
    void refuse(std::string reason) {
        refused_ = true;
        note(std::move(reason));
    }
    /// A grave fault: one leaves the port usable, two do not.
    void fault(std::string reason) {
        ++faults_;
        note(std::move(reason));
    }
    [[nodiscard]] Fitness fitness() && {
        const bool no = refused_ || faults_ >= 2;
        const bool some = reserved_ || faults_ == 1;
        return {no     ? Answer::no
                : some ? Answer::with_reservations
                       : Answer::yes,
                std::move(reasons_)};
    }

  private:
    std::vector<std::string> reasons_;
    bool reserved_ = false;
    bool refused_ = false;
    int faults_ = 0;
};

double decibels(double ratio) { return 20 * std::log10(ratio); }

/// -10 dBV, consumer equipment's nominal level.
constexpr double nominal_volts = 0.3162;
constexpr double line_input_ohm = 10e3;

void judge_line_level(const Capability& port, Judgement& judgement) {
    if (!port.clean_emf_v)
        return judgement.reserve("its level in volts is not known; one multimeter reading tells");
    const double volts = *port.clean_emf_v;
    const double headroom = decibels(volts / nominal_volts);
    const auto level = fmt::format(
        "{}{}, {} {} the -10 dBV (0.316 V) of consumer line inputs", worded_most(port),
        worded_volts(volts), worded_decibels(std::abs(headroom)), headroom < 0 ? "below" : "above");
    if (volts < 0.03)
        judgement.refuse(level + ": too weak");
    else if (headroom < 9)
        judgement.reserve(level + ": quiet, the input's gain makes up for it");
    else
        judgement.note(level);
    if (volts > 4.5)
        judgement.reserve(
            fmt::format("at full volume it overloads inputs made for 2 V by {}: turn "
                        "it down by that much",
                        worded_decibels(decibels(volts / 2))));
}

void judge_loading(const Capability& port, Judgement& judgement) {
    const auto loss = loading_loss_db(port, line_input_ohm);
    if (!loss) return judgement.reserve("its output impedance is not known");
    const auto text = fmt::format("{} of source impedance lose {} into a 10 kΩ input",
                                  worded_ohms(*port.impedance_ohm), worded_decibels(*loss));
    if (*loss > 6)
        judgement.refuse(text + "; it wants an input of 100 kΩ and more");
    else if (*loss > 1)
        judgement.reserve(text);
    else
        judgement.note(text);
}

void judge_purity(const PortFacts& facts, const Capability& port, Judgement& judgement) {
    const LoadFacts* open = facts.open();
    if (open && open->thd_n_db) {
        const auto text = fmt::format("THD+N without load {:.1f} dB", *open->thd_n_db);
        if (*open->thd_n_db > -50)
            judgement.reserve(text);
        else
            judgement.note(text);
    }
    if (port.snr_db && *port.snr_db < 70)
        judgement.reserve(fmt::format("noise only {:.0f} dB below its maximum", *port.snr_db));
}

void judge_power(const Capability& port, Judgement& judgement) {
    const auto into_32 = deliver(port, 32);
    const auto into_300 = deliver(port, 300);
    if (!into_32 || !into_300)
        return judgement.reserve("power and loudness are not known without volts and impedance");
    const auto text = fmt::format("{}{} into 32 Ω ({}) and {} into 300 Ω", worded_most(port),
                                  worded_watts(into_32->watts), worded_amperes(into_32->amperes),
                                  worded_watts(into_300->watts));
    const double most = std::max(into_32->watts, into_300->watts);
    if (most < 20e-6)
        judgement.refuse(text + ": too weak for any headphone");
    else if (into_32->watts < 0.5e-3)
        judgement.fault(text + ": weak");
    else if (into_32->watts < 2e-3)
        judgement.reserve(text + ": enough for sensitive ones only");
    else
        judgement.note(text);
    if (most > 0.5)
        judgement.reserve("enough power to harm ears and headphones: start at minimum volume");
}

/// |Z| >= 8 Zo keeps the response change below 20 lg(1 + 1/8) = 1.02 dB.
void judge_damping(const Capability& port, Judgement& judgement) {
    if (!port.impedance_ohm) return judgement.reserve("its output impedance is not known");
    const double source = *port.impedance_ohm;
    const auto text = fmt::format(
        "{} of source impedance suit headphones of {} and more (1/8 "
        "rule); the response of a 32 Ω one may change by up to {}",
        worded_ohms(source), worded_ohms(std::ceil(8 * source)),
        worded_decibels(decibels(1 + source / 32)));
    if (source > 32)
        judgement.fault(text);
    else if (source > 4)
        judgement.reserve(text);
    else
        judgement.note(text);
}

void judge_handling(const Capability& port, Judgement& judgement) {
    const auto& drive = port.heaviest;
    if (!drive) return judgement.reserve("it was not measured with a headphone's load");
    const auto load = worded_ohms(drive->load_ohm);
    if (drive->limited) {
        const auto depth = drive->sag_db ? worded_decibels(-*drive->sag_db) : "some way";
        const auto limit =
            drive->amperes ? fmt::format(" ({})", worded_amperes(*drive->amperes)) : std::string{};
        const auto text = fmt::format(
            "with {} it gives out {} before the level it reaches "
            "unloaded{}",
            load, depth, limit);
        const bool weak = drive->amperes ? *drive->amperes < 0.02 : true;
        if (drive->sag_db.value_or(-9) < -3 && weak)
            judgement.fault(text);
        else
            judgement.reserve(text);
    } else if (drive->thd_n_db && *drive->thd_n_db > -50) {
        judgement.reserve(fmt::format("THD+N with {} is {:.1f} dB", load, *drive->thd_n_db));
    } else if (drive->thd_n_db) {
        judgement.note(fmt::format("clean with {}: THD+N {:.1f} dB", load, *drive->thd_n_db));
    }
}

void judge_bass(const Capability& port, Judgement& judgement) {
    const auto corner = bass_corner_hz(port, 32);
    if (!corner) return;
    const auto text =
        fmt::format("its coupling capacitor cuts the bass below {:.0f} Hz at 32 Ω", *corner);
    if (*corner > 80)
        judgement.fault(text);
    else if (*corner > 25)
        judgement.reserve(text);
}

}  // namespace

Fitness serves_as_line(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    Judgement judgement;
    judge_line_level(port, judgement);
    judge_loading(port, judgement);
    judge_purity(facts, port, judgement);
    if (facts.load_sensing)
        judgement.note(
            "it changes its level with the load: a line input must look like one to it "
            "(several kilohms) when plugged in");
    return std::move(judgement).fitness();
}

Fitness serves_as_headphone(const PortFacts& facts, const Capability& port) {
    if (!facts.has_figures()) return {};
    if (!port.impedance_ohm && !port.heaviest)
        return {Answer::unknown, {"it was measured without a load only"}};
    Judgement judgement;
    judge_power(port, judgement);
    judge_damping(port, judgement);
    judge_handling(port, judgement);
    judge_bass(port, judgement);
    return std::move(judgement).fitness();
}

}  // namespace ohmloop::classify
