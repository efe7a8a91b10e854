// Values as operands (include/interlock/facts.h): constants, texts with holes, numbers with their
// units, and where each stands inside literals. Every walk is bounded.
#pragma once

#include <tree_sitter/api.h>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/facts.h"
#include "parsers/language_internal.h"
#include "parsers/node_internal.h"
#include "parsers/paths_internal.h"

namespace interlock {

// No text that names a resource, and no key, is longer.
inline constexpr std::size_t kMaxOperandText = 256;

// No statement that is put together is longer, in bytes.
inline constexpr std::size_t kMaxPieceText = 64 << 10;

inline constexpr int kMaxOperandDepth = 8;  // of literals inside literals

// As it is written: "1_000", "30L", "0x1F", "2.5f". The suffix of a type is no part of the number.
std::optional<double> NumberOf(std::string_view text);
// "1000", "0.25"
std::string Decimal(double value);

// A string constant that is written in SQL.
struct FoundSql {
  std::string text;
  TSNode node;
  std::string without{};  // PiecedText
  TSNode guarded{};
};

class OperandReader {
 public:
  OperandReader(const Language& language, std::string_view text)
      : language_(language), text_(text) {}

  // Calls are followed into their arguments once these are known.
  void NoteArguments(TSNode call, TSNode arguments) { arguments_.Insert(call, arguments); }

  // A constant of the file, however its name is written: it may stand in a sum.
  void NoteConstant(std::string_view name) { constants_.emplace(name); }

  // What a name of the file holds: of a text, it may be part of another.
  void NoteHeld(std::string_view name, TSNode value) {
    if (StringText(language_, value, text_)) text_constants_.emplace(name);
  }

  // What a call is given, each at its place.
  void ReadArguments(TSNode arguments, std::vector<Operand>& operands) {
    ReadArguments(arguments, "", 0, operands);
  }
  // The types that a call is given behind its name, each at its place: "<0>".
  void ReadTypeArguments(TSNode call, TSNode name, std::vector<Operand>& operands);
  void ReadValue(TSNode value, const std::string& place, std::vector<Operand>& operands) {
    ReadOperand(value, place, 0, operands);
  }

  // The text of an OperandKind::kStatement is an index into these, until they are read.
  const std::vector<FoundSql>& sql() const { return sql_; }

  // A statement that more is put behind than stands in its node. False when none stands there.
  bool Lengthen(const FoundSql& longer);

  // The text of a piece that is put into another, or of the items of a list, each in a line of its
  // own; holes stand for what is not constant.
  std::string PieceText(TSNode node, int depth = 0) const;

  // The operator between two operands, or before the only one.
  std::string_view SignBetween(TSNode left, TSNode right) const;
  std::string_view SignBefore(TSNode node, TSNode operand) const;

 private:
  // A number, and the path that gives it its unit.
  struct Amount {
    double value = 0;
    std::string unit;
    bool is_converted = false;  // the program has made a bare number of it
    bool is_suffix = false;     // the unit is written behind the number: "500ms"
    std::vector<std::pair<double, std::string>> further;  // what is added to it in other units

    bool has_unit() const { return !unit.empty() || !further.empty(); }
    std::string Text() const;
  };

  void ReadArguments(TSNode arguments, const std::string& place, int depth,
                     std::vector<Operand>& operands);
  void ReadOperand(TSNode node, const std::string& place, int depth,
                   std::vector<Operand>& operands);
  std::string ScheduleOf(TSNode call) const;
  std::string ScheduleField(TSNode value) const;
  void ReadElement(TSNode child, const std::string& place, int depth,
                   std::vector<Operand>& operands);
  void ReadPair(TSNode pair, const std::string& place, int depth, std::vector<Operand>& operands);
  void ReadBinary(TSNode node, const std::string& place, int depth, std::vector<Operand>& operands);
  bool ReadString(TSNode node, const std::string& place, std::vector<Operand>& operands);
  const TSNode* ArgumentsOf(TSNode node) const;
  TSNode HeldBy(TSNode node) const;
  TSNode TextMadeInto(TSNode node) const;
  bool ReadSqlText(const std::string& text, TSNode node, const std::string& place,
                   std::vector<Operand>& operands);
  TSNode GivenAsNumber(TSNode node) const;
  std::string WithHoles(const std::string& constant, bool* has_holes) const;
  std::string KeyText(TSNode key) const;
  std::string ComputedKey(TSNode key) const;
  std::string NamedConstant(TSNode node) const;
  bool HoldsPairs(TSNode body) const;
  bool HoldsTexts(TSNode body) const;
  const TSNode* ListedIn(TSNode node) const;

  // The text of strings that are put together, with holes for what is not constant; false when none
  // of it is a string, or named like one. (operand_texts.cc)
  bool Join(TSNode node, int depth, std::string* joined) const;
  bool JoinCalled(TSNode node, int depth, std::string* joined) const;
  bool JoinAddress(TSNode node, int depth, std::string* joined) const;
  bool JoinFormatted(TSNode format, char mark, const std::vector<TSNode>& values,
                     std::string* joined) const;
  std::vector<TSNode> ValuesOf(TSNode node) const;
  static std::vector<TSNode> ChildrenOf(TSNode node);
  std::string ValueNamed(std::string_view asked, const std::vector<TSNode>& values,
                         std::size_t* next) const;
  std::string HoleOrText(TSNode node) const;
  std::string Hole(TSNode node) const;
  std::string HoleIn(TSNode interpolation) const;
  bool NamesText(TSNode node) const;
  TSNode FormatGiven(TSNode call) const;
  std::string WithClauses(TSNode node, std::string joined) const;
  std::vector<TSNode> AlternativesOf(TSNode node) const;
  bool HasClauses(TSNode node, std::string* text) const;
  bool HasJoinedList(TSNode node, std::string* text) const;
  bool ReadComposedSql(TSNode node, const std::string& place, int depth,
                       std::vector<Operand>& operands);
  TSNode ListIn(TSNode node) const;
  TSNode WithoutBrackets(TSNode node) const;

  std::optional<Amount> AmountOf(TSNode node, int depth) const;
  std::optional<Amount> ComputedAmount(TSNode node, const NodeForm<ValueForm>& form,
                                       int depth) const;
  static std::optional<Amount> UnitedAmount(std::string_view text);
  std::optional<Amount> AmountWithUnit(TSNode node, int depth) const;
  std::optional<Amount> AmountOfFields(TSNode node, TSNode fields, int depth) const;
  std::optional<Amount> AmountOfArgument(TSNode node, TSNode argument, int depth) const;
  static std::optional<Amount> Computed(const Amount& a, std::string_view sign, const Amount& b);
  static std::optional<Amount> Joined(const Amount& a, double sign, const Amount& b);

  bool IsConstant(std::string_view name) const;

  const Language& language_;
  std::string_view text_;
  std::set<std::string, std::less<>> constants_, text_constants_;
  NodeMap<TSNode> arguments_;  // of calls, by their nodes
  std::vector<FoundSql> sql_;
  NodeMap<std::size_t> sql_at_;
  mutable bool with_clauses_ = false;  // texts are put together of what may stand in them, too
  mutable int choices_ = 0;            // inside one another, that are being read
};

}  // namespace interlock
