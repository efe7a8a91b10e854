// How a module root is written in the form of graph/packed.h: facts and their outlines hold it
// alike.
#pragma once

namespace interlock {

template <typename Coder, typename T>
void CodeRoot(Coder& coder, T& root) {
  auto& [name, directory, is_pattern, entries] = root;
  coder.Text(name);
  coder.Text(directory);
  coder.Bits(is_pattern);
  coder.List(entries, [](auto& c, auto& entry) { c.Text(entry); });
}

}  // namespace interlock
