#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "tests/harness/scenario.h"

namespace interlock {
namespace {

constexpr std::string_view kMark = "=== ";

class Reader {
 public:
  Reader(const std::filesystem::path& file, const std::string& name) : file_(file) {
    scenario_.name = name;
  }

  Scenario Read() {
    std::ifstream in(file_, std::ios::binary);
    if (!in) throw std::runtime_error(file_.string() + ": cannot be read");
    std::string header, body, line;
    while (std::getline(in, line)) {
      ++line_;
      scenario_.head += line + "\n";
      if (!line.starts_with(kMark)) {
        body += line + "\n";
        continue;
      }
      EndSection(header, body);
      body.clear();
      header = line.substr(kMark.size());
      header_line_ = line_;
      if (header == "expect") {
        scenario_.expected.assign(std::istreambuf_iterator<char>(in), {});
        Configure();
        return std::move(scenario_);
      }
    }
    Fail("no section \"=== expect\"");
  }

 private:
  [[noreturn]] void Fail(const std::string& what) const {
    throw std::runtime_error(file_.string() + ":" + std::to_string(header_line_) + ": " + what);
  }

  static std::string WithoutBlankEnd(std::string text) {
    while (text.ends_with("\n\n")) text.pop_back();
    return text == "\n" ? "" : text;
  }

  void EndSection(const std::string& header, const std::string& raw) {
    const std::string body = WithoutBlankEnd(raw);
    if (header.empty()) {
      if (body.empty()) Fail("begin with a sentence on what is shown");
      return;
    }
    std::istringstream stream(header);
    const std::vector<std::string> words{std::istream_iterator<std::string>(stream), {}};
    const std::string& kind = words.front();
    if (kind == "base" && words.size() == 2) {
      Put(&scenario_.base, words[1], body);
    } else if (kind == "config" && words.size() == 1) {
      config_ += body;
    } else if (kind == "rollouts" && words.size() == 1) {
      scenario_.has_rollouts = true;
      Put(&scenario_.base, "rollouts.yaml", body);
      config_ += "rollouts: rollouts.yaml\n";
    } else if (kind == "incident" && words.size() == 2) {
      Put(&scenario_.base, words[1], body);
      if (!scenario_.has_incidents) {
        config_ += "incidents: " + words[1].substr(0, words[1].rfind('/')) + "\n";
      }
      scenario_.has_incidents = true;
    } else if ((kind == "landed" || kind == "change") && words.size() >= 3) {
      Edit(&CommitOf(kind == "landed" ? &scenario_.landed : &scenario_.changes, words[1]), words,
           body);
    } else {
      Fail("what is \"=== " + header + "\"? see tests/harness/scenario.h");
    }
  }

  void Edit(ScenarioCommit* commit, const std::vector<std::string>& words,
            const std::string& body) {
    if (words.size() == 3) {
      Put(&commit->files, words[2], body);
    } else if (words.size() == 4 && words[2] == "-") {
      if (!body.empty()) Fail("a removed file has no content");
      commit->files.insert_or_assign(words[3], TestFile::Removed());
    } else if (words.size() == 4 && words[2] == "on" && words[0] == "change") {
      if (!body.empty()) Fail("\"on\" has no content");
      commit->parent = words[3];
    } else if (words.size() == 5 && words[3] == "->") {
      commit->files.insert_or_assign(words[2], TestFile::Removed());
      if (body.empty()) {
        commit->moves.emplace_back(words[2], words[4]);
      } else {
        Put(&commit->files, words[4], body);
      }
    } else {
      Fail("a header of a change has a path, \"- path\", \"old -> new\" or \"on other\"");
    }
  }

  void Put(TestRepo::Files* files, const std::string& path, const std::string& content) const {
    if (!files->insert_or_assign(path, TestFile(content)).second) Fail(path + " is there twice");
  }

  static ScenarioCommit& CommitOf(std::vector<ScenarioCommit>* commits, const std::string& id) {
    for (ScenarioCommit& commit : *commits) {
      if (commit.id == id) return commit;
    }
    commits->push_back({});
    commits->back().id = id;
    return commits->back();
  }

  void Configure() {
    if (!config_.empty()) Put(&scenario_.base, "interlock.yaml", "version: 1\n" + config_);
  }

  std::filesystem::path file_;
  Scenario scenario_;
  std::string config_;
  int line_ = 0, header_line_ = 0;
};

}  // namespace

Scenario ReadScenario(const std::filesystem::path& file, const std::string& name) {
  return Reader(file, name).Read();
}

}  // namespace interlock
