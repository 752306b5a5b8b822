#pragma once

#include <string>

namespace ohmloop::audio_io {

/// A file that appears under its name whole or not at all: written under a temporary name in the
/// same folder, renamed by commit(), removed when destroyed before that. Throws SoundFileError.
class WholeFile {
  public:
    explicit WholeFile(const std::string& path);
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;
    ~WholeFile();

    /// Open for reading and writing; owned by this object.
    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Everything written is on the disk afterwards.
    void sync() const;

    /// Gives the file its name, replacing what had it.
    void commit();

  private:
    [[noreturn]] void refuse(const char* what) const;

    std::string path_;
    std::string temporary_;
    int descriptor_ = -1;
};

}  // namespace ohmloop::audio_io
