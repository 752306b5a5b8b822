#pragma once

#include <string>

namespace ohmloop::store {

/// A file that appears under its name whole or not at all: written under a temporary name in the
/// same folder, renamed by commit(), removed when destroyed before that. An existing file is
/// replaced, a symbolic link followed: what it points to is replaced. Throws StoreError: "cannot
/// write FILE: WHY".
class WholeFile {
  public:
    /// Refuses a folder, and what has no name to be replaced by: a pipe, a device.
    explicit WholeFile(const std::string& path);
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;
    ~WholeFile();

    /// Open for reading and writing; owned by this object.
    [[nodiscard]] int descriptor() const { return descriptor_; }

    /// Everything written is on the disk afterwards.
    void sync() const;

    /// Gives the file its name, on the disk too.
    void commit();

  private:
    std::string path_;       ///< as named, for sentences
    std::string target_;     ///< behind symbolic links
    std::string temporary_;  ///< in the target's folder
    int descriptor_ = -1;
};

}  // namespace ohmloop::store
