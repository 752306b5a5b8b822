#pragma once

#include "ohmloop/classify/classify.hpp"
#include "ohmloop/measure/evaluate.hpp"
#include "ohmloop/measure/take.hpp"
#include "ohmloop/result/manifest.hpp"
#include "ohmloop/result/result.hpp"

#include <string>
#include <vector>

namespace ohmloop::cli {

/// A run as recorded: conditions and takes. Measuring, `analyze DIR` and `analyze --take` all end
/// here, so that equal recordings give equal figures.
struct RecordedRun {
    result::TakesManifest manifest;  ///< its `takes` only as far as stored on disk
    std::vector<measure::RawTake> takes;
};

struct AnalysedRun {
    result::Result result;
    bool supports_a_result = true;
};

/// Observes, evaluates and judges. The identity is new, everything else follows from the run.
[[nodiscard]] AnalysedRun analyse(const RecordedRun& run, const classify::Question& question);

/// The folder of --keep: every take is stored when it is made, so that nothing that ends a run,
/// kill -9 or a power cut, takes more than the one under way. Refuses, before anything is played,
/// a folder that cannot be written or holds takes already; one it made itself it takes away again
/// if nothing was stored.
class KeptTakes {
  public:
    explicit KeptTakes(std::string folder);
    ~KeptTakes();
    KeptTakes(const KeptTakes&) = delete;
    KeptTakes& operator=(const KeptTakes&) = delete;

    /// To be called whenever a take was added or the last withdrawn: writes those not stored yet,
    /// each in its own sample format, and manifest.json for all; `manifest` gives everything but
    /// its takes. Throws StoreError or SoundFileError.
    void store(const result::TakesManifest& manifest, const std::vector<measure::RawTake>& takes);

    [[nodiscard]] const std::vector<result::KeptTake>& stored() const { return stored_; }
    [[nodiscard]] const std::string& folder() const { return folder_; }

  private:
    std::string folder_;
    bool made_;
    std::vector<result::KeptTake> stored_;
};
/// Reads what was stored; a recording whose sha256 differs is refused (MalformedResult).
[[nodiscard]] RecordedRun read_kept(const std::string& folder);

[[nodiscard]] result::LoadFigures figures_of(const profiles::Load& load);
[[nodiscard]] profiles::Load load_of(const result::LoadFigures& figures);
[[nodiscard]] result::LoadSetup setup_of(const profiles::Load& load);

[[nodiscard]] std::string word_for(signal::Wiring wiring);
/// Throws MalformedResult for another word.
[[nodiscard]] signal::Wiring wiring_of(const std::string& word);

}  // namespace ohmloop::cli
