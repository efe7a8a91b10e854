// Paths inside a repository as module look-ups use them: '/' between parts, relative to the top.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/module_style.h"
#include "graph/world.h"

namespace interlock {

std::string JoinPath(std::string_view folder, std::string_view name);
std::string_view ParentFolder(std::string_view folder);

// Resolves "." and ".." parts. A path that climbs above the repository becomes "..", where nothing
// lies.
std::string NormalisePath(std::string_view path);

bool SameFamily(const LanguageTraits& traits, const SourceFile& file);

// `path` with any extension of the language, in their order; null when there is no such file.
const SourceFile* FindWithExtension(const World& world, const LanguageTraits& traits,
                                    const std::string& path);

// The folder's index file; null when it has none.
const SourceFile* FindIndex(const World& world, const LanguageTraits& traits,
                            std::string_view folder);

// A folder with its index file; not found when nothing lies there.
ModuleRef FolderModule(const World& world, const LanguageTraits& traits, const std::string& folder);

// `path` as a file or as a folder with an index file. Of both, the folder is meant when
// `folder_first` says so.
ModuleRef FileOrIndex(const World& world, const LanguageTraits& traits, const std::string& path,
                      bool folder_first);

// Length of the folders that both paths begin with.
std::size_t CommonFolders(std::string_view a, std::string_view b);
bool IsInside(std::string_view path, std::string_view folder);

// The root whose name is the longest prefix of the specifier, at a boundary; of several, the
// one whose manifest is nearest to the importer, or else nearest to the top. Null when none fits.
const PlacedRoot* LongestRoot(const std::vector<PlacedRoot>& roots, std::string_view specifier,
                              const SourceFile& importer, char separator = '/');

// Where a root lies, from the top of the repository.
std::string RootFolder(const PlacedRoot& root);

}  // namespace interlock
