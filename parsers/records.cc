// Records: values written out member by member, and what says of which type they must be.
#include <algorithm>
#include <optional>
#include <utility>

#include "parsers/extraction_internal.h"
#include "parsers/names_internal.h"
#include "parsers/paths_internal.h"

namespace interlock {
namespace {

constexpr int kMaxDepth = 8;  // of records inside records
constexpr std::size_t kMaxRecords = 8192;
constexpr std::size_t kMaxMembers = 128;  // of one: more are a table of data

class RecordReader {
 public:
  explicit RecordReader(Extraction& extraction)
      : extraction_(extraction), language_(extraction.language), text_(extraction.text) {}

  void Read() {
    for (const Located& use : extraction_.uses) {
      if (use.match.role == Role::kRecord) ReadTyped(use);
      if (use.match.role == Role::kReturns) ReadReturned(use);
      if (use.match.role == Role::kReference) ReadArguments(use);
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Placed& a, const Placed& b) { return a.start < b.start; });
    for (Placed& placed : found_) extraction_.facts.records.push_back(std::move(placed.record));
  }

 private:
  struct Placed {
    std::uint32_t start = 0;
    Record record;
  };

  void ReadTyped(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kValue);
    if (value == nullptr) return;
    Record record;
    record.scope = extraction_.scopes[use.region].definition;
    record.path = PartTypePath(extraction_, use.match, Part::kType);
    record.type_text = PartTypeText(extraction_, use.match, Part::kType);
    if (!record.path.empty()) Walk(*value, record, 0);
  }

  // What a function without a name gives is not the result of the one around it.
  void ReadReturned(const Located& use) {
    const TSNode* value = extraction_.Find(use.match, Part::kValue);
    const RegionId function = extraction_.scopes[use.region].function;
    if (value == nullptr || function < 0) return;
    const Region& region = extraction_.scopes[function];
    if (region.kind != RegionKind::kFunction || region.definition < 0) return;
    if (extraction_.At(region.definition).type.empty()) return;
    Record record;
    record.is_for = RecordFor::kResult;
    record.scope = region.definition;
    Walk(*value, record, 0);
  }

  void ReadArguments(const Located& use) {
    const ReferenceKind kind{use.match.detail};
    const TSNode* arguments = extraction_.Find(use.match, Part::kArguments);
    if (arguments == nullptr ||
        (kind != ReferenceKind::kCall && kind != ReferenceKind::kConstruct)) {
      return;
    }
    Record record;
    record.is_for = RecordFor::kArgument;
    record.scope = extraction_.scopes[use.region].definition;
    bool unpacked = false;  // what follows stands who knows where
    ForEachChild(*arguments, [&](TSNode argument) {
      unpacked = unpacked || language_.Of(argument).argument == ArgumentForm::kSpread;
      ++record.argument;
      if (unpacked || !IsWrittenOut(Unwrapped(argument))) return;
      if (record.path.empty()) record.path = PathOf(use.match, kind);
      if (!record.path.starts_with('?')) Walk(argument, record, 0);
    });
  }

  std::string PathOf(const Match& match, ReferenceKind kind) const {
    std::string path(extraction_.NameOf(match));
    if (const TSNode* object = extraction_.Find(match, Part::kReceiver)) {
      path = ExpressionPath(language_, *object, text_) + "." + path;
    }
    if (path.size() > kMaxName) return "?";
    return kind == ReferenceKind::kConstruct ? path + "{}" : path;
  }

  bool IsWrittenOut(TSNode node) const {
    const SymbolTraits& symbol = language_.Of(node);
    return symbol.is_record || symbol.value.form == ValueForm::kList ||
           symbol.flow.form == FlowForm::kChoice;
  }

  // What is said to be of another type is held to that alone.
  TSNode Unwrapped(TSNode node) const {
    for (int depth = 0; depth < kMaxDepth; ++depth) {
      const NodeForm<ExpressionForm>& form = language_.Of(node).expression;
      if (form.form != ExpressionForm::kTransparent || ts_node_named_child_count(node) != 1) break;
      node = ts_node_named_child(node, 0);
    }
    return node;
  }

  void Walk(TSNode wrapped, const Record& where, int depth) {
    if (ts_node_is_null(wrapped) || depth > kMaxDepth || found_.size() >= kMaxRecords) return;
    const TSNode node = Unwrapped(wrapped);
    const SymbolTraits& symbol = language_.Of(node);
    if (symbol.is_record) return ReadRecord(node, where, depth);
    if (symbol.value.form == ValueForm::kList) {
      Record element = where;
      element.place = element.place + "[]";
      ForEachChild(node, [&](TSNode child) { Walk(child, element, depth + 1); });
    } else if (symbol.flow.form == FlowForm::kChoice) {
      Walk(ChildOf(node, symbol.flow.first), where, depth + 1);
      Walk(ChildOf(node, symbol.flow.second), where, depth + 1);
    }
  }

  void ReadRecord(TSNode node, const Record& where, int depth) {
    Record record = where;
    bool is_open = false;
    ForEachChild(node, [&](TSNode child) {
      const SymbolTraits& symbol = language_.Of(child);
      const std::string name = MemberOf(child);
      is_open = is_open || name.empty() || record.members.size() == kMaxMembers;
      if (is_open) return;
      record.members.push_back(name);
      if (symbol.value.form != ValueForm::kPair || name.find_first_of(".[") != name.npos) return;
      Record inner = where;
      inner.place = inner.place + "." + name;
      Walk(ChildOf(child, symbol.value.second), inner, depth + 1);
    });
    if (is_open || record.place.size() > kMaxName) return;
    std::sort(record.members.begin(), record.members.end());
    record.line = LineOf(node);
    found_.push_back({ts_node_start_byte(node), std::move(record)});
  }

  // "" of what is unpacked, or has a name that is computed.
  std::string MemberOf(TSNode child) const {
    const SymbolTraits& symbol = language_.Of(child);
    if (symbol.argument == ArgumentForm::kSpread) return "";
    if (symbol.is_key) return std::string(TextOf(child, text_));
    const TSNode key = symbol.value.form == ValueForm::kPair
                           ? ChildOf(child, symbol.value.first)
                           : ts_node_child_by_field_name(child, "name", 4);
    if (ts_node_is_null(key)) return "";
    if (const auto constant = StringText(language_, key, text_)) return *constant;
    return language_.Of(key).is_key ? std::string(TextOf(key, text_)) : "";
  }

  Extraction& extraction_;
  const Language& language_;
  const std::string_view text_;
  std::vector<Placed> found_;
};

}  // namespace

void ReadRecords(Extraction& extraction) {
  if (extraction.language.has_records) RecordReader(extraction).Read();
}

}  // namespace interlock
