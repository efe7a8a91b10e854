#include "analyzer/overlay/short/short_elements.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/overlay/short/required_members.h"
#include "analyzer/overlay/uses.h"
#include "interlock/blanks.h"

namespace interlock {

namespace {

constexpr int kMostWrappers = 4;  // of one component: memo(observer(styled(Plain)))

// `<Button label="x" />`: all it passes is named, and nothing is unpacked. How many values an
// element passes is not known, while that of `new Button()` is.
bool IsElement(const Reference& use) {
  return use.kind == ReferenceKind::kConstruct && use.arguments < 0 && !use.spread;
}

bool Holds(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool Gives(const SourceFile& user, const Reference& use, const std::string& property) {
  return std::binary_search(use.keywords.begin(), use.keywords.end(), property) ||
         Holds(user.traits()->given_otherwise, property);
}

// What stands in for attributes that are left out: in the body, or `Button.defaultProps = …`.
bool HasDefaults(const Target& component) {
  const SourceFile& file = *component.file;
  if (file.traits() == nullptr) return false;
  const std::vector<std::string>& defaults = file.traits()->component_defaults;
  for (const std::string& name : defaults) {
    for (const std::int32_t index : file.Definitions(name)) {
      if (file.definition(index).parent == component.index) return true;
    }
  }
  const std::vector<Reference>& all = file.facts().references;
  return std::any_of(all.begin(), all.end(), [&](const Reference& each) {
    return each.kind == ReferenceKind::kWrite && Holds(defaults, each.name) &&
           each.receiver == component.definition().name;
  });
}

// The function or class that the component is, or that `memo(Plain)` holds. None where what stands
// in for what is left out may be at hand.
std::optional<Target> ComponentOf(Resolver* resolver, const SourceFile& user,
                                  const Reference& use) {
  const SourceFile* file = &user;
  Reference name = use;
  for (int i = 0; i < kMostWrappers; ++i) {
    const Resolved meant = resolver->Resolve(*file, name);
    if (!meant.found() || meant.resolution != Resolution::kResolved || meant.targets.size() != 1) {
      return std::nullopt;
    }
    const Target& component = meant.targets.front();
    if (HasDefaults(component)) return std::nullopt;
    const Definition& definition = component.definition();
    if (definition.callable || definition.kind == DefinitionKind::kClass) return component;
    if (definition.value.empty() || definition.value.find_first_of(".([{#?") != std::string::npos) {
      return std::nullopt;
    }
    file = component.file;
    name = Reference{.kind = ReferenceKind::kRead,
                     .name = definition.value,
                     .scope = definition.parent,
                     .line = definition.first_line};
  }
  return std::nullopt;
}

// `React.Component`, `Component`: as the library calls what is imported.
bool IsBase(const SourceFile& file, const std::string& base) {
  const std::size_t dot = base.find('.');
  const std::vector<std::int32_t> imports = file.Imports(base.substr(0, dot));
  if (imports.empty() || file.traits() == nullptr) return false;
  return std::all_of(imports.begin(), imports.end(), [&](std::int32_t index) {
    const Import& import = file.facts().imports[static_cast<std::size_t>(index)];
    const std::string member =
        dot == std::string::npos ? import.member.str() : base.substr(dot + 1);
    return Holds(file.traits()->component_bases, import.module + "." + member);
  });
}

// "Props" of "React.Component<Props, State>"; empty when it is no plain name.
std::string FirstArgument(std::string_view base_text) {
  const std::size_t open = std::min(base_text.find('<'), base_text.size());
  const std::string_view inside = base_text.substr(std::min(open + 1, base_text.size()));
  const std::string_view first = Trimmed(inside.substr(0, inside.find_first_of(",>")));
  const bool is_name = std::all_of(first.begin(), first.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '$' || c == '.';
  });
  return is_name ? std::string(first) : "";
}

// What a class says in its base that it takes: `class Button extends React.Component<Props>`. A
// name that the class has for itself, `class List<Props>`, stands for any type.
std::vector<Target> PropertiesOfClass(Resolver* resolver, const Target& component) {
  const SourceFile& file = *component.file;
  if (component.definition().type_parameters > 0) return {};
  for (const Inheritance& each : file.facts().inheritance) {
    if (each.definition != component.index || !each.owner.empty()) continue;
    const std::string name = IsBase(file, each.base) ? FirstArgument(each.base_text) : "";
    if (name.empty()) continue;
    return DemandingTypes(resolver, file, component.definition().parent, name, name);
  }
  return {};
}

// The types of what the component takes, and what they extend.
std::vector<Target> PropertiesOf(Resolver* resolver, const SourceFile& user, const Reference& use) {
  const std::optional<Target> component = ComponentOf(resolver, user, use);
  if (!component) return {};
  if (!component->definition().callable) return PropertiesOfClass(resolver, *component);
  if (component->definition().parameters.empty()) return {};
  const Parameter& properties = component->definition().parameters.front();
  return DemandingTypes(resolver, *component->file, component->index, properties.type,
                        properties.type_text);
}

class ElementSearch : public RequiredSearch {
 public:
  using RequiredSearch::RequiredSearch;

 private:
  void Check(int v) override {
    const std::vector<const NewlyRequired*> others = Others(v);
    if (others.empty()) return;
    const World alone(view(v).alone);
    Resolver resolver(alone);
    for (const ReferenceDelta& gained : view(v).delta.references) {
      if (!gained.gained) continue;
      const SourceFile* user = alone.Find(gained.path);
      if (user == nullptr || user->traits() == nullptr || !user->traits()->static_types) continue;
      const Reference& use = user->facts().references[static_cast<std::size_t>(gained.index)];
      if (!IsElement(use)) continue;
      const std::vector<Target> types = PropertiesOf(&resolver, *user, use);
      for (const NewlyRequired* grown : others) {
        if (!Gives(*user, use, grown->member) && WillBeDemanded(*grown, types)) {
          Tell(*grown, v, *user, use);
        }
      }
    }
  }

  void Tell(const NewlyRequired& grown, int v, const SourceFile& user, const Reference& use) {
    const auto types_then = [&](Resolver* resolver, const SourceFile& file) {
      const Reference* still = FindUse(file, user, use);
      const bool lacks = still != nullptr && !still->spread && !Gives(file, *still, grown.member);
      return lacks ? PropertiesOf(resolver, file, *still) : std::vector<Target>();
    };
    Meet(grown, v, user, types_then,
         {.line = use.line,
          .value = "an element " + use.name,
          .path = {use.name + " takes all that is in " + grown.type,
                   "with both landed an element of it lacks " + grown.member},
          .what_to_mend = "the new " + use.name});
  }
};

}  // namespace

void FindShortElements(const Snapshot& snapshot, const char* rule, Gatherer* gatherer) {
  ElementSearch(snapshot, rule, gatherer).Run();
}

}  // namespace interlock
