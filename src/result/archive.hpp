#pragma once

#include <concepts>
#include <type_traits>

// What a file holds under which key is told once for reading and writing, by overloads of
// fields(archive, thing): the archive either writes the fields it is shown, in this order, or fills
// them.
//   always(key, field)        written always, refused when missing
//   when_present(key, field)  an empty optional, text, list or map is left out
//   nullable(key, field)      an empty optional is written as null
//   group(key, present, f)    an object of its own in the file that is none in the code
namespace ohmloop::result {

template <class Archive, class T>
concept DescribesFields = requires(Archive& archive, T& t) { fields(archive, t); };

template <class T, class U>
concept MaybeConst = std::same_as<std::remove_const_t<T>, U>;

}  // namespace ohmloop::result
