// Text for people: wording that several formats share, and what makes a stranger's text safe and
// fit to print. A report format may not compute; what two formats need and the Report does not hold
// is derived here, once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interlock/report.h"

namespace interlock {

// ---- Text from strangers

// One line of valid UTF-8 that cannot steer a terminal: control characters and escape sequences,
// marks that reverse the direction of text and invisible characters become visible (`\x1b`,
// `\u{202e}`), broken bytes become U+FFFD, white space becomes a blank.
std::string Printable(std::string_view untrusted);

// Without broken bytes and U+FFFD, which is what becomes of them in JSON.
std::string WithoutBroken(std::string_view text);

// Columns that printable text takes in a terminal: two for a wide character, none for an accent.
std::size_t DisplayWidth(std::string_view text);

// The beginning of the text, with … where the rest was.
std::string Truncate(std::string_view text, std::size_t columns);

// Lines of at most `columns`. A word that is longer stays whole: a path that is broken cannot be
// copied. Never empty.
std::vector<std::string> Wrap(std::string_view text, std::size_t columns);

// ---- Wording

std::string CountOf(std::uint64_t count, const std::string& noun);  // "1 change", "2 changes"
std::string Join(const std::vector<std::string>& words, const std::string& separator);
// "12, 34, 56, 78, 90 and 7 more".
std::string FirstFew(std::vector<std::string> words);
std::string ShortId(const ObjectId& id);  // the first twelve digits

// "18 changes, 153 pairs: 9 need attention, 2 notes; 96 of 104 files analysed"
std::string Headline(const Report& report);

// "base main at 3f2a91c8d4e5"
std::string BaseLine(const Report& report);

// "101 and 104", "103 before 108", "117 and main": who a decision is about.
std::string Who(const Report& report, const Decision& decision);

std::string On(const Interaction& interaction);       // "function pricing.tax.vat_for"
std::string Place(const Evidence& evidence);          // "pricing/tax.py:12"; whole file: no line
std::string ExposedShare(const Exposure& exposure);   // "5 % now, 10 % at most"
bool ExposureMatters(const Exposure& exposure);       // not simply everyone, always
std::string TitleOf(const ChangeSummary& change);     // or a word that there is none
std::string HowSure(const Interaction& interaction);  // "severity high, proven at both ends, …"
// What comes of it if nothing is done: "fails for certain once both have landed", "fails for
// certain if 34 lands without 12", "git itself stops whichever lands second".
std::string WhatComesOfIt(const Interaction& interaction);
std::string HazardText(const HazardFound& hazard);  // its title, the number of its pattern behind
// The steps that join the two, without those that the evidence has said already.
std::vector<std::string> JoiningSteps(const Interaction& interaction);
// Why what was found is no more than a note; empty where nothing lowered it to that.
std::string WhyOnlyNote(const Decision& decision);
// What 'interlock why' takes to tell of a decision: "12 34", "117 main".
std::string WhyArguments(const Report& report, const Decision& decision);
std::string BlastRadiusText(const ChangeSummary& change);
std::string WhoMayClear(const Report& report, const Decision& decision);
std::string GapText(GapReason reason);  // "no reader for this kind of file"

// ---- Looking things up

const ChangeSummary* FindChange(const Report& report, std::string_view id);
const Interaction* FindInteraction(const Report& report, std::string_view id);
std::vector<const Gap*> ChangesNotRead(const Report& report);       // nothing of them could be read
std::vector<const Gap*> FilesNotRead(const Report& report);         // the clone lacks their content
const Gap* FindNotRead(const Report& report, std::string_view id);  // why it was not; null: it was
std::vector<const Interaction*> Reasons(const Report& report, const Decision& decision);

// Evidence of one side together: at most one statement for each change, in order of first mention,
// and how many more there are.
struct EvidenceChoice {
  std::vector<const Evidence*> shown;
  std::size_t more = 0;
};
EvidenceChoice ChooseEvidence(const Interaction& interaction);

struct GapGroup {
  GapReason reason;
  bool partial;
  std::vector<const Gap*> gaps;
};
// Most frequent first; those that were analysed with a reservation last.
std::vector<GapGroup> GroupGaps(const std::vector<Gap>& gaps);

std::string FormatTime(std::int64_t seconds);  // since 1970: "2026-03-03T12:00:00Z"

}  // namespace interlock
