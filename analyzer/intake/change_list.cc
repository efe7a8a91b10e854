#include "analyzer/intake/change_list.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "interlock/error.h"

namespace interlock {
namespace {

using Json = nlohmann::json;

constexpr const char* kHowToMakeOne =
    "make one with: gh pr list --json number,title,author,headRefOid,headRefName,baseRefName,"
    "labels,isDraft,createdAt,url,body, or: glab mr list -F json";

bool IsObjectId(std::string_view text) {
  return text.size() == 40 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

// A stranger's text, fit for one line of a terminal.
std::string Quote(std::string_view text) {
  constexpr std::size_t kMost = 60;
  std::string quoted = "\"";
  for (const char c : text.substr(0, kMost)) {
    quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  }
  return quoted + (text.size() > kMost ? "…\"" : "\"");
}

// One entry as it is read, before it is known whether gh or glab wrote it.
struct Entry {
  std::optional<std::uint64_t> number;
  bool is_merge_request = false;  // the number came as "iid"
  std::string sha;
  RequestedChange change;
};

enum class Field {
  kNumber,
  kIid,
  kSha,
  kHeadName,
  kBaseName,
  kState,
  kTitle,
  kAuthor,
  kUrl,
  kDescription,
  kCreated,
  kLabels,
  kDraft,
};

const std::map<std::string, Field, std::less<>>& Fields() {
  static const std::map<std::string, Field, std::less<>> fields = {
      {"number", Field::kNumber},
      {"iid", Field::kIid},
      {"headRefOid", Field::kSha},
      {"sha", Field::kSha},
      {"headRefName", Field::kHeadName},
      {"source_branch", Field::kHeadName},
      {"baseRefName", Field::kBaseName},
      {"target_branch", Field::kBaseName},
      {"state", Field::kState},
      {"title", Field::kTitle},
      {"author", Field::kAuthor},
      {"url", Field::kUrl},
      {"web_url", Field::kUrl},
      {"body", Field::kDescription},
      {"description", Field::kDescription},
      {"createdAt", Field::kCreated},
      {"created_at", Field::kCreated},
      {"labels", Field::kLabels},
      {"isDraft", Field::kDraft},
      {"draft", Field::kDraft},
      {"work_in_progress", Field::kDraft},
  };
  return fields;
}

// Receives the list token by token. Building a tree first would cost a hundred times the memory of
// a hostile file such as 200 MB of '['.
class ListReader : public nlohmann::json_sax<Json> {
 public:
  explicit ListReader(std::string name) : name_(std::move(name)) {}

  std::vector<Entry> TakeEntries() && { return std::move(entries_); }

  bool null() override {
    if (depth_ == 0) FailNotList("null");
    if (depth_ == 1) FailEntry("is null, expected an object");
    return true;  // an absent value; a deleted account's author, for one
  }
  bool boolean(bool value) override {
    if (Expects("a boolean") && *field_ == Field::kDraft && depth_ == 2) {
      entry().change.draft = entry().change.draft || value;
    } else {
      RefuseIn("a boolean");
    }
    return true;
  }
  bool number_integer(number_integer_t value) override {
    if (Expects("a number") && IsNumberField()) FailField("is " + std::to_string(value), kPositive);
    RefuseIn("a number");
    return true;
  }
  bool number_unsigned(number_unsigned_t value) override {
    if (Expects("a number") && IsNumberField()) {
      if (value == 0) FailField("is 0", kPositive);
      SetNumber(value);
    } else {
      RefuseIn("a number");
    }
    return true;
  }
  bool number_float(number_float_t, const string_t& text) override {
    if (Expects("a number") && IsNumberField()) FailField("is " + text, kPositive);
    RefuseIn("a number");
    return true;
  }
  bool string(string_t& value) override {
    if (Expects("a string")) StoreString(value);
    return true;
  }
  bool binary(binary_t&) override { return true; }  // JSON text has none

  bool start_object(std::size_t) override {
    if (depth_ == 0) FailNotList("an object");
    if (depth_ == 1) entries_.emplace_back();
    if (depth_ == 2 && field_ && *field_ != Field::kAuthor) RefuseIn("an object");
    Enter();
    return true;
  }
  bool key(string_t& key) override {
    if (depth_ == 2) {
      const auto found = Fields().find(key);
      field_ = found == Fields().end() ? std::nullopt : std::optional(found->second);
      field_name_ = found == Fields().end() ? "" : key;
    }
    inner_key_ = key;
    return true;
  }
  bool end_object() override {
    Leave();
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 1) FailEntry("is an array, expected an object");
    if (depth_ == 2 && field_ && *field_ != Field::kLabels) RefuseIn("an array");
    Enter();
    return true;
  }
  bool end_array() override {
    Leave();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while …"
    std::string what = error.what();
    constexpr std::string_view kMark = "parse error at ";
    const auto mark = what.find(kMark);
    if (mark != std::string::npos) what.erase(0, mark + kMark.size());
    throw Error(ErrorCode::kInput, name_ + ": " + what,
                "the file must be a JSON array; " + std::string(kHowToMakeOne));
  }

 private:
  static constexpr const char* kPositive = "a positive whole number";
  static constexpr std::size_t kDeepest = 100;

  Entry& entry() { return entries_.back(); }

  void Enter() {
    if (++depth_ > kDeepest) {
      throw Error(ErrorCode::kInput,
                  Place() + "is nested more than " + std::to_string(kDeepest) + " deep",
                  kHowToMakeOne);
    }
  }
  void Leave() {
    --depth_;
    if (depth_ == 1) field_.reset();
  }

  std::string Place() const { return name_ + ": entry " + std::to_string(entries_.size()) + ": "; }
  [[noreturn]] void FailNotList(const std::string& what) const {
    throw Error(ErrorCode::kInput, name_ + ": is " + what + ", expected an array of changes",
                kHowToMakeOne);
  }
  [[noreturn]] void FailEntry(const std::string& what) const {
    throw Error(ErrorCode::kInput,
                name_ + ": entry " + std::to_string(entries_.size() + 1) + " " + what,
                kHowToMakeOne);
  }
  [[noreturn]] void FailField(const std::string& is, const std::string& expected) const {
    throw Error(ErrorCode::kInput, Place() + field_name_ + " " + is + ", expected " + expected,
                kHowToMakeOne);
  }

  // Whether a scalar at this place belongs to a field that is read.
  bool Expects(const std::string& what) {
    if (depth_ == 0) FailNotList(what);
    if (depth_ == 1) FailEntry("is " + what + ", expected an object");
    return field_.has_value();
  }
  bool IsNumberField() const {
    return depth_ == 2 && (*field_ == Field::kNumber || *field_ == Field::kIid);
  }
  // A value of another type than the field has. Inside of objects extra fields may be anything.
  void RefuseIn(const std::string& what) const {
    if (depth_ == 2 && field_) FailField("is " + what, ExpectedType());
  }
  const char* ExpectedType() const {
    switch (*field_) {
      case Field::kNumber:
      case Field::kIid:
        return kPositive;
      case Field::kAuthor:
        return "an object with \"login\" or \"username\"";
      case Field::kLabels:
        return "an array";
      case Field::kDraft:
        return "true or false";
      default:
        return "a string";
    }
  }

  void SetNumber(std::uint64_t value) {
    // One list has one of the two; "number" names the change should both appear.
    if (*field_ == Field::kIid && entry().number) return;
    entry().number = value;
    entry().is_merge_request = *field_ == Field::kIid;
  }

  void StoreString(const std::string& value) {
    if (depth_ == 2) {
      if (std::string* target = StringField()) {
        if (*field_ == Field::kSha && !value.empty() && !IsObjectId(value)) {
          FailField("is " + Quote(value), "40 hexadecimal digits");
        }
        *target = value;
      } else {
        RefuseIn("a string");
      }
    } else if (*field_ == Field::kAuthor && depth_ == 3) {
      if (inner_key_ == "login" || inner_key_ == "username") entry().change.author = value;
    } else if (*field_ == Field::kLabels) {
      // ["bug"] by glab, [{"name": "bug"}] by gh.
      if (depth_ == 3 || (depth_ == 4 && inner_key_ == "name")) {
        entry().change.labels.push_back(value);
      }
    }
  }

  std::string* StringField() {
    RequestedChange& change = entry().change;
    switch (*field_) {
      case Field::kSha:
        return &entry().sha;
      case Field::kHeadName:
        return &change.head_name;
      case Field::kBaseName:
        return &change.base_name;
      case Field::kState:
        return &change.state;
      case Field::kTitle:
        return &change.title;
      case Field::kUrl:
        return &change.url;
      case Field::kDescription:
        return &change.description;
      case Field::kCreated:
        return &change.created;
      default:
        return nullptr;
    }
  }

  std::string name_;
  std::vector<Entry> entries_;
  std::size_t depth_ = 0;       // 1: in the list, 2: in an entry, 3: in a field's value …
  std::optional<Field> field_;  // of the entry; none: a field that is not read
  std::string field_name_;      // as the list spells it
  std::string inner_key_;       // the last key at any depth
};

// Where a clone keeps the head. The host's own reference comes first: a fork's branch may bear the
// name of one of ours, "main" more often than any other.
std::vector<std::string> FallbackRefs(const Entry& entry) {
  const std::string number = std::to_string(*entry.number);
  std::vector<std::string> refs = {entry.is_merge_request
                                       ? "refs/merge-requests/" + number + "/head"
                                       : "refs/pull/" + number + "/head"};
  const std::string& head_name = entry.change.head_name;
  if (entry.sha.empty() && !head_name.empty() && head_name != entry.change.base_name) {
    refs.push_back("refs/remotes/origin/" + head_name);
    refs.push_back("refs/heads/" + head_name);
  }
  return refs;
}

RequestedChange Finish(Entry entry, const std::string& place) {
  if (!entry.number) {
    throw Error(ErrorCode::kInput, place + ": has neither \"number\" nor \"iid\"", kHowToMakeOne);
  }
  if (entry.sha.empty() && entry.change.head_name.empty()) {
    throw Error(ErrorCode::kInput,
                place + " (change " + std::to_string(*entry.number) +
                    "): has no head: none of \"headRefOid\", \"headRefName\", \"sha\" and "
                    "\"source_branch\"",
                kHowToMakeOne);
  }
  std::vector<std::string> fallback_refs = FallbackRefs(entry);
  RequestedChange change = std::move(entry.change);
  change.id = std::to_string(*entry.number);
  change.fallback_refs = std::move(fallback_refs);
  change.revision = std::move(entry.sha);
  std::transform(
      change.revision.begin(), change.revision.end(), change.revision.begin(),
      [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return change;
}

void RefuseOtherEncodings(std::istream& input, const std::string& name) {
  const int first = input.peek();
  if (first == 0xFF || first == 0xFE) {
    throw Error(ErrorCode::kInput, name + ": is UTF-16, expected UTF-8",
                "PowerShell's '>' writes UTF-16; use: … | Out-File -Encoding utf8 FILE");
  }
}

}  // namespace

std::vector<RequestedChange> ReadChangeList(std::istream& input, const std::string& name) {
  RefuseOtherEncodings(input, name);
  ListReader reader(name);
  Json::sax_parse(input, &reader);
  if (input.bad()) throw Error(ErrorCode::kInput, "cannot read " + name + " to its end");
  std::vector<RequestedChange> changes;
  std::map<std::string, std::size_t> entry_by_id;
  std::size_t number = 0;
  for (Entry& entry : std::move(reader).TakeEntries()) {
    const std::string place = name + ": entry " + std::to_string(++number);
    changes.push_back(Finish(std::move(entry), place));
    const auto [first, is_new] = entry_by_id.emplace(changes.back().id, number);
    if (!is_new) {
      throw Error(ErrorCode::kInput,
                  place + ": change " + changes.back().id + " is already entry " +
                      std::to_string(first->second),
                  "remove one of the two");
    }
  }
  return changes;
}

std::vector<RequestedChange> ReadChangeListFile(const std::string& path) {
  if (path == "-") return ReadChangeList(std::cin, "standard input");
  std::ifstream file(path, std::ios::binary);
  // A folder opens and fails at the first read.
  if (!file || (file.peek() == std::ifstream::traits_type::eof() && file.bad())) {
    throw Error(ErrorCode::kInput, "cannot read change list " + path, kHowToMakeOne);
  }
  file.clear();
  return ReadChangeList(file, path);
}

std::vector<RequestedChange> ParseChangeOptions(std::span<const std::string> values) {
  constexpr const char* kForm = "write --change ID=REV, for example --change 12=refs/pull/12/head";
  std::vector<RequestedChange> changes;
  std::set<std::string> ids;
  for (const std::string& value : values) {
    const auto equals = value.find('=');
    const std::string option = "--change \"" + value + "\"";
    if (equals == std::string::npos) throw Error(ErrorCode::kUsage, option + " has no '='", kForm);
    RequestedChange change{
        .id = value.substr(0, equals), .revision = value.substr(equals + 1), .required = true};
    if (change.id.empty()) throw Error(ErrorCode::kUsage, option + " has no id", kForm);
    if (change.revision.empty()) throw Error(ErrorCode::kUsage, option + " has no revision", kForm);
    if (!ids.insert(change.id).second) {
      throw Error(ErrorCode::kUsage, "--change names change \"" + change.id + "\" twice",
                  "give each change its own id");
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

bool ChangeIdLess(std::string_view a, std::string_view b) {
  const auto is_number = [](std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const bool a_is_number = is_number(a);
  if (a_is_number != is_number(b)) return a_is_number;
  if (!a_is_number) return a < b;
  const auto digits = [](std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
    return text;
  };
  const std::string_view x = digits(a);
  const std::string_view y = digits(b);
  if (x.size() != y.size()) return x.size() < y.size();
  return x != y ? x < y : a < b;  // "7" and "07" are two ids of one value
}

}  // namespace interlock
