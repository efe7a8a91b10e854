// Uses of names that something outside the function could break.
#include <algorithm>
#include <functional>
#include <unordered_set>

#include "parsers/extraction_internal.h"
#include "parsers/fingerprint_internal.h"
#include "parsers/guards_internal.h"
#include "parsers/names_internal.h"

namespace interlock {
namespace {

bool IsNameByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != '(' && byte != ')' && byte != '[' && byte != ']' && byte != ',' &&
         byte != '|' && byte != '\'' && byte != '"';
}

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxName &&
         std::all_of(text.begin(), text.end(), IsNameByte);
}

std::size_t HashOf(const Reference& reference) {
  std::uint64_t hash = Fingerprint(reference.name);
  hash = Combine(hash, Fingerprint(reference.receiver));
  hash = Combine(hash, static_cast<std::uint64_t>(reference.kind));
  hash = Combine(hash, static_cast<std::uint64_t>(reference.scope));
  hash = Combine(hash, static_cast<std::uint64_t>(reference.arguments));
  for (const std::string& keyword : reference.keywords) hash = Combine(hash, Fingerprint(keyword));
  return static_cast<std::size_t>(hash);
}

bool SameUse(const Reference& a, const Reference& b) {
  return a.kind == b.kind && a.scope == b.scope && a.arguments == b.arguments &&
         a.spread == b.spread && a.is_written == b.is_written && a.is_tried == b.is_tried &&
         a.is_free == b.is_free && a.name == b.name && a.receiver == b.receiver &&
         a.keywords == b.keywords;
}

class ReferenceReader {
 public:
  ReferenceReader(Extraction& extraction, const GuardReader& guards)
      : extraction_(extraction),
        guards_(guards),
        seen_(64, Hash{&extraction.facts}, Same{&extraction.facts}) {}

  void Read() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role != Role::kTries) continue;
      const TSNode* call = extraction_.Find(use.match, Part::kValue);
      if (call != nullptr) tried_.insert(ts_node_end_byte(*call));
    }
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kReference) Consider(use);
    }
    for (const Located& use : extraction_.outer_writes) {
      Reference write = Start(use, ReferenceKind::kWrite);
      write.name = extraction_.NameOf(use.match);
      Add(std::move(write));
    }
  }

 private:
  struct Hash {
    const FileFacts* facts;
    std::size_t operator()(std::size_t i) const { return HashOf(facts->references[i]); }
  };
  struct Same {
    const FileFacts* facts;
    bool operator()(std::size_t a, std::size_t b) const {
      return SameUse(facts->references[a], facts->references[b]);
    }
  };

  Reference Start(const Located& use, ReferenceKind kind) const {
    Reference reference;
    reference.kind = kind;
    reference.scope = extraction_.scopes[use.region].definition;
    // A name that is written elsewhere says nothing of where the use is.
    const TSNode name = extraction_.matches.NameOf(use.match);
    const TSNode place = Contains(use.match.node, name) ? name : use.match.node;
    reference.line = LineOf(place);
    reference.guard = guards_.Around(ts_node_start_byte(place));
    return reference;
  }

  void Consider(const Located& use) {
    std::string written = DottedName(extraction_.language, extraction_.NameOf(use.match));
    if (extraction_.Has(use.match, Part::kSuffixed) &&
        !written.ends_with(extraction_.language.unwritten_suffix)) {
      written += extraction_.language.unwritten_suffix;
    }
    std::string_view name = written;
    const TSNode* receiver = extraction_.Find(use.match, Part::kReceiver);
    const std::string qualifier = QualifierOf(
        extraction_.language, extraction_.matches.WrittenName(use.match), extraction_.text);
    if (receiver == nullptr && qualifier.empty() && IsLocal(use, name)) return;
    if (!IsName(name)) return;
    ReferenceKind kind{use.match.detail};
    if (kind == ReferenceKind::kRead && extraction_.scopes[use.region].in_type_use) {
      kind = ReferenceKind::kType;
    }
    Reference reference = Start(use, kind);
    if (receiver != nullptr) {
      reference.receiver = ExpressionPath(extraction_.language, *receiver, extraction_.text);
    } else if (!qualifier.empty()) {
      reference.receiver = qualifier;
    } else if (const std::size_t dot = name.rfind('.'); dot != name.npos) {
      reference.receiver = dot == 0 ? "." : name.substr(0, dot);  // a dotted name that is one token
      name.remove_prefix(dot + 1);
    }
    reference.name = name;
    if (reference.receiver.empty() && kind == ReferenceKind::kCall && IsBaseCall(name)) {
      reference.receiver = name;
      reference.name = MethodAround(reference.scope);
      if (reference.name.empty()) return;
    }
    if (const TSNode* arguments = extraction_.Find(use.match, Part::kArguments)) {
      ReadArguments(*arguments, reference);
      reference.is_tried = tried_.contains(ts_node_end_byte(*arguments)) && InNamed(use.region);
    } else if (const TSNode* keywords = extraction_.Find(use.match, Part::kKeywords)) {
      ReadArguments(*keywords, reference);
      reference.arguments = -1;
    }
    reference.is_written = extraction_.Has(use.match, Part::kWritten);
    reference.is_free = extraction_.Has(use.match, Part::kFree);
    Add(std::move(reference));
  }

  // Is the innermost function around it one that says what it gives?
  bool InNamed(RegionId region) const {
    const RegionId function = extraction_.scopes[region].function;
    return function >= 0 && extraction_.scopes[function].kind == RegionKind::kFunction;
  }

  // `super(x)` where it calls what the method around it overrides.
  bool IsBaseCall(std::string_view name) const {
    const std::vector<std::string>& bases = extraction_.language.traits.base_names;
    return extraction_.language.base_call_is_method &&
           std::find(bases.begin(), bases.end(), name) != bases.end();
  }

  std::string MethodAround(std::int32_t scope) const {
    while (scope >= 0 && !extraction_.At(scope).callable) scope = extraction_.At(scope).parent;
    return scope < 0 ? Interned() : extraction_.At(scope).name;
  }

  bool IsLocal(const Located& use, std::string_view name) const {
    const Scopes& scopes = extraction_.scopes;
    if (!extraction_.Has(use.match, Part::kFree)) return scopes.IsBound(name, use.region);
    const RegionId function = scopes[use.region].function;
    return function >= 0 && scopes.IsBound(name, scopes[function].parent);
  }

  void ReadArguments(TSNode arguments, Reference& reference) const {
    reference.arguments = 0;
    if (extraction_.language.Of(arguments).argument == ArgumentForm::kSingle) {
      reference.arguments = 1;
      return;
    }
    ForEachChild(arguments, [&](TSNode argument) {
      const SymbolTraits& symbol = extraction_.language.Of(argument);
      if (const TSNode keyword = KeywordOf(argument, symbol); !ts_node_is_null(keyword)) {
        reference.keywords.push_back(
            extraction_.language.keyword_prefix +
            std::string(NameText(extraction_.language, NameInside(extraction_.language, keyword),
                                 extraction_.text)));
      } else if (IsSpread(argument)) {
        reference.spread = true;
      } else if (symbol.argument != ArgumentForm::kUncounted) {
        ++reference.arguments;
      }
    });
    std::sort(reference.keywords.begin(), reference.keywords.end());
  }

  // Some grammars put every argument into a node of its own.
  bool IsSpread(TSNode argument) const {
    const SymbolTraits& symbol = extraction_.language.Of(argument);
    if (symbol.argument == ArgumentForm::kSpread) return true;
    if (symbol.argument != ArgumentForm::kKeyword) return false;
    const TSNode only = FirstChild(argument);
    return !ts_node_is_null(only) &&
           extraction_.language.Of(only).argument == ArgumentForm::kSpread;
  }

  void Add(Reference reference) {
    std::vector<Reference>& all = extraction_.facts.references;
    all.push_back(std::move(reference));
    const auto [known, is_new] = seen_.insert(all.size() - 1);
    if (is_new) return;
    Reference& first = all[*known];
    ++first.count;
    first.guard = guards_.Shared(first.guard, all.back().guard);
    all.pop_back();
  }

  Extraction& extraction_;
  const GuardReader& guards_;
  std::unordered_set<std::size_t, Hash, Same> seen_;  // indices of facts.references
  std::unordered_set<std::uint32_t> tried_;           // where calls end, as their arguments do
};

}  // namespace

void ReadReferences(Extraction& extraction, const GuardReader& guards) {
  ReferenceReader(extraction, guards).Read();
}

}  // namespace interlock
