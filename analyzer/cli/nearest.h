// Guesses what the user meant to type.
#pragma once

#include <string>
#include <vector>

namespace interlock {

// "did you mean 'scan'? ", or nothing when no candidate is near. Two neighbours that changed places
// count as one slip, since that is how commands are mistyped; NearestWord() counts two, which is
// stricter than a hint needs to be for words of four letters.
std::string DidYouMean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace interlock
