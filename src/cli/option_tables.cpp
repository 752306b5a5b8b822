#include "cli/option_tables.hpp"

namespace ohmloop::cli {

std::vector<OptionSpec> device_options() {
    return {
        {"device", "NAME", "sound device for both directions: index, exact name or unique part"},
        {"output-device", "NAME", "the device under test, where it is another than the recorder"},
        {"input-device", "NAME", "the sound card that records"},
        {"output-rate", "HZ",
         "sample rate of the output device, where --rate is not one of its own"},
        {"host-api", "NAME", "look for devices in this audio system only: ALSA, JACK, ..."},
        {"frames", "N", "frames per buffer (0: the host's choice)"},
        {"latency", "MS", "buffering to ask for each way; short ones lose samples (100)"},
        {"outputs", "L,R", "output channels for left and right, counted from 1 (1,2)"},
        {"inputs", "L,R", "input channels for left and right, counted from 1 (1,2)"},
    };
}

std::vector<OptionSpec> simulation_options() {
    return {
        {"simulate", "PORT", "measure a simulated port: a name of 'ohmloop list ports', or a file"},
        {"card", "NAME", "with --simulate: the simulated sound card (simulated), or a file"},
        {"seed", "N", "with --simulate: what noise and tolerances are drawn from (1)"},
        {"fault", "NAME", "with --simulate: a fault to be found, of 'ohmloop list faults'"},
    };
}

OptionSpec rate_option() { return {"rate", "HZ", "sample rate (48k)"}; }
OptionSpec help_option() { return {"help", "", "show this help", 'h'}; }

std::vector<OptionSpec> stimulus_options() {
    return {
        {"plan", "PLAN",
         "quick (4 s a load), standard (20 s), full (60 s), a name or a file "
         "(standard)"},
        rate_option(),
        {"wiring", "WIRING", "stereo, left or right: the channels that are connected (stereo)"},
        {"max-level", "DBFS", "never play louder than this (0, reached step by step only)"},
    };
}

std::vector<OptionSpec> load_options() {
    return {
        {"loads", "LIST",
         "loads in ohm with tolerances: open,4.7k:0.1%,33:1% (open,33; 1 %, "
         "exact with --simulate)"},
        {"load-box", "NAME",
         "loads with measured values: a name of 'ohmloop list loads', or a "
         "file"},
        {"replug", "",
         "ask to pull and re-insert the plug for every load: some ports sense it only then"},
        {"no-return", "", "do not return to the first load: drift is then assumed, not measured"},
        {"switch", "COMMAND",
         "run for each load, {load} replaced, instead of asking; no shell, "
         "10 s"},
        {"yes", "", "ask nothing"},
    };
}

std::vector<OptionSpec> input_options() {
    return {
        {"calibration", "NAME", "sound card profile by name or file, or none"},
        {"input-impedance", "OHM[:TOL][,PF[:TOL]]",
         "resistance and capacitance of the recording input (tolerances 5 % and 20 %; exact with "
         "--simulate)"},
        {"input-full-scale", "VOLTS",
         "rms volts of a sine that just reaches the input's full scale (5 %; exact with "
         "--simulate); a profile's, the simulated card's too, it overrides and says so: all levels "
         "go with it"},
    };
}

std::vector<OptionSpec> subject_options() {
    return {
        {"volume", "WHERE",
         "where the device's own control stands: max, PERCENT, fixed, unknown "
         "(unknown)"},
        {"dut", "NAME", "what is measured"},
        {"port", "NAME", "which jack of it"},
        {"serial", "SN", "its serial number"},
        {"note", "TEXT", "whatever should stand in the result"},
    };
}

OptionSpec priors_option() {
    return {
        "priors", "CLASS=SHARE,...",
        "how usual each class is among the jacks you measure, line, headphone, hybrid and other "
        "(0.47, 0.39, 0.08, 0.06); those not named share the rest"};
}

OptionSpec headphone_option() {
    return {"headphone", "NAME",
            "a headphone to advise on: a name of 'ohmloop list headphones' (\"HD 600\" will do), a "
            "file, NAME=FILE.zma or FILE.zma; several between commas, a file last, or repeated",
            0, true};
}

std::vector<OptionSpec> result_options() {
    return {
        {"json", "FILE", "write the result file; - is stdout and replaces the text"},
        {"get", "QUANTITY[@KEY=VALUE,...]",
         "print this one number bare, for example output_impedance@channel=left,at_hz=997"},
        {"no-color", "", "no colours in the text"},
    };
}

std::vector<OptionSpec> progress_options() {
    return {
        {"progress", "STYLE", "bar, lines or json, on stderr (bar on a terminal, else lines)"},
        {"quiet", "", "no progress", 'q'},
        {"verbose", "", "show what the audio system prints", 'v'},
    };
}

}  // namespace ohmloop::cli
