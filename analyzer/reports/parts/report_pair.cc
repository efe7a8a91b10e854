#include "analyzer/reports/parts/report_pair.h"

#include <algorithm>
#include <ostream>

#include "analyzer/intake/yaml_reader.h"
#include "analyzer/text/report_markdown.h"
#include "analyzer/text/report_page.h"
#include "analyzer/text/report_text.h"
#include "interlock/error.h"

namespace interlock {

namespace {

// ---- Gathering

std::vector<std::string> KnownIds(const Report& report) {
  std::vector<std::string> ids;
  for (const ChangeSummary& change : report.changes) ids.push_back(change.id);
  return ids;
}

// The base goes by its name, by its commit as long as that is unmistakable, and by "base"; a change
// of that id comes first.
bool IsBase(const Report& report, const std::string& id) {
  constexpr std::size_t kShortest = 7;
  if (FindChange(report, id) != nullptr || id.empty()) return false;
  const bool is_commit = id.size() >= kShortest && report.base_commit.starts_with(id);
  return id == report.base_name || id == "base" || is_commit;
}

// Numbers are mistyped by a digit, names by a few letters; a short list is shown as a whole.
std::string NearestIds(const Report& report, const std::string& id) {
  constexpr std::size_t kShown = 20;
  std::vector<std::string> ids = KnownIds(report);
  const std::string nearest = NearestWord(id, ids);
  const std::string guess = nearest.empty() ? "" : "did you mean " + Quoted(nearest) + "? ";
  if (ids.empty()) return "the scan had no changes";
  const std::size_t more = ids.size() > kShown ? ids.size() - kShown : 0;
  ids.resize(ids.size() - more);
  std::string known = guess + "the scan knows " + Printable(Join(ids, ", "));
  if (more > 0) known += " and " + std::to_string(more) + " more";
  const bool named = !report.base_name.empty();
  return known + ", and the base " + (named ? Printable(report.base_name) : std::string("'base'"));
}

void CheckKnown(const Report& report, const std::string& id) {
  if (FindChange(report, id) != nullptr) return;
  throw Error(ErrorCode::kUsage, "no change " + Quoted(id) + " in the scan",
              NearestIds(report, id));
}

bool Has(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// Whether what is about `changes` is about the pair. With the base it has one change only.
bool About(const std::vector<std::string>& changes, const std::string& a, const std::string& b,
           bool with_base) {
  if (with_base) return changes.size() == 1 && changes.front() == a;
  return Has(changes, a) && Has(changes, b);
}

// ---- The story as blocks, which text and Markdown render each in its own way

enum class BlockKind { kTitle, kHeading, kText, kItem, kEvidence };

struct Block {
  BlockKind kind = BlockKind::kText;
  std::string label;  // of items and evidence: whose it is
  std::string text;
  std::string place;  // of evidence
  Ink ink = Ink::kPlain;
  std::string address;  // of an item: what its label leads to
};

class Blocks {
 public:
  void Title(std::string text, Ink ink) {
    all_.push_back({BlockKind::kTitle, "", std::move(text), "", ink});
  }
  void Heading(std::string text) { all_.push_back({BlockKind::kHeading, "", std::move(text), ""}); }
  void Text(std::string text) {
    if (!text.empty()) all_.push_back({BlockKind::kText, "", std::move(text), ""});
  }
  void Item(std::string label, std::string text) {
    if (!text.empty()) all_.push_back({BlockKind::kItem, std::move(label), std::move(text), ""});
  }
  void Link(std::string label, std::string text, std::string address) {
    all_.push_back(
        {BlockKind::kItem, std::move(label), std::move(text), "", Ink::kPlain, std::move(address)});
  }
  void Proof(std::string label, std::string place, std::string statement) {
    all_.push_back(
        {BlockKind::kEvidence, std::move(label), std::move(statement), std::move(place)});
  }
  const std::vector<Block>& all() const { return all_; }

 private:
  std::vector<Block> all_;
};

std::string DetailOf(const Gap& gap) { return gap.detail.empty() ? "" : " (" + gap.detail + ")"; }

void TellChange(const PairStory& story, const ChangeSummary& change, Blocks* blocks) {
  std::string title = TitleOf(change);
  if (change.draft) title += " (draft)";
  if (!change.landed.empty()) title += " (landed " + change.landed + ")";
  if (!change.author.empty()) title += ", by " + change.author;
  blocks->Link(change.id, title, change.url);
  if (const Gap* unread = FindNotRead(*story.report, change.id)) {
    blocks->Item("", "it could not be read: " + GapText(unread->reason) + DetailOf(*unread) +
                         "; nothing is known of what it does");
    return;
  }
  std::string state = "head " + ShortId(change.head) + ", " + CountOf(change.files, "file");
  if (change.behind > 0) state += ", " + CountOf(change.behind, "commit") + " behind the base";
  blocks->Item("", state);
  blocks->Item("", BlastRadiusText(change));
  if (!change.exposure.empty()) blocks->Item("", "exposure: " + change.exposure);
}

// What gates nothing needs no clearing: what is advised then would only spare somebody work.
void TellDecision(const Report& report, const Decision& decision, Blocks* blocks) {
  if (decision.verdict == Verdict::kClear) {
    blocks->Heading("Nothing is gated");
    blocks->Text("the policy in interlock.yaml has it so: see how the verdict came about");
    return;
  }
  if (decision.verdict == Verdict::kNote) {
    blocks->Heading("Nothing is gated");
    const std::string why = WhyOnlyNote(decision);
    blocks->Text((why.empty() ? "" : "only a note: " + why + "; ") +
                 "it is for the reviewers to know");
    if (decision.advice.empty()) return;
    blocks->Heading("What would help");
    blocks->Text(Text(decision.advice));
    return;
  }
  if (!decision.advice.empty()) {
    blocks->Heading("What to do");
    blocks->Text(Text(decision.advice));
  }
  blocks->Heading("What clears it");
  blocks->Text(decision.clears);
  blocks->Text("who may: " + WhoMayClear(report, decision));
}

void TellExplanations(const Decision& decision, Blocks* blocks) {
  if (decision.explanations.empty()) return;
  blocks->Heading("How the verdict '" + std::string(Name(decision.verdict)) + "' came about");
  for (const Explanation& explanation : decision.explanations) {
    const std::string value = explanation.value.empty() ? "" : ": " + explanation.value;
    blocks->Item("-", explanation.what + value);
  }
}

void TellProof(const Interaction& interaction, Blocks* blocks) {
  for (const Evidence& evidence : interaction.evidence) {
    blocks->Proof(evidence.change, Place(evidence), evidence.statement);
  }
  for (const std::string& step : JoiningSteps(interaction)) blocks->Item("joined by:", step);
  if (!interaction.hazard.title.empty()) {
    blocks->Item("hazard:", HazardText(interaction.hazard));
    for (const std::string& step : interaction.hazard.sum) blocks->Item("sum:", step);
    blocks->Item("then:", interaction.hazard.then);
  }
}

// That everyone meets a change is said where the change is.
void TellWeight(const PairStory& story, const Interaction& interaction, Blocks* blocks) {
  const Exposure& exposure = interaction.exposure;
  // How it was derived is a step on the way to the verdict, where that is of exposure.
  const bool told =
      std::any_of(story.decisions.begin(), story.decisions.end(), [&](const Decision* decision) {
        return std::any_of(decision->explanations.begin(), decision->explanations.end(),
                           [&](const Explanation& step) { return step.value == exposure.basis; });
      });
  const std::string basis = told || exposure.basis.empty() ? "" : " (" + exposure.basis + ")";
  if (ExposureMatters(exposure)) blocks->Item("exposed to both:", ExposedShare(exposure) + basis);
  for (const IncidentRef& incident : interaction.incidents) {
    blocks->Item("seen before:",
                 incident.title + " (" + incident.id + "); in common: " + incident.because);
  }
}

std::vector<std::string> Pieces(std::string_view text, std::string_view between) {
  std::vector<std::string> pieces;
  for (std::size_t end = 0; end != text.npos;) {
    end = text.find(between);
    pieces.emplace_back(text.substr(0, end));
    if (end != text.npos) text.remove_prefix(end + between.size());
  }
  return pieces;
}

// Whether all that is to be done has been said in `told`, which may have joined it with more: the
// order may be another there, since it holds for all.
bool IsTold(const std::string& advice, const std::string& told) {
  const auto has = [&](const std::string& text) { return told.find(text) != told.npos; };
  const auto has_all = [&](const std::string& cures) {
    for (const std::string& alternative : Pieces(cures, "; or ")) {
      const std::vector<std::string> pieces = Pieces(alternative, "; also ");
      if (!std::all_of(pieces.begin(), pieces.end(), has)) return false;
    }
    return true;
  };
  if (has_all(advice)) return true;
  constexpr std::string_view kThen = " and ";
  for (std::size_t at = 0; (at = advice.find(kThen, at)) != advice.npos; at += kThen.size()) {
    const bool is_order = advice.starts_with("land ") || advice.starts_with("rebase ");
    if (is_order && has_all(advice.substr(at + kThen.size()))) return true;
  }
  return false;
}

void TellInteraction(const PairStory& story, const Interaction& interaction, Blocks* blocks) {
  blocks->Heading(interaction.rule + ": " + On(interaction));
  blocks->Text(HowSure(interaction));
  TellProof(interaction, blocks);
  TellWeight(story, interaction, blocks);
  const bool told =
      std::any_of(story.decisions.begin(), story.decisions.end(), [&](const Decision* decision) {
        return decision->verdict == Verdict::kClear ||
               IsTold(Text(interaction.advice), Text(decision->advice));
      });
  if (!told) blocks->Item("advice:", Text(interaction.advice));
}

void TellSilence(const PairStory& story, Blocks* blocks) {
  if (story.silenced.empty()) return;
  blocks->Heading("Looked at and found harmless");
  for (const Interaction* interaction : story.silenced) {
    blocks->Text(interaction->rule + ", " + On(*interaction) + ": harmless because " +
                 interaction->silenced);
    TellProof(*interaction, blocks);
  }
}

void TellGaps(const PairStory& story, Blocks* blocks) {
  constexpr std::size_t kShown = 3;  // of one reason
  std::vector<Gap> gaps;
  for (const Gap* gap : story.gaps) {
    const bool told_above = gap->path.empty() && !gap->partial;
    if (!told_above) gaps.push_back(*gap);
  }
  if (gaps.empty()) return;
  blocks->Heading("Not analysed, or with a reservation");
  for (const GapGroup& group : GroupGaps(gaps)) {
    const std::size_t shown = std::min(kShown, group.gaps.size());
    blocks->Text(GapText(group.reason) + (group.partial ? ", analysed all the same" : "") + " (" +
                 std::to_string(group.gaps.size()) + ")");
    for (std::size_t i = 0; i < shown; ++i) {
      const Gap& gap = *group.gaps[i];
      blocks->Proof(gap.change, gap.path.empty() ? "the whole change" : gap.path, gap.detail);
    }
    const std::size_t more = group.gaps.size() - shown;
    if (more > 0) blocks->Item("", "and " + std::to_string(more) + " more");
  }
}

std::vector<std::string> NotRead(const PairStory& story) {
  std::vector<std::string> ids;
  for (const ChangeSummary* change : story.changes) {
    if (FindNotRead(*story.report, change->id) != nullptr) ids.push_back(change->id);
  }
  return ids;
}

// Silence is told plainly, with what it rests on.
void TellNothing(const PairStory& story, Blocks* blocks) {
  if (const std::vector<std::string> unread = NotRead(story); !unread.empty()) {
    blocks->Heading("What is known of the two");
    blocks->Text("Nothing: " + Join(unread, " and ") +
                 " could not be read, so whether they break each other has not been looked at.");
    return;
  }
  blocks->Heading("Why nothing gates them");
  if (story.silenced.empty()) {
    blocks->Text(
        "No rule found anything in one that breaks, or is broken by, something in the other, and "
        "there was no meeting of the two to look at more closely.");
  } else {
    blocks->Text("They meet, and each meeting was looked at: see below.");
  }
}

void TellSource(const PairStory& story, Blocks* blocks) {
  std::string source = BaseLine(*story.report);
  if (story.scan > 0) {
    source = "scan " + std::to_string(story.scan) + " of " + story.time + "; " + source;
  }
  blocks->Heading("Where this comes from");
  blocks->Text(source);
}

Blocks Tell(const PairStory& story) {
  Blocks blocks;
  const Verdict verdict =
      story.decisions.empty() ? Verdict::kClear : story.decisions.front()->verdict;
  blocks.Title(Answer(story), InkOf(verdict));
  for (const ChangeSummary* change : story.changes) TellChange(story, *change, &blocks);
  for (const Decision* decision : story.decisions) {
    TellDecision(*story.report, *decision, &blocks);
  }
  for (const Interaction* interaction : story.interactions) {
    TellInteraction(story, *interaction, &blocks);
  }
  for (const Decision* decision : story.decisions) TellExplanations(*decision, &blocks);
  if (story.interactions.empty()) TellNothing(story, &blocks);
  TellSilence(story, &blocks);
  TellGaps(story, &blocks);
  TellSource(story, &blocks);
  return blocks;
}

// ---- Rendering

void WriteText(const Block& block, std::size_t label_width, Page* page) {
  switch (block.kind) {
    case BlockKind::kTitle:
      page->Write(0, block.text, block.ink);
      page->Blank();
      break;
    case BlockKind::kHeading:
      page->Blank();
      page->Write(0, block.text, Ink::kBold);
      break;
    case BlockKind::kText:
      page->Write(2, block.text);
      break;
    case BlockKind::kItem:
      page->Write(block.label.empty() ? 3 + label_width : 2, block.label, block.text);
      if (!block.address.empty()) page->Write(3 + label_width, block.address);
      break;
    case BlockKind::kEvidence:
      if (block.text.empty()) {
        page->Write(2, block.label, block.place);
      } else {
        page->WriteEvidence(2, block.label, block.place, block.text);
      }
      break;
  }
}

bool IsBullet(const Block& block) {
  return block.kind == BlockKind::kItem || block.kind == BlockKind::kEvidence;
}

std::string MarkdownLabel(const Block& block) {
  if (block.label.empty() || block.label == "-") return "";
  return "**" + MarkdownLink(block.label, block.address) + "** ";
}

void WriteMarkdown(const Block& block, std::ostream& out) {
  const std::string text = MarkdownText(block.text);
  switch (block.kind) {
    case BlockKind::kTitle:
      out << "## " << text << "\n";
      break;
    case BlockKind::kHeading:
      out << "### " << text << "\n";
      break;
    case BlockKind::kText:
      out << text << "\n";
      break;
    case BlockKind::kItem:
      out << (block.label.empty() ? "  - " : "- ") << MarkdownLabel(block) << text << "\n";
      break;
    case BlockKind::kEvidence:
      out << "- " << MarkdownLabel(block) << MarkdownCode(block.place)
          << (text.empty() ? "" : " " + text) << "\n";
      break;
  }
}

}  // namespace

PairStory TellPair(const Report& report, const std::string& a, const std::string& b) {
  const auto is_base = [&](const std::string& id) { return IsBase(report, id); };
  if (is_base(a) && FindChange(report, b) != nullptr) return TellPair(report, b, a);
  CheckKnown(report, a);
  const bool with_base = is_base(b);
  if (!with_base) CheckKnown(report, b);
  if (a == b) {
    throw Error(ErrorCode::kUsage, "a change does not meet itself: " + Quoted(a) + " twice",
                "name two changes");
  }
  const bool named = with_base && !report.base_name.empty();
  PairStory story{.report = &report, .a = a, .b = named ? report.base_name : b};
  for (const std::string& id : {a, b}) {
    if (const ChangeSummary* change = FindChange(report, id)) story.changes.push_back(change);
  }
  const auto gather = [&](const auto& from, auto* to) {
    for (const auto& item : from) {
      if (About(item.changes, a, b, with_base)) to->push_back(&item);
    }
  };
  gather(report.decisions, &story.decisions);
  gather(report.interactions, &story.interactions);
  gather(report.silenced, &story.silenced);
  for (const Gap& gap : report.coverage.gaps) {
    if (gap.change == a || (gap.change == b && !with_base)) story.gaps.push_back(&gap);
  }
  return story;
}

std::string Answer(const PairStory& story) {
  if (!story.decisions.empty()) {
    const Decision& decision = *story.decisions.front();
    return Who(*story.report, decision) + ": " + Name(decision.verdict);
  }
  const std::string pair = story.a + " and " + story.b + ": ";
  if (const std::vector<std::string> unread = NotRead(story); !unread.empty()) {
    return pair + "not known, " + Join(unread, " and ") + " could not be read";
  }
  return pair + "nothing was found that gates them" +
         (story.gaps.empty() ? "" : " in what was analysed");
}

void RenderPairText(const PairStory& story, const FormatOptions& options, std::ostream& out) {
  std::size_t label_width = 0;
  for (const ChangeSummary* change : story.changes) {
    label_width = std::max(label_width, std::min<std::size_t>(DisplayWidth(change->id), 24));
  }
  Page page(options, out);
  const Blocks blocks = Tell(story);
  for (const Block& block : blocks.all()) WriteText(block, label_width, &page);
}

void RenderPairMarkdown(const PairStory& story, std::ostream& out) {
  const Blocks blocks = Tell(story);
  const Block* last = nullptr;
  for (const Block& block : blocks.all()) {
    // Items of one list follow each other; all else is parted by an empty line.
    if (last != nullptr && !(IsBullet(*last) && IsBullet(block))) out << "\n";
    WriteMarkdown(block, out);
    last = &block;
  }
}

}  // namespace interlock
