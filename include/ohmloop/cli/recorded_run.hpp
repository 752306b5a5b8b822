#pragma once

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

/// Observes, evaluates, judges. The identity is new, everything else follows from the run.
[[nodiscard]] AnalysedRun analyse(const RecordedRun& run);

/// Writes every take in its own sample format and manifest.json into `folder`, which is made when
/// it is missing. Fills the manifest's takes. Throws StoreError or SoundFileError.
void keep(const std::string& folder, RecordedRun& run);
/// The folder of --keep while a run is made. Refuses, before anything is played, one that cannot be
/// written or holds takes already; one it made itself it takes away again if nothing was kept.
class RoomForTakes {
  public:
    explicit RoomForTakes(std::string folder);
    ~RoomForTakes();
    RoomForTakes(const RoomForTakes&) = delete;
    RoomForTakes& operator=(const RoomForTakes&) = delete;

  private:
    std::string folder_;
    bool made_;
};
/// Reads what keep() wrote; a recording whose sha256 differs is refused (MalformedResult).
[[nodiscard]] RecordedRun read_kept(const std::string& folder);

[[nodiscard]] result::LoadFigures figures_of(const profiles::Load& load);
[[nodiscard]] profiles::Load load_of(const result::LoadFigures& figures);
[[nodiscard]] result::LoadSetup setup_of(const profiles::Load& load);

[[nodiscard]] std::string word_for(signal::Wiring wiring);
/// Throws MalformedResult for another word.
[[nodiscard]] signal::Wiring wiring_of(const std::string& word);

}  // namespace ohmloop::cli
