#pragma once

#include "ohmloop/result/json.hpp"
#include "ohmloop/store/file.hpp"

#include <string>

namespace ohmloop::cli {

/// What `parse` makes of the file's text. A MalformedResult names the file.
template <class Parse>
auto read_document(const std::string& path, Parse parse) {
    const std::string text = store::read_text_file(path, store::result_limit);
    try {
        return parse(text);
    } catch (const result::MalformedResult& error) {
        throw result::MalformedResult(path + ": " + error.what());
    }
}

}  // namespace ohmloop::cli
