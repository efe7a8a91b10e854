#include "analyzer/intake/population.h"

#include <algorithm>
#include <utility>

#include "analyzer/intake/json_document.h"
#include "interlock/error.h"

namespace interlock {
namespace {

constexpr std::size_t kMaxAttributes = 1000;

[[noreturn]] void Fail(const std::string& name, std::size_t line, const std::string& message) {
  throw Error(ErrorCode::kInput, name + ":" + std::to_string(line) + ": " + message,
              "a population has one context a line: JSON objects, or CSV with names in its first "
              "line");
}

AttributeValue Scalar(const JsonValue& value) {
  switch (value.kind()) {
    case JsonKind::kTruth:
      return AttributeValue::OfTruth(value.Truth(false));
    case JsonKind::kNumber:
      return AttributeValue::OfNumber(value.Number().value_or(0));
    case JsonKind::kText:
      return AttributeValue::OfText(value.Text());
    default:
      return {};
  }
}

// Depth is limited by the reader of JSON.
void AddAttributes(const JsonValue& object, const std::string& prefix, Subject* subject) {
  for (const JsonValue& item : object.Items()) {
    if (subject->attributes.size() >= kMaxAttributes) return;
    const std::string path = prefix + item.key();
    if (item.IsMap()) {
      AddAttributes(item, path + ".", subject);
    } else if (item.IsList()) {
      std::vector<AttributeValue> items;
      for (const JsonValue& one : item.Items()) items.push_back(Scalar(one));
      subject->attributes[path] = AttributeValue::OfList(std::move(items));
    } else {
      subject->attributes[path] = Scalar(item);
    }
  }
}

void SetPlace(Subject* subject) {
  const auto place = subject->attributes.find("place");
  if (place != subject->attributes.end()) subject->place = place->second.text;
}

std::vector<Subject> ReadLines(std::string_view text, const std::string& name) {
  std::vector<Subject> population;
  std::size_t line = 0;
  while (!text.empty()) {
    ++line;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (one.find_first_not_of(" \t\r") == one.npos) continue;
    const JsonDocument document = ParseJson(one, name + ":" + std::to_string(line));
    if (!document.Root().IsMap()) Fail(name, line, "expected an object");
    Subject subject;
    AddAttributes(document.Root(), "", &subject);
    SetPlace(&subject);
    population.push_back(std::move(subject));
    if (population.size() > kMaxContexts) Fail(name, line, "more than 2000000 contexts");
  }
  return population;
}

// Records of RFC 4180: a quoted value may hold commas, line ends and doubled quotes.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string name) : text_(text), name_(std::move(name)) {}

  bool AtEnd() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  std::vector<std::string> Record() {
    std::vector<std::string> values(1);
    line_ = next_line_;
    while (!AtEnd()) {
      const char c = text_[at_];
      if (c == '"' && values.back().empty()) {
        values.back() = Quoted();
        continue;
      }
      ++at_;
      if (c == '\n') {
        ++next_line_;
        break;
      }
      if (c == ',') {
        if (values.size() > kMaxAttributes) Fail(name_, line_, "more than 1000 values");
        values.emplace_back();
      } else if (c != '\r') {
        values.back() += c;
      }
    }
    return values;
  }

 private:
  std::string Quoted() {
    std::string value;
    for (++at_; !AtEnd(); ++at_) {
      if (text_[at_] == '\n') ++next_line_;
      if (text_[at_] != '"') {
        value += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        value += text_[++at_];
      } else {
        ++at_;
        return value;
      }
    }
    Fail(name_, line_, "a quote is never closed");
  }

  std::string_view text_;
  std::string name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1, next_line_ = 1;
};

std::vector<Subject> ReadTable(std::string_view text, const std::string& name) {
  CsvReader reader(text, name);
  if (reader.AtEnd()) return {};
  const std::vector<std::string> names = reader.Record();
  std::vector<Subject> population;
  while (!reader.AtEnd()) {
    const std::vector<std::string> values = reader.Record();
    if (values.size() == 1 && values.front().empty()) continue;
    if (values.size() != names.size()) {
      Fail(name, reader.line(),
           std::to_string(values.size()) + " values, expected " + std::to_string(names.size()));
    }
    Subject subject;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!values[i].empty()) subject.attributes[names[i]] = AttributeValue::OfText(values[i]);
    }
    SetPlace(&subject);
    population.push_back(std::move(subject));
    if (population.size() > kMaxContexts) Fail(name, reader.line(), "more than 2000000 contexts");
  }
  return population;
}

}  // namespace

std::vector<Subject> ReadPopulation(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Subject> population =
      name.ends_with(".csv") ? ReadTable(text, name) : ReadLines(text, name);
  if (population.empty()) Fail(name, 1, "no context in it");
  return population;
}

}  // namespace interlock
