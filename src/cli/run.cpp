#include "ohmloop/cli/run.hpp"

#include "cli/error_text.hpp"
#include "cli/terminal_size.hpp"

#include "ohmloop/audio_io/host_messages.hpp"
#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/cli/command.hpp"
#include "ohmloop/cli/version.hpp"
#include "ohmloop/device/audio_device.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/profiles/settings_error.hpp"
#include "ohmloop/report/text.hpp"
#include "ohmloop/result/json.hpp"
#include "ohmloop/store/store_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <new>
#include <string_view>
#include <unistd.h>

namespace ohmloop::cli {

namespace {

/// As COLUMNS says, else the terminal a person reads, as far as a page may be as narrow or as wide.
std::size_t page_columns(bool person_reads) {
    const auto page = [](double columns) {
        return static_cast<std::size_t>(
            std::clamp<double>(columns, report::least_columns, report::most_columns));
    };
    const char* text = std::getenv("COLUMNS");
    try {
        if (text != nullptr) return page(parse_number(text));
    } catch (const ParseError&) {
        return report::most_columns;
    }
    const auto told = person_reads ? terminal_size(audio_io::program_stdout()).columns : 0;
    return told > 0 ? page(static_cast<double>(told)) : report::most_columns;
}

Console console_on(std::ostream& out, std::ostream& err) {
    Console console{out, err};
    console.person_reads_out = &out == &std::cout && isatty(audio_io::program_stdout()) == 1;
    console.person_reads_err = &err == &std::cerr && isatty(audio_io::program_stderr()) == 1;
    const char* terminal = std::getenv("TERM");
    console.draws =
        terminal != nullptr && *terminal != '\0' && terminal != std::string_view("dumb");
    console.columns = page_columns(console.person_reads_out);
    // Who cannot read a prompt cannot answer it.
    console.person_types = console.person_reads_err && isatty(STDIN_FILENO) == 1;
    return console;
}

int run_command(const std::string& name, const std::vector<std::string>& words, Console& console) {
    std::vector<std::string> known;
    for (const Command& command : commands()) {
        known.push_back(command.name);
        if (command.name != name) continue;
        const Options options = parse_command_line(words, command.options);
        if (options.has("help")) {
            console.out << help(command);
            return exit_code::done;
        }
        const std::size_t count = options.arguments().size();
        if (count < command.least_arguments) {
            throw UsageError(fmt::format("{} needs {}", name, command.arguments));
        }
        if (count > command.most_arguments) {
            throw UsageError(fmt::format("{} does not know what to do with '{}'", name,
                                         options.arguments()[command.most_arguments]));
        }
        return command.run(options, console);
    }
    throw UsageError(fmt::format("unknown command '{}'{}", name, suggestion(name, known)));
}

int run_words(std::vector<std::string> words, Console& console) {
    if (words.empty()) {
        console.err << help();
        return exit_code::usage;
    }
    const std::string first = words.front();
    if (first == "--version") {
        console.out << "ohmloop " << version() << '\n';
        return exit_code::done;
    }
    if (first == "help" && words.size() > 1) return run_command(words[1], {"--help"}, console);
    if (first == "--help" || first == "-h" || first == "help") {
        console.out << help();
        return exit_code::done;
    }
    if (first.starts_with("-")) {
        throw UsageError(
            fmt::format("unknown option {} (known: COMMAND, --help, --version)", first));
    }
    words.erase(words.begin());
    return run_command(first, words, console);
}

int refuse(std::ostream& err, int code, const std::exception& error) {
    err << "ohmloop: " << error_text(error.what()) << '\n' << std::flush;
    return code;
}

int interrupted(std::ostream& err, const device::Interrupted& error) {
    const int number = caught_signal() == 0 ? SIGINT : caught_signal();
    return refuse(err, exit_code::signal_base + number, error);
}

/// The one place where exceptions end: each kind of refusal has its exit code.
int guarded(std::ostream& err, const std::function<int()>& work) {
    try {
        return work();
    } catch (const UsageError& error) {
        return refuse(err, exit_code::usage, error);
    } catch (const ParseError& error) {
        return refuse(err, exit_code::usage, error);
    } catch (const profiles::SettingsError& error) {
        return refuse(err, exit_code::usage, error);
    } catch (const InvalidMeasurement& error) {
        return refuse(err, exit_code::invalid_measurement, error);
    } catch (const device::DeviceError& error) {
        return refuse(err, exit_code::device, error);
    } catch (const CalibrationError& error) {
        return refuse(err, exit_code::calibration, error);
    } catch (const audio_io::SoundFileError& error) {
        return refuse(err, exit_code::storage, error);
    } catch (const store::StoreError& error) {
        return refuse(err, exit_code::storage, error);
    } catch (const result::MalformedResult& error) {
        return refuse(err, exit_code::storage, error);
    } catch (const measure::MalformedSequence& error) {
        return refuse(err, exit_code::storage, error);
    } catch (const device::Interrupted& error) {
        return interrupted(err, error);
    } catch (const std::bad_alloc&) {
        err << "ohmloop: there is not enough memory for this\n";
        return exit_code::internal;
    } catch (const std::exception& error) {
        err << "ohmloop: internal error: " << error_text(error.what()) << '\n';
        return exit_code::internal;
    }
}

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    Console console = console_on(out, err);
    const int code = guarded(err, [&] {
        return run_words({argv + std::min(argc, 1), argv + argc}, console);
    });
    out.flush();
    if (code != exit_code::done || out) return code;
    err << "ohmloop: the result could not be written to standard output\n";
    return exit_code::storage;
}

}  // namespace ohmloop::cli
