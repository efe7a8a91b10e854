// A string that is held once, however many facts say it: names, paths and types repeat thousands of
// times within a tree, and nearly all of them again in each version of a file. A value is one
// pointer; copies cost nothing, and equal strings are equal pointers. It reads as a std::string and
// never changes. What was ever interned stays until the program ends, so views of it never dangle.
// Thread-safe.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock {

class Interned;

template <typename T>
concept TextBesideInterned =
    !std::same_as<T, Interned> && std::convertible_to<const T&, std::string_view>;

class Interned {
 public:
  Interned() = default;
  // Implicit, as a std::string is from a literal: facts are written as before.
  Interned(std::string_view text) : text_(text.empty() ? &kEmpty : Hold(text)) {}
  Interned(const std::string& text) : Interned(std::string_view(text)) {}
  Interned(const char* text) : Interned(std::string_view(text)) {}

  // The same string for all equal values, for as long as the program runs.
  const std::string& str() const { return *text_; }
  operator const std::string&() const { return *text_; }
  operator std::string_view() const { return *text_; }

  bool empty() const { return text_ == &kEmpty; }
  std::size_t size() const { return text_->size(); }
  const char* c_str() const { return text_->c_str(); }
  const char* data() const { return text_->data(); }
  char operator[](std::size_t at) const { return (*text_)[at]; }
  char front() const { return text_->front(); }
  char back() const { return text_->back(); }
  auto begin() const { return text_->begin(); }
  auto end() const { return text_->end(); }
  auto rbegin() const { return text_->rbegin(); }
  auto rend() const { return text_->rend(); }

  std::string substr(std::size_t at, std::size_t count = std::string::npos) const {
    return text_->substr(at, count);
  }
  auto starts_with(const auto& what) const { return text_->starts_with(what); }
  auto ends_with(const auto& what) const { return text_->ends_with(what); }
  auto compare(auto&&... what) const { return text_->compare(what...); }
  auto find(const auto& what, std::size_t at = 0) const { return text_->find(what, at); }
  auto rfind(const auto& what, std::size_t at = std::string::npos) const {
    return text_->rfind(what, at);
  }
  auto find_first_of(const auto& what, std::size_t at = 0) const {
    return text_->find_first_of(what, at);
  }
  auto find_last_of(const auto& what, std::size_t at = std::string::npos) const {
    return text_->find_last_of(what, at);
  }
  auto find_first_not_of(const auto& what, std::size_t at = 0) const {
    return text_->find_first_not_of(what, at);
  }
  auto find_last_not_of(const auto& what, std::size_t at = std::string::npos) const {
    return text_->find_last_not_of(what, at);
  }
  static constexpr std::size_t npos = std::string::npos;

  friend bool operator==(Interned a, Interned b) { return a.text_ == b.text_; }
  friend auto operator<=>(Interned a, Interned b) { return *a.text_ <=> *b.text_; }
  template <TextBesideInterned T>
  friend bool operator==(Interned a, const T& b) {
    return std::string_view(*a.text_) == std::string_view(b);
  }
  template <TextBesideInterned T>
  friend auto operator<=>(Interned a, const T& b) {
    return std::string_view(*a.text_) <=> std::string_view(b);
  }

  friend std::string operator+(Interned a, Interned b) { return *a.text_ + *b.text_; }
  friend std::string operator+(Interned a, char b) { return *a.text_ + b; }
  friend std::string operator+(char a, Interned b) { return a + *b.text_; }
  friend std::string operator+(Interned a, const char* b) { return *a.text_ + b; }
  friend std::string operator+(const char* a, Interned b) { return a + *b.text_; }
  friend std::string operator+(Interned a, const std::string& b) { return *a.text_ + b; }
  friend std::string operator+(const std::string& a, Interned b) { return a + *b.text_; }
  friend std::string operator+(std::string&& a, Interned b) { return std::move(a) + *b.text_; }

  friend std::ostream& operator<<(std::ostream& out, Interned text) { return out << *text.text_; }

 private:
  static const std::string* Hold(std::string_view text);

  static const std::string kEmpty;
  const std::string* text_ = &kEmpty;
};

inline std::vector<Interned> InternAll(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

inline std::vector<std::string> TextsOf(const std::vector<Interned>& texts) {
  return {texts.begin(), texts.end()};
}

// nlohmann::json finds this by its name.
template <typename Json>
void to_json(Json& json, const Interned& text) {
  json = text.str();
}

}  // namespace interlock

template <>
struct std::hash<interlock::Interned> {
  std::size_t operator()(interlock::Interned text) const noexcept {
    return std::hash<const std::string*>()(&text.str());
  }
};
