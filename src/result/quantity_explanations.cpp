#include "ohmloop/result/explanation.hpp"

#include <algorithm>
#include <array>

namespace ohmloop::result {
namespace {

constexpr std::array rows{
    QuantityExplanation{
        "output_impedance",
        "G_k = V_k / V_source = 1 / (1 + Zo (Y_k + Yin)) for each load k of admittance Y_k, Yin "
        "being the input's: least squares of 1/G_k against Y_k + Yin give Zo and the EMF. With two "
        "loads, one of them open: Zo = R (V_open - V_load) / V_load, the input removed.",
        "Sines of at most -20 dBFS at 20, 100, 997, 3150, 10000 and 20000 Hz, several at once, "
        "left "
        "and right played with opposite sign so that the return path they share carries nothing; "
        "one recording for each load, the first load again at the end to measure drift.",
        "The resistors' tolerance where Zo nears their value; the gain's drift between the takes, "
        "which counts R/Zo times, where Zo is far below; the input's resistance where Zo nears it; "
        "contacts, below 0.2 ohm."},
    QuantityExplanation{
        "shared_ground_resistance",
        "A silent channel shows the share c of the one that plays alone, loaded less open: "
        "r_g = -c S / (1 + c), S = Zo + R; the mean of both directions. Told only where it is a "
        "resistance and the channel that plays alone, and both in phase, lose as much more than in "
        "opposite drive as r_g makes them; otherwise a second ground path hides it.",
        "997 Hz at -20 dBFS, each channel alone, with the heaviest load and open; both connected.",
        "The load's tolerance; noise of the silent channel; plug, leads and contacts of the return "
        "belong to it."},
    QuantityExplanation{
        "apparent_impedance",
        "Zo = (X0 - X) / (X Y - X0 Y0): X0 and Y0 are the reading and the admittance with the "
        "lightest load, X and Y with the load named, the input's admittance counted with both.",
        "A steady sine of 997 Hz at each level of the plan above -60 dBFS, each channel driven as "
        "in use; the phases have to compare.",
        "As the output impedance; of a difference between levels the resistors, the contacts and "
        "the input's resistance have no part."},
    QuantityExplanation{"source_resistance",
                        "Zo(w) = Rs + j w Ls + 1 / (j w Cs), least squares over the measured "
                        "frequencies.",
                        "As the output impedance.",
                        "What dominates the output impedance at 997 Hz."},
    QuantityExplanation{"coupling_capacitance",
                        "Im Zo = -1 / (w Cs) at low frequencies, within the model of R, C "
                        "and L; a lower bound where its share does not stand out.",
                        "As the output impedance; the phase has to be measured.",
                        "The output impedance's at the lowest frequencies."},
    QuantityExplanation{
        "source_inductance",
        "Im Zo = w Ls at high frequencies, within the model of R, C and L; an "
        "upper bound where its share does not stand out.",
        "As the output impedance; the phase has to be measured.",
        "The input's capacitance and the cable's, and what does not repeat between the takes."},
    QuantityExplanation{
        "load_drop", "20 lg (V_load / V_open) of the fundamental at 997 Hz, drift removed.",
        "A sine of at most -20 dBFS, in the port's linear range.",
        "What the gain did between the two takes; noise, where the input is far too insensitive."},
    QuantityExplanation{
        "level", "V rms = amplitude of the least-squares sine / sqrt(2) x the input's full scale.",
        "Steady sines of 997 Hz, both channels driven, at each level of the plan.",
        "The input's full scale, as far as it is calibrated; else dBFS, and next to nothing."},
    QuantityExplanation{
        "max_level",
        "The level on the ramp from which on THD+N stays above 1 % or the gain stays fallen by 0.3 "
        "dB, whichever comes first; where neither does, the level at its end, and limited_by says "
        "what ended it.",
        "A ramp of 10 dB/s, both channels driven, placed by a climb in steps of at most 6 dB that "
        "stops at the first strain; 20 Hz to 20 kHz.",
        "The input's full scale; the place of the limit on the ramp."},
    QuantityExplanation{"max_power", "Vmax^2 / R", "As the maximum level with that load.",
                        "Twice the maximum level's, and the resistor's."},
    QuantityExplanation{"max_current", "Vmax / R", "As the maximum level with that load.",
                        "The maximum level's, and the resistor's."},
    QuantityExplanation{
        "thd",
        "sqrt(a2^2 + a3^2 + ...) / a1, in dB: amplitudes of one least-squares fit of the "
        "fundamental and its harmonics, noise's share in power removed; an upper bound where they "
        "do not stand out of the noise.",
        "A steady sine of 997 Hz, harmonics to 20 kHz. Against frequency, as a curve, from a sweep "
        "of "
        "8 s or more.",
        "Noise, and the input's own harmonics, whose phase is unknown."},
    QuantityExplanation{
        "thd_n",
        "sqrt(P - Pin) / (a1 / sqrt(2)), in dB: P the power of what remains beside the "
        "least-squares "
        "fundamental from 20 Hz to 20 kHz, Pin the input's own.",
        "A steady sine of 997 Hz at each level of the plan, for each load. Against level, as a "
        "curve, from the ramp's harmonics and the noise beside the nearest steady tone.",
        "The input's own noise and distortion; the noise's scatter, 4.34 / sqrt(B T) dB."},
    QuantityExplanation{
        "thd_n_aes17",
        "10 lg (sum |N(f)|^2 P(f) / sum P(f)): lines and noise of the fit that gives THD+N, and "
        "|N|^2 = (x - 1/x)^2 / ((x - 1/x)^2 + 1/4), x = f / f1; the input's own noise taken off.",
        "As THD+N. Re the total, as the clause says; THD+N itself is re the fundamental.",
        "As THD+N."},
    QuantityExplanation{
        "harmonic",
        "20 lg (a_n / a_1), noise's share in power removed; phase phi_n - n phi_1 of "
        "sines; an upper bound where it does not stand out of the noise.",
        "A steady sine of 997 Hz at each level of the plan; orders 2 to 10, and higher ones to "
        "20 kHz that stand out.",
        "Noise, and the input's own harmonics, whose phase is unknown."},
    QuantityExplanation{"sinad", "- THD+N", "As THD+N.", "As THD+N."},
    QuantityExplanation{
        "noise",
        "sqrt(integral of the power density over the band), weighted as named, less the "
        "input's own power; an upper bound where it does not stand out of it. itu_468: the highest "
        "quasi-peak reading, in rms of the 1 kHz sine that reads the same, the input's part taken "
        "off as if all were Gaussian.",
        "Near-silence, a tone of -100 dBFS that keeps ports awake, taken out again; 20 Hz to "
        "20 kHz: unweighted, A (IEC 61672-1) and CCIR-RMS, the network of ITU-R BS.468-4 less 5.63 "
        "dB read as rms (AES17). From 8 s on also itu_468, that network with its quasi-peak "
        "detector.",
        "The scatter 4.34 / sqrt(B T) dB of both noises; the input's full scale; of itu_468 that "
        "meters within its limits for bursts read noise up to 0.5 dB apart from this one."},
    QuantityExplanation{
        "snr",
        "20 lg (Vmax / Vn): the maximum level over the noise of near-silence, each with the "
        "same load; a lower bound where one of them is a bound. 'ohmloop inspect': the strongest "
        "tone over what remains beside it and its harmonics.",
        "As the maximum level and the noise, in each weighting of it; one scale tells both, so "
        "that its error cancels.",
        "The noise's scatter; the input's own noise where it is near."},
    QuantityExplanation{
        "dynamic_range",
        "20 lg (Vmax / Vr): the maximum level over all that remains beside the least-squares "
        "fundamental, noise and harmonics, weighted, less the input's own noise; a lower bound "
        "where one of them is a bound.",
        "A steady sine of 997 Hz at -60 dBFS; 20 Hz to 20 kHz, A and CCIR-RMS weighted; with each "
        "load, in plans that play that level.",
        "The noise's scatter, 4.34 / sqrt(B T) dB; the input's own noise where it is near."},
    QuantityExplanation{
        "imd_smpte",
        "sqrt(sum a^2 at 6880, 6940, 7060 and 7120 Hz) / a at 7 kHz, in dB, from one least-squares "
        "fit; noise's share in power taken off; an upper bound where they do not stand out of it.",
        "60 Hz and 7 kHz, 4:1, together a peak of -1 dBFS; plan full.",
        "Noise, and the input's own products, as far as its THD lets them be."},
    QuantityExplanation{"imd_aes17",
                        "sqrt(sum a^2 at 7952 and 8034 Hz) / a at 7993 Hz, in dB; else as "
                        "imd_smpte.",
                        "41 Hz and 7993 Hz, 4:1, together a peak of -1 dBFS; plan full.",
                        "As imd_smpte."},
    QuantityExplanation{"imd_ccif",
                        "sqrt(sum a^2 at 1, 18 and 21 kHz) / (a at 19 kHz + a at 20 kHz), in dB; "
                        "else as imd_smpte. AES17's form, re one tone, reads 6.02 dB more.",
                        "19 and 20 kHz, 1:1, together a peak of -1 dBFS; plan full, rates of 48 "
                        "kHz and more.",
                        "As imd_smpte."},
    QuantityExplanation{
        "td_n",
        "sqrt(power left beside the least-squares tones / sum of their powers), in dB, less the "
        "input's own noise where it is known; what falls on a tone is not counted. The tones' sum "
        "is 15 dB below a lone tone of the same peak: noise stands that much nearer.",
        "31 tones at once, none another's harmonic, together a peak of at most -1 dBFS; 20 Hz to "
        "20 kHz, each load; plan full.",
        "The noise's scatter, 4.34 / sqrt(B T) dB; the input's own noise, and its own products, as "
        "far as its THD lets them be."},
    QuantityExplanation{
        "crosstalk",
        "20 lg |V_silent / V_driven|, noise's share in power taken off; an upper bound where it "
        "does not stand out of the noise or of the input's own. A return r both channels share "
        "leaves r / (Zo + R + r), its sign turned.",
        "One channel plays alone, a tone of 997 Hz of at most -20 dBFS, both with the load; named "
        "driven>silent. Against frequency, as a curve, in plan full: many tones at once.",
        "The input's own crosstalk, -70 dB at 1 kHz where it is not declared; noise."},
    QuantityExplanation{
        "channel_balance",
        "20 lg |V_right / V_left| of one recording, so that what drifts between recordings "
        "cancels.",
        "A tone of 997 Hz below -15 dBFS, both channels driven alike, or with opposite signs where "
        "only that was played; with each load. Against frequency, as a curve, from the sweep.",
        "The match of the input's own channels, 0.5 dB where it is not declared; the resistors' "
        "tolerance times Zo / (Zo + R)."},
    QuantityExplanation{"polarity", "Sign of the markers' correlation with what was played.",
                        "Measured only where the input's own polarity is declared.",
                        "None: a sign."},
    QuantityExplanation{
        "response",
        "20 lg |Y(f) X*(f) / |X(f)|^2| re 997 Hz, X the sweep as played, gated about "
        "the impulse response.",
        "A synchronized logarithmic sweep from 10 Hz to 0.448 of the sample rate.",
        "The input's own response, as far as the profile knows it; noise, far above it."},
    QuantityExplanation{"response_deviation",
                        "The response's value that lies farthest from 0 dB, with its sign.",
                        "As the response; 20 Hz to 20 kHz, or to where the rate ends.",
                        "The input's own response at the edges of the band."},
    QuantityExplanation{
        "response_minus_3db",
        "The frequency nearest to 997 Hz at which the response is -3.000 dB, by a cubic through "
        "its "
        "points over the logarithm of frequency; band low or high.",
        "As the response; a bound where it has not fallen by 3 dB within 20 Hz to 20 kHz, or where "
        "the recording input's own filter may be what falls.",
        "The response's uncertainty over its slope there."},
    QuantityExplanation{
        "group_delay",
        "-(d phi / d ln f) / (2 pi f) of the response's phase, by differences over a twelfth of an "
        "octave to each side, less that at 997 Hz; the input's AC coupling taken off where it is "
        "known.",
        "As the response; a curve.", "Noise below 100 Hz; an input's coupling nobody declared."},
    QuantityExplanation{
        "dc_offset", "Mean of the samples x sqrt(2) x the input's full scale.",
        "Near-silence, with each load; only where the input is declared to pass direct voltage "
        "(high_pass_hz = 0): of what is behind a coupling capacitor nothing can be said.",
        "The input's own offset, of which up to 0.75 % of full scale is assumed."},
    QuantityExplanation{
        "latency",
        "Where the start marker stands in the recording, in frames over the rate; interpolated to "
        "a hundredth of a frame.",
        "One running stream that plays and records by one clock; through the driver's buffers, the "
        "output's and the input's converters and the jack, in the markers' band.",
        "The markers' interpolation; how far takes differ."},
    QuantityExplanation{
        "hum",
        "Root sum of squares of the first five harmonics of the mains (50 or 60 Hz), by "
        "least squares; an upper bound where they do not stand out.",
        "Near-silence.", "Noise in bands of 1 / T."},
    QuantityExplanation{
        "idle_tone",
        "Least-squares sine at the highest peak of the Hann-windowed periodogram, where noise of "
        "its density reaches that once in a hundred thousand records; an upper bound where none "
        "does: the largest line that noise may hide anywhere in the band.",
        "Near-silence; harmonics of its tone and of the mains left out, from 32 periods in the "
        "record on.",
        "Noise about the line; the input's own tones, of which its noise is the bound."},
    QuantityExplanation{
        "clock_offset",
        "(recorded length / played length - 1) x 1e6, from the phases of steady "
        "tones over the whole take.",
        "Two devices, or a recording of a played file; 0 where one device does both.",
        "The clocks' own wander while the take lasts."},
};

}  // namespace

std::span<const QuantityExplanation> quantity_explanations() { return rows; }

const QuantityExplanation* find_explanation(std::string_view quantity) {
    const auto row = std::ranges::find(rows, quantity, &QuantityExplanation::name);
    return row == rows.end() ? nullptr : &*row;
}

}  // namespace ohmloop::result
