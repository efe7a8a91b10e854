#include "analyzer/stages/answers.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "analyzer/intake/git.h"
#include "analyzer/reports/parts/report_json.h"
#include "analyzer/reports/parts/report_reader.h"
#include "analyzer/text/report_text.h"
#include "graph/report_store.h"
#include "interlock/error.h"

namespace interlock {

namespace {

using Json = nlohmann::json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Bytes that are no UTF-8 would not come back from JSON as they went.
Json ToJson(const RequestedChange& requested, const ObjectId& head, bool is_instead) {
  Json json = {{"id", requested.id},           {"head", head},
               {"title", requested.title},     {"author", requested.author},
               {"url", requested.url},         {"description", requested.description},
               {"created", requested.created}, {"base_name", requested.base_name},
               {"labels", requested.labels},   {"draft", requested.draft}};
  if (head.empty()) {
    json["revision"] = requested.revision;
    json["fallback_refs"] = requested.fallback_refs;
  }
  if (is_instead) json["instead_of"] = requested.revision;
  return json;
}

RequestedChange FromJson(const Json& json) {
  RequestedChange requested;
  requested.id = json.at("id").get<std::string>();
  requested.revision = json.at("head").get<std::string>();
  requested.title = json.at("title").get<std::string>();
  requested.author = json.at("author").get<std::string>();
  requested.url = json.at("url").get<std::string>();
  requested.description = json.at("description").get<std::string>();
  requested.created = json.at("created").get<std::string>();
  requested.base_name = json.at("base_name").get<std::string>();
  requested.labels = json.at("labels").get<std::vector<std::string>>();
  requested.draft = json.at("draft").get<bool>();
  if (requested.revision.empty()) {
    requested.revision = json.at("revision").get<std::string>();
    requested.fallback_refs = json.at("fallback_refs").get<std::vector<std::string>>();
  }
  return requested;
}

// What a report does not say of its interactions, by their numbers: what rules proposed, and the
// parts of the advice, of which it has the text.
Json UnsaidOf(const std::vector<Interaction>& interactions) {
  Json proposes = Json::array(), advice = Json::array();
  for (std::size_t i = 0; i < interactions.size(); ++i) {
    const auto& [order, cures, otherwise] = interactions[i].advice;
    if (interactions[i].proposes) {
      proposes.push_back({i, static_cast<int>(*interactions[i].proposes)});
    }
    advice.push_back({order, cures, otherwise});
  }
  return {{"proposes", std::move(proposes)}, {"advice", std::move(advice)}};
}

// Throws Json::exception or Error{kDatabase}.
void TakeUnsaid(const Json& unsaid, std::vector<Interaction>* interactions) {
  const auto check = [](bool holds) {
    if (!holds) throw Error(ErrorCode::kDatabase, "the kept answer is damaged");
  };
  for (const Json& proposal : unsaid.at("proposes")) {
    const auto i = proposal.at(0).get<std::size_t>();
    const int verdict = proposal.at(1).get<int>();
    check(i < interactions->size() && verdict >= 0 && verdict <= static_cast<int>(Verdict::kHold));
    (*interactions)[i].proposes = static_cast<Verdict>(verdict);
  }
  const Json& advice = unsaid.at("advice");
  check(advice.is_array() && advice.size() == interactions->size());
  for (std::size_t i = 0; i < interactions->size(); ++i) {
    (*interactions)[i].advice = {.order = advice[i].at(0).get<std::string>(),
                                 .cures = advice[i].at(1).get<std::vector<std::string>>(),
                                 .otherwise = advice[i].at(2).get<std::string>()};
  }
}

// Where a report speaks of one change.
struct Places {
  std::vector<std::size_t> interactions, decisions, silenced;
};

template <typename Items, typename Add>
void IndexByChange(const Items& items, Add add) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const std::string& change : items[i].changes) add(change, i);
  }
}

// One item names a change once.
std::map<std::string_view, Places> IndexByChange(const Report& report) {
  std::map<std::string_view, Places> places;
  IndexByChange(report.interactions, [&](const std::string& change, std::size_t i) {
    places[change].interactions.push_back(i);
  });
  IndexByChange(report.decisions, [&](const std::string& change, std::size_t i) {
    places[change].decisions.push_back(i);
  });
  IndexByChange(report.silenced, [&](const std::string& change, std::size_t i) {
    places[change].silenced.push_back(i);
  });
  return places;
}

template <typename Item>
std::vector<Item> Chosen(const std::vector<Item>& items, const std::vector<std::size_t>& which) {
  std::vector<Item> chosen;
  chosen.reserve(which.size());
  for (const std::size_t i : which) chosen.push_back(items[i]);
  return chosen;
}

bool Open(const ChangeSummary& change) { return change.landed.empty(); }

// Whoever asks about one change must know which others it was not compared with.
std::vector<std::string> UncomparedNotice(const Coverage& coverage, const std::string& change) {
  std::vector<std::string> ids;
  for (const Gap& gap : coverage.gaps) {
    if (gap.path.empty() && !gap.partial && gap.change != change) ids.push_back(gap.change);
  }
  if (ids.empty()) return {};
  return {"not compared, because they could not be read: " + FirstFew(std::move(ids))};
}

// What the report says of one change alone: findings, and what landed lately that they name.
Report PartOf(const Report& report, const std::string& change, const Places& places,
              Coverage coverage) {
  Report part;
  part.coverage = std::move(coverage);
  part.interactions = Chosen(report.interactions, places.interactions);
  part.decisions = Chosen(report.decisions, places.decisions);
  part.silenced = Chosen(report.silenced, places.silenced);
  part.notices = UncomparedNotice(report.coverage, change);
  const auto named_by = [](const std::vector<Interaction>& found, const std::string& id) {
    return std::any_of(found.begin(), found.end(), [&](const Interaction& interaction) {
      const auto& changes = interaction.changes;
      return std::find(changes.begin(), changes.end(), id) != changes.end();
    });
  };
  for (const ChangeSummary& other : report.changes) {
    if (!Open(other) &&
        (named_by(part.interactions, other.id) || named_by(part.silenced, other.id))) {
      part.changes.push_back(other);
    }
  }
  return part;
}

// What it says whatever the change.
Report HeadOf(const Report& report) {
  Report head;
  head.repository = report.repository;
  head.base_name = report.base_name;
  head.base_commit = report.base_commit;
  head.program_version = report.program_version;
  head.pairs_possible = report.pairs_possible;
  head.pairs_examined = report.pairs_examined;
  head.fail_on = report.fail_on;
  head.notices = report.notices;
  std::copy_if(report.changes.begin(), report.changes.end(), std::back_inserter(head.changes),
               Open);
  return head;
}

Report WithPart(Report head, Report part) {
  head.coverage = std::move(part.coverage);
  head.interactions = std::move(part.interactions);
  head.decisions = std::move(part.decisions);
  head.silenced = std::move(part.silenced);
  std::move(part.changes.begin(), part.changes.end(), std::back_inserter(head.changes));
  std::move(part.notices.begin(), part.notices.end(), std::back_inserter(head.notices));
  std::sort(
      head.changes.begin(), head.changes.end(),
      [](const ChangeSummary& a, const ChangeSummary& b) { return ChangeIdLess(a.id, b.id); });
  return head;
}

// A part says which scan it is of: between two reads another process may have replaced the answer.
std::string PartText(std::int64_t scan, const Report& part) {
  return std::to_string(scan) + '\n' + ReportJson(part);
}

std::optional<Report> ReadPart(std::int64_t scan, std::string_view text) {
  const std::string mark = std::to_string(scan) + '\n';
  if (!text.starts_with(mark)) return std::nullopt;
  return ReadReport(text.substr(mark.size()));
}

}  // namespace

AskedChange Asked(const RequestedChange& requested, const ObjectId& head, bool is_instead) {
  if (!requested.kept.empty()) return {requested.id, requested.revision, requested.kept};
  return {requested.id, head, HashBlob(Dump(ToJson(requested, head, is_instead))), is_instead};
}

Report FocusOn(const Report& report, const std::string& change, Coverage coverage) {
  return WithPart(HeadOf(report),
                  PartOf(report, change, IndexByChange(report)[change], std::move(coverage)));
}

struct Answers::Head {
  Question question;
  std::string report;
  std::int64_t scan = 0;
  KeptScan kept;
};

void Answers::Keep(const Kept& kept, const Report& report,
                   const std::function<Coverage(const std::string& change)>& coverage_of) {
  Json asked = Json::array(), changes = Json::array();
  for (std::size_t i = 0; i < kept.requested.size(); ++i) {
    const AskedChange& change = kept.question.changes[i];
    asked.push_back(ToJson(kept.requested[i], change.head, change.is_instead));
    changes.push_back({change.id, change.head, change.sum});
  }
  const Json head = {{"grounds", kept.question.grounds},        {"changes", std::move(changes)},
                     {"left_out", kept.question.left_out},      {"scan", kept.scan},
                     {"repository_path", kept.repository_path}, {"base_name", report.base_name},
                     {"base_commit", report.base_commit},       {"config", kept.config_path},
                     {"rollouts", kept.rollout_files},          {"time", kept.time},
                     {"report", ReportJson(HeadOf(report))}};
  std::vector<std::pair<std::string, std::string>> parts;
  if (!kept.question.grounds.empty()) {
    auto places = IndexByChange(report);
    for (const AskedChange& change : kept.question.changes) {
      const Report part = PartOf(report, change.id, places[change.id], coverage_of(change.id));
      parts.emplace_back(change.id, PartText(kept.scan, part));
    }
  }
  head_ = nullptr;
  const Json said = {{"scan", kept.scan},
                     {"changes", std::move(asked)},
                     {"unsaid", UnsaidOf(report.interactions)}};
  store_.Replace(Dump(head), Dump(said), parts);
}

std::shared_ptr<const Answers::Head> Answers::ReadHead() {
  if (head_) return head_;
  const auto text = store_.Head();
  if (!text) return nullptr;
  try {
    Json json = Json::parse(*text);
    Head head;
    head.question.grounds = json.at("grounds").get<std::string>();
    for (const Json& change : json.at("changes")) {
      head.question.changes.push_back({change.at(0).get<std::string>(),
                                       change.at(1).get<std::string>(),
                                       change.at(2).get<std::string>()});
    }
    head.question.left_out = json.at("left_out").get<std::vector<std::string>>();
    head.scan = json.at("scan").get<std::int64_t>();
    head.kept.repository_path = json.at("repository_path").get<std::string>();
    head.kept.base_name = json.at("base_name").get<std::string>();
    head.kept.base_commit = json.at("base_commit").get<std::string>();
    head.kept.config_path = json.at("config").get<std::string>();
    head.kept.rollout_files = json.at("rollouts").get<std::vector<std::string>>();
    head.kept.time = json.at("time").get<std::string>();
    head.report = std::move(json.at("report").get_ref<std::string&>());
    // A scan that was broken off after it had been recorded left the answer of the one before.
    if (head.scan != ReportStore(database_).LatestId()) return nullptr;
    head_ = std::make_shared<const Head>(std::move(head));
    return head_;
  } catch (const Json::exception&) {
    return nullptr;
  }
}

std::shared_ptr<const Answers::Head> Answers::AnswerTo(const Question& question) {
  std::shared_ptr<const Head> head = ReadHead();
  const auto same = [](const AskedChange& a, const AskedChange& b) {
    return a.id == b.id && a.sum == b.sum;
  };
  if (!head || question.grounds.empty() || head->question.grounds != question.grounds ||
      !std::equal(head->question.changes.begin(), head->question.changes.end(),
                  question.changes.begin(), question.changes.end(), same)) {
    return nullptr;
  }
  return head;
}

std::optional<Report> Answers::Whole(const Question& question, const std::string& repository_path) {
  const std::shared_ptr<const Head> head = AnswerTo(question);
  // Whoever asks about a change next looks for the repository where the latest scan found it.
  if (!head || head->kept.repository_path != repository_path ||
      head->question.left_out != question.left_out) {
    return std::nullopt;
  }
  const std::optional<ScanRow> scan = ReportStore(database_).Scan(head->scan);
  if (!scan) return std::nullopt;
  return ReadReport(scan->report_json);
}

std::optional<Report> Answers::About(const Question& question, const std::string& change) {
  const std::shared_ptr<const Head> head = AnswerTo(question);
  if (!head) return std::nullopt;
  const auto text = store_.Part(change);
  if (!text) return std::nullopt;
  std::optional<Report> part = ReadPart(head->scan, *text);
  if (!part) return std::nullopt;
  return WithPart(ReadReport(head->report), *std::move(part));
}

std::optional<Standing> Answers::StandingFor(const Question& question) {
  const std::shared_ptr<const Head> head = ReadHead();
  if (!head || question.grounds.empty() || head->question.grounds != question.grounds) {
    return std::nullopt;
  }
  const std::optional<ScanRow> scan = ReportStore(database_).Scan(head->scan);
  const auto asked = store_.Asked();
  if (!scan || !asked) return std::nullopt;
  Standing standing{ReadReport(scan->report_json), {}};
  try {
    const Json said = Json::parse(*asked);
    if (said.at("scan").get<std::int64_t>() != head->scan) return std::nullopt;
    TakeUnsaid(said.at("unsaid"), &standing.report.interactions);
  } catch (const Json::exception&) {
    throw Error(ErrorCode::kDatabase, "the kept answer is damaged");
  }
  std::map<std::string, std::string> known;  // sum by id
  for (const AskedChange& change : head->question.changes) known[change.id] = change.sum;
  std::set<std::string> same;
  for (const AskedChange& change : question.changes) {
    const auto found = known.find(change.id);
    const bool as_it_was = found != known.end() && found->second == change.sum;
    (as_it_was ? same : standing.fresh).insert(change.id);
  }
  for (auto* found : {&standing.report.interactions, &standing.report.silenced}) {
    std::erase_if(*found, [&](const Interaction& interaction) {
      return !std::all_of(interaction.changes.begin(), interaction.changes.end(),
                          [&](const std::string& change) { return same.contains(change); });
    });
  }
  return standing;
}

std::map<std::string, ChangeSummary> Answers::Described(const Question& question) {
  const std::shared_ptr<const Head> head = ReadHead();
  std::map<std::string, ChangeSummary> described;
  if (!head || question.grounds.empty() || head->question.grounds != question.grounds) {
    return described;
  }
  std::map<std::string_view, std::string_view> sums;
  for (const AskedChange& change : head->question.changes) sums[change.id] = change.sum;
  try {
    for (ChangeSummary& change : ReadReport(head->report).changes) described[change.id] = change;
  } catch (const Error&) {
    return {};  // damaged: they are described anew
  }
  for (const AskedChange& change : question.changes) {
    const auto found = sums.find(change.id);
    if (found == sums.end() || found->second != change.sum) described.erase(change.id);
  }
  return described;
}

std::string Answers::time() {
  const std::shared_ptr<const Head> head = ReadHead();
  return head ? head->kept.time : "";
}

std::optional<KeptScan> Answers::LatestScan() {
  const std::shared_ptr<const Head> head = ReadHead();
  if (!head) return std::nullopt;
  KeptScan scan = head->kept;
  for (const AskedChange& change : head->question.changes) {
    RequestedChange requested;
    requested.id = change.id;
    requested.revision = change.head;
    requested.kept = change.sum;
    scan.changes.push_back(std::move(requested));
  }
  return scan;
}

bool Answers::FillKept(std::vector<RequestedChange>* requested) {
  const auto text = store_.Asked();
  if (!text) return false;
  std::map<std::string, RequestedChange> known;  // by sum
  try {
    const Json said = Json::parse(*text);
    for (const Json& json : said.at("changes")) {
      known[HashBlob(Dump(json))] = FromJson(json);
    }
  } catch (const Json::exception&) {
    return false;
  }
  for (RequestedChange& change : *requested) {
    if (change.kept.empty()) continue;
    const auto found = known.find(change.kept);
    if (found == known.end()) return false;
    change = found->second;
  }
  return true;
}

}  // namespace interlock
