#include "cli/stored_document.hpp"
#include "cli/writable_place.hpp"

#include "ohmloop/audio_io/sound_file.hpp"
#include "ohmloop/cli/recorded_run.hpp"
#include "ohmloop/measure/sequence.hpp"
#include "ohmloop/store/file.hpp"
#include "ohmloop/store/identity.hpp"
#include "ohmloop/store/store_error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace ohmloop::cli {

namespace {

constexpr const char* manifest_name = "manifest.json";

std::string path_in(const std::string& folder, const std::string& file) {
    return (std::filesystem::path(folder) / file).string();
}

/// "00-open.wav": the order keeps names apart, so that the load may lose odd characters.
std::string file_name(const measure::RawTake& take) {
    std::string load;
    for (const char c : take.load.name) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
        if (plain) load += c;
    }
    return fmt::format("{:02}-{}.wav", take.order, load);
}

result::KeptTake keep_take(const std::string& folder, const measure::RawTake& take) {
    result::KeptTake kept;
    kept.file = file_name(take);
    kept.layout = measure::layout_text(take.layout);
    const std::string path = path_in(folder, kept.file);
    audio_io::write_sound_file(path, take.recording);
    kept.sha256 = store::sha256_of_file(path);
    kept.load = figures_of(take.load);
    kept.order = take.order;
    kept.same_stream = take.same_stream;
    kept.retakes = take.retakes;
    kept.ceiling_by = take.ceiling_by;
    kept.frames_asked = take.recording.frames_asked;
    kept.overruns = take.recording.overruns;
    kept.underruns = take.recording.underruns;
    return kept;
}

measure::RawTake read_take(const std::string& folder, const result::KeptTake& kept) {
    const std::string path = path_in(folder, kept.file);
    if (store::sha256_of_file(path) != kept.sha256) {
        throw result::MalformedResult(
            fmt::format("{} is not the recording that was kept: its sha256 differs", path));
    }
    measure::RawTake take;
    take.load = load_of(kept.load);
    take.order = kept.order;
    take.layout = measure::parse_layout_text(kept.layout);
    take.recording = audio_io::read_sound_file(path);
    take.recording.frames_asked = kept.frames_asked;
    take.recording.overruns = kept.overruns;
    take.recording.underruns = kept.underruns;
    take.same_stream = kept.same_stream;
    take.retakes = kept.retakes;
    take.ceiling_by = kept.ceiling_by;
    return take;
}

}  // namespace

KeptTakes::KeptTakes(std::string folder) : folder_(std::move(folder)) {
    if (folder_.empty()) throw store::StoreError("cannot keep takes in a folder without a name");
    std::error_code unreadable;
    made_ = !std::filesystem::exists(folder_, unreadable);
    store::make_folder(folder_);
    const std::string manifest = path_in(folder_, manifest_name);
    if (std::filesystem::exists(manifest)) {
        throw store::StoreError(fmt::format("{} holds takes already; name a new folder", folder_));
    }
    require_writable(manifest);
}

KeptTakes::~KeptTakes() {
    std::error_code not_empty;
    if (made_) std::filesystem::remove(folder_, not_empty);
}

void KeptTakes::store(const result::TakesManifest& manifest,
                      const std::vector<measure::RawTake>& takes) {
    if (takes.size() < stored_.size()) stored_.resize(takes.size());
    while (stored_.size() < takes.size())
        stored_.push_back(keep_take(folder_, takes[stored_.size()]));
    auto whole = manifest;
    whole.takes = stored_;
    store::write_file_atomically(path_in(folder_, manifest_name), result::manifest_to_json(whole));
}

RecordedRun read_kept(const std::string& folder) {
    std::error_code unreadable;
    if (std::filesystem::is_regular_file(folder, unreadable))
        throw result::MalformedResult(folder +
                                      " is a file, not a folder of kept takes: give a recording as "
                                      "--take LOAD=FILE; 'ohmloop classify' reads results");
    RecordedRun run;
    run.manifest = read_document(path_in(folder, manifest_name), result::manifest_from_json);
    for (const auto& kept : run.manifest.takes) run.takes.push_back(read_take(folder, kept));
    if (run.takes.empty()) throw result::MalformedResult(folder + " holds no take");
    return run;
}

}  // namespace ohmloop::cli
