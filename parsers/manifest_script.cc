#include <algorithm>
#include <cctype>

#include "parsers/manifest_entries_internal.h"

namespace interlock {

namespace {

constexpr int kMaxNesting = 50;
constexpr std::size_t kMaxEntries = 20'000;

bool IsNamePart(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

// Reads one expression of JavaScript as far as it is written out.
class ScriptReader {
 public:
  ScriptReader(std::string_view text, std::vector<ManifestEntry>& entries)
      : text_(text), entries_(entries) {}

  void Read() {
    std::string_view exported = Exported();
    // `const config = {...}; export default config`
    SkipBlank();
    const std::size_t start = at_;
    const std::string_view name = TakeName();
    SkipBlank();
    const bool alone = !name.empty() && (at_ >= text_.size() || text_[at_] == ';' || IsWord(at_));
    at_ = start;
    if (exported.empty() || (alone && !FindConstant(name))) return;
    ReadValue();
  }

 private:
  bool IsWord(std::size_t at) const { return at < text_.size() && IsNamePart(text_[at]); }

  bool Is(std::string_view word) const {
    return text_.substr(at_).starts_with(word) && !IsWord(at_ + word.size());
  }

  // Moves behind what says that the file offers what follows; gives those words.
  std::string_view Exported() {
    for (at_ = 0; at_ < text_.size();) {
      for (const std::string_view word : {"module.exports", "export default"}) {
        const std::size_t start = at_;
        if (!Is(word)) continue;
        at_ += word.size();
        SkipBlank();
        if (word == "export default") return word;
        if (at_ < text_.size() && text_[at_] == '=') return ++at_, word;
        at_ = start;
      }
      SkipOne();
    }
    return {};
  }

  // Moves behind `const name =`.
  bool FindConstant(std::string_view name) {
    for (at_ = 0; at_ < text_.size();) {
      const bool declares = Is("const") || Is("let") || Is("var");
      if (!declares) {
        SkipOne();
        continue;
      }
      TakeName();
      SkipBlank();
      if (TakeName() != name) continue;
      while (at_ < text_.size() && text_[at_] != '=' && text_[at_] != ';') ++at_;  // its type
      if (at_ < text_.size() && text_[at_] == '=') return ++at_, true;
    }
    return false;
  }

  std::string_view TakeName() {
    const std::size_t start = at_;
    while (IsWord(at_)) ++at_;
    return text_.substr(start, at_ - start);
  }

  void SkipBlank() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (std::isspace(static_cast<unsigned char>(rest[0])) != 0) {
        ++at_;
      } else if (rest.starts_with("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest.starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == text_.npos ? text_.size() : end + 2;
      } else {
        return;
      }
    }
  }

  // A string without what is put into it; nothing when something is.
  bool TakeString(std::string* string) {
    const char quote = text_[at_];
    bool constant = true;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (quote != '`' && text_[at_] == '\n') return false;  // it was no string
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      if (quote == '`' && text_.substr(at_).starts_with("${")) constant = false;
      if (string != nullptr) *string += text_[at_];
    }
    if (at_ >= text_.size()) return false;
    ++at_;
    return constant;
  }

  bool IsQuote() const {
    return at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'' || text_[at_] == '`');
  }

  // A word, a string, a comment or any other character.
  void SkipOne() {
    const std::size_t start = at_;
    SkipBlank();
    if (at_ > start) return;
    if (IsQuote())
      TakeString(nullptr);
    else if (IsWord(at_))
      TakeName();
    else
      ++at_;
  }

  // Up to the comma or bracket that ends what is being read.
  void SkipRest() {
    int open = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (open == 0 && (c == ',' || c == ';')) return;
      if (c == '(' || c == '[' || c == '{') ++open;
      if ((c == ')' || c == ']' || c == '}') && open-- == 0) return;
      SkipOne();
    }
  }

  // Is what has been read the whole of the value?
  bool IsOver() {
    SkipBlank();
    return at_ >= text_.size() || std::string_view(",;)]}").find(text_[at_]) != text_.npos ||
           Is("as") || Is("satisfies");
  }

  void ReadValue() {
    SkipBlank();
    if (at_ >= text_.size()) return;
    if (path_.size() >= kMaxNesting) return SkipRest();
    const std::size_t start = at_;
    if (text_[at_] == '{') {
      ReadObject();
    } else if (text_[at_] == '[') {
      ReadItems(']');
    } else if (IsQuote()) {
      std::string value;
      if (TakeString(&value) && IsOver()) Add(std::move(value), start);
    } else if (IsWord(at_)) {
      ReadWord();
    }
    SkipRest();
  }

  // A number, a truth value, or what is given to a function: `defineConfig({...})`.
  void ReadWord() {
    const std::size_t start = at_;
    const std::string_view word = TakeName();
    const bool plain =
        word == "true" || word == "false" || word.find_first_not_of("0123456789") == word.npos;
    if (plain && IsOver()) return Add(std::string(word), start);
    while (at_ < text_.size() && (text_[at_] == '.' || IsWord(at_))) ++at_;
    SkipBlank();
    if (at_ < text_.size() && text_[at_] == '(') ReadItems(')');
  }

  void ReadItems(char closer) {
    ++at_;
    for (std::size_t number = 0;; ++number) {
      SkipBlank();
      if (at_ >= text_.size() || text_[at_] == closer) break;
      path_.push_back(std::to_string(number));
      ReadValue();
      path_.pop_back();
      if (at_ >= text_.size() || text_[at_] != ',') break;
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == closer) ++at_;
  }

  void ReadObject() {
    ++at_;
    while (true) {
      SkipBlank();
      if (at_ >= text_.size() || text_[at_] == '}') break;
      std::string key;
      if (IsQuote())
        TakeString(&key);
      else
        key = TakeName();
      SkipBlank();
      if (!key.empty() && at_ < text_.size() && text_[at_] == ':') {
        ++at_;
        path_.push_back(std::move(key));
        ReadValue();
        path_.pop_back();
      } else {
        SkipRest();  // a spread, a method, a name that is computed
      }
      if (at_ >= text_.size() || text_[at_] != ',') break;
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '}') ++at_;
  }

  void Add(std::string value, std::size_t at) {
    if (entries_.size() >= kMaxEntries) return;
    entries_.push_back({path_, std::move(value), LineAt(at)});
  }

  // Asked in order of position.
  std::uint32_t LineAt(std::size_t at) {
    if (at < counted_) counted_ = 0, line_ = 1;
    line_ += static_cast<std::uint32_t>(
        std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                   text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
    return line_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;
  std::uint32_t line_ = 1;
  std::vector<std::string> path_;
  std::vector<ManifestEntry>& entries_;
};

}  // namespace

void ReadScriptEntries(std::string_view bytes, std::vector<ManifestEntry>& entries) {
  ScriptReader(bytes, entries).Read();
}

}  // namespace interlock
