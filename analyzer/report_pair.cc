#include "analyzer/report_pair.h"

#include <algorithm>
#include <ostream>

#include "analyzer/intake/yaml_reader.h"
#include "analyzer/report_markdown.h"
#include "analyzer/report_page.h"
#include "analyzer/report_text.h"
#include "interlock/error.h"

namespace interlock {

namespace {

// ---- Gathering

std::vector<std::string> KnownIds(const Report& report) {
  std::vector<std::string> ids;
  for (const ChangeSummary& change : report.changes) ids.push_back(change.id);
  return ids;
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
  return known;
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

void TellChange(const ChangeSummary& change, Blocks* blocks) {
  std::string title = TitleOf(change);
  if (change.draft) title += " (draft)";
  if (!change.landed.empty()) title += " (landed " + change.landed + ")";
  if (!change.author.empty()) title += ", by " + change.author;
  blocks->Link(change.id, title, change.url);
  std::string state = "head " + ShortId(change.head) + ", " + CountOf(change.files, "file");
  if (change.behind > 0) state += ", " + CountOf(change.behind, "commit") + " behind the base";
  blocks->Item("", state);
  blocks->Item("", BlastRadiusText(change));
  if (!change.exposure.empty()) blocks->Item("", "exposure: " + change.exposure);
}

void TellDecision(const Decision& decision, Blocks* blocks) {
  if (!decision.advice.empty()) {
    blocks->Heading("What to do");
    blocks->Text(Text(decision.advice));
  }
  blocks->Heading("What clears it");
  blocks->Text(decision.clears);
  blocks->Text("who may: " + WhoMayClear(decision));
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
  for (const std::string& step : interaction.path) blocks->Item("joined by:", step);
  if (!interaction.hazard.title.empty()) {
    blocks->Item("hazard:", interaction.hazard.title);
    for (const std::string& step : interaction.hazard.sum) blocks->Item("sum:", step);
    blocks->Item("then:", interaction.hazard.then);
  }
}

void TellWeight(const Interaction& interaction, Blocks* blocks) {
  const Exposure& exposure = interaction.exposure;
  const std::string basis = exposure.basis.empty() ? "" : " (" + exposure.basis + ")";
  blocks->Item("exposed to both:",
               (ExposureMatters(exposure) ? ExposedShare(exposure) : "everyone") + basis);
  for (const IncidentRef& incident : interaction.incidents) {
    blocks->Item("seen before:",
                 incident.title + " (" + incident.id + "); in common: " + incident.because);
  }
}

void TellInteraction(const PairStory& story, const Interaction& interaction, Blocks* blocks) {
  blocks->Heading(interaction.rule + ": " + On(interaction));
  blocks->Text(HowSure(interaction));
  TellProof(interaction, blocks);
  TellWeight(interaction, blocks);
  const bool told =
      std::any_of(story.decisions.begin(), story.decisions.end(), [&](const Decision* decision) {
        return decision->advice == std::vector{interaction.advice};
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
  if (story.gaps.empty()) return;
  blocks->Heading("Not analysed, or with a reservation");
  for (const Gap* gap : story.gaps) {
    const std::string detail = gap->detail.empty() ? "" : " (" + gap->detail + ")";
    blocks->Proof(gap->change, gap->path.empty() ? "the whole change" : gap->path,
                  GapText(gap->reason) + detail + (gap->partial ? "; analysed all the same" : ""));
  }
}

// Silence is told plainly, with what it rests on.
void TellNothing(const PairStory& story, Blocks* blocks) {
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
  for (const ChangeSummary* change : story.changes) TellChange(*change, &blocks);
  for (const Decision* decision : story.decisions) TellDecision(*decision, &blocks);
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
      page->WriteEvidence(2, block.label, block.place, block.text);
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
      out << "- " << MarkdownLabel(block) << MarkdownCode(block.place) << " " << text << "\n";
      break;
  }
}

}  // namespace

PairStory TellPair(const Report& report, const std::string& a, const std::string& b) {
  const auto is_base = [&](const std::string& id) {
    return id == report.base_name && FindChange(report, id) == nullptr;
  };
  if (is_base(a) && FindChange(report, b) != nullptr) return TellPair(report, b, a);
  CheckKnown(report, a);
  const bool with_base = is_base(b);
  if (!with_base) CheckKnown(report, b);
  if (a == b) {
    throw Error(ErrorCode::kUsage, "a change does not meet itself: " + Quoted(a) + " twice",
                "name two changes");
  }
  PairStory story{.report = &report, .a = a, .b = b};
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
    if (gap.change == a || gap.change == b) story.gaps.push_back(&gap);
  }
  return story;
}

std::string Answer(const PairStory& story) {
  if (!story.decisions.empty()) {
    const Decision& decision = *story.decisions.front();
    return Who(*story.report, decision) + ": " + Name(decision.verdict);
  }
  const std::string pair = story.a + " and " + story.b + ": ";
  if (std::any_of(story.gaps.begin(), story.gaps.end(),
                  [](const Gap* gap) { return gap->path.empty() && !gap->partial; })) {
    return pair + "not known, one of them could not be analysed";
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
