// Members that a value of a type must have, and changes after which it must have more of them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/view_search.h"
#include "graph/resolve.h"

namespace interlock {

// A member that may no longer be left out, of a type which was there before.
struct NewlyRequired {
  int view = 0;
  const SourceFile* before = nullptr;
  const SourceFile* after = nullptr;
  std::string type;       // qualified
  std::string type_name;  // its last part
  std::string member;
  DefinitionKind kind = DefinitionKind::kField;
  std::uint32_t line = 0;
  bool was_there = false;  // it could be left out
};

// Does a type so written leave out members of what it is given: `Partial<Props>`?
bool LeavesOut(const SourceFile& file, std::string_view type_text);

// The types that `path` names in `scope` of `file`, with what they extend and stand for, as far as
// a value must have all their members. None where `text`, the type as written, leaves some out.
std::vector<Target> DemandingTypes(Resolver* resolver, const SourceFile& file, std::int32_t scope,
                                   const std::string& path, std::string_view text);

// Does one of the types, which a search found in the world of a change or of two, demand it?
bool Demand(const std::vector<Target>& types, const std::string& member);

// Searches for values that lack a newly required member.
class RequiredSearch : public ViewSearch {
 public:
  using ViewSearch::ViewSearch;

 protected:
  void Index(int v) override;
  bool FoundAny() const override { return !grown_.empty(); }

  // Those that a change with the view can meet.
  std::vector<const NewlyRequired*> Others(int v) const;

  // Is it among `types`, in the world without it, and demands nothing yet?
  static bool WillBeDemanded(const NewlyRequired& grown, const std::vector<Target>& types);

  // A value that lacks the member, as reports tell of it.
  struct Short {
    std::uint32_t line = 0;
    std::string value;  // "an element Button", "an object for Order"
    std::vector<std::string> path;
    std::string what_to_mend;  // "the new Button"
  };
  // Of what the value must be in the file as it is with both; none when it is gone, or has the
  // member.
  using TypesThen = std::function<std::vector<Target>(Resolver* resolver, const SourceFile& file)>;
  // Reports a value of `user`, a file of view `v`, when it is still demanded of it with both.
  void Meet(const NewlyRequired& grown, int v, const SourceFile& user, const TypesThen& types_then,
            Short told);

  std::vector<NewlyRequired> grown_;
};

}  // namespace interlock
