// CBOR: paths and contents of files need not be UTF-8, which JSON asks for. Lists, not objects: the
// names would be most of the bytes.
#include "analyzer/intake/replay_codec.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace interlock {

namespace {

using Json = nlohmann::json;

Json ToJson(const FileChange& file) {
  return {static_cast<int>(file.status), file.path, file.old_path, file.old_blob, file.new_blob,
          file.conflicts_with_base};
}

Json ToJson(const Gap& gap) {
  return {gap.change, gap.repository, gap.path, static_cast<int>(gap.reason),
          gap.detail, gap.partial};
}

Json ToJson(const BaseConflict& conflict) {
  Json regions = Json::array();
  for (const ConflictRegion& region : conflict.regions) {
    regions.push_back({region.base_first_line, region.base_lines, region.ours_first_line,
                       region.ours_lines, region.theirs_first_line, region.theirs_lines});
  }
  return {conflict.change, conflict.path, static_cast<int>(conflict.kind), std::move(regions)};
}

template <typename Items>
Json ToList(const Items& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(ToJson(item));
  return list;
}

// The fields of one list, in their order. Throws Json::exception.
class Fields {
 public:
  explicit Fields(const Json& list) : list_(list) {}

  template <typename T>
  void Read(T* value) {
    *value = list_.at(next_++).get<T>();
  }
  template <typename Enum>
  void ReadEnum(Enum last, Enum* value) {
    const auto number = list_.at(next_++).get<std::uint8_t>();
    if (number > static_cast<std::uint8_t>(last)) list_.at(list_.size());  // throws
    *value = static_cast<Enum>(number);
  }
  const Json& Next() { return list_.at(next_++); }

 private:
  const Json& list_;
  std::size_t next_ = 0;
};

FileChange ToFile(const Json& json) {
  FileChange file;
  Fields fields(json);
  fields.ReadEnum(FileStatus::kRenamed, &file.status);
  fields.Read(&file.path);
  fields.Read(&file.old_path);
  fields.Read(&file.old_blob);
  fields.Read(&file.new_blob);
  fields.Read(&file.conflicts_with_base);
  return file;
}

Gap ToGap(const Json& json) {
  Gap gap;
  Fields fields(json);
  fields.Read(&gap.change);
  fields.Read(&gap.repository);
  fields.Read(&gap.path);
  fields.ReadEnum(GapReason::kTooDeep, &gap.reason);
  fields.Read(&gap.detail);
  fields.Read(&gap.partial);
  return gap;
}

BaseConflict ToConflict(const Json& json) {
  BaseConflict conflict;
  Fields fields(json);
  fields.Read(&conflict.change);
  fields.Read(&conflict.path);
  fields.ReadEnum(ConflictKind::kFileAndFolder, &conflict.kind);
  for (const Json& each : fields.Next()) {
    ConflictRegion& region = conflict.regions.emplace_back();
    Fields lines(each);
    lines.Read(&region.base_first_line);
    lines.Read(&region.base_lines);
    lines.Read(&region.ours_first_line);
    lines.Read(&region.ours_lines);
    lines.Read(&region.theirs_first_line);
    lines.Read(&region.theirs_lines);
  }
  return conflict;
}

Change ToChange(const Json& json) {
  Change change;
  Fields fields(json);
  fields.Read(&change.id);
  fields.Read(&change.repository);
  fields.Read(&change.head);
  fields.Read(&change.branch_point);
  fields.Read(&change.ahead);
  fields.Read(&change.holds);
  for (const Json& file : fields.Next()) change.files.push_back(ToFile(file));
  return change;
}

}  // namespace

std::string EncodeReadChange(const ReadChange& read) {
  const Change& change = read.change;
  Json replayed = {change.id,    change.repository, change.head,         change.branch_point,
                   change.ahead, change.holds,      ToList(change.files)};
  Json blobs = Json::array();
  for (const auto& [id, bytes] : read.blobs) blobs.push_back({id, bytes});
  const Json all = {std::move(replayed), ToList(read.gaps), ToList(read.conflicts),
                    std::move(blobs),    read.behind,       read.landed,
                    read.changed,        read.analysable};
  const std::vector<std::uint8_t> bytes = Json::to_cbor(all);
  return {bytes.begin(), bytes.end()};
}

bool DecodeReadChange(std::string_view bytes, ReadChange* read) {
  try {
    const Json all = Json::from_cbor(bytes);
    ReadChange decoded;
    Fields fields(all);
    decoded.change = ToChange(fields.Next());
    for (const Json& gap : fields.Next()) decoded.gaps.push_back(ToGap(gap));
    for (const Json& conflict : fields.Next()) decoded.conflicts.push_back(ToConflict(conflict));
    for (const Json& blob : fields.Next()) {
      decoded.blobs.emplace(blob.at(0).get<std::string>(), blob.at(1).get<std::string>());
    }
    fields.Read(&decoded.behind);
    fields.Read(&decoded.landed);
    fields.Read(&decoded.changed);
    fields.Read(&decoded.analysable);
    *read = std::move(decoded);
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

}  // namespace interlock
