#include "graph/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <new>
#include <system_error>
#include <vector>

#include "interlock/check.h"
#include "interlock/error.h"

namespace interlock {

namespace {

namespace fs = std::filesystem;

// "ILCK". What `file` and SQLite itself tell our databases by, from those of other programs.
constexpr std::int64_t kApplicationId = 0x494C434B;
constexpr const char* kScanFirst = "run 'interlock scan' first";
constexpr const char* kInMemory = ":memory:";
constexpr int kWaitMilliseconds = 5000;

[[noreturn]] void Throw(const std::string& message, const std::string& hint) {
  throw Error(ErrorCode::kDatabase, message, hint);
}

std::string Quoted(const std::string& text) { return "'" + text + "'"; }

// An identifier as SQL takes it.
std::string Identifier(const std::string& name) {
  std::string quoted = "\"";
  for (char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string Uri(const std::string& path, const char* parameters) {
  if (path == kInMemory) return std::string("file::memory:");
  std::string uri = "file:";
  for (char c : fs::absolute(path).string()) {
    if (c == '%')
      uri += "%25";
    else if (c == '?')
      uri += "%3F";
    else if (c == '#')
      uri += "%23";
    else
      uri += c;
  }
  return uri + parameters;
}

// A name that no file can have is not there either.
bool Exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// SQLite would wait for ever at a pipe, and say "unable to open database file" of a folder.
void RefuseWhatIsNoFile(const std::string& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status) || fs::is_regular_file(status)) return;
  Throw(Quoted(path) + (fs::is_directory(status) ? " is a folder" : " is not a file") +
            " where a database is expected",
        "give the path of a file");
}

void RefuseMissingFolder(const std::string& path) {
  const fs::path folder = fs::absolute(path).parent_path();
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) return;
  Throw("there is no folder " + Quoted(folder.string()) + " for the database " + Quoted(path),
        "create the folder, or give another path");
}

std::string SystemReason(sqlite3* handle) {
  const int number = sqlite3_system_errno(handle);
  return number == 0 ? sqlite3_errmsg(handle) : std::generic_category().message(number);
}

}  // namespace

Database::Database(std::string path, OpenMode mode, const Schema& schema) : path_(std::move(path)) {
  try {
    if (mode == OpenMode::kReadOnly) {
      OpenReadOnly();
      if (IsEmpty()) Throw("the database " + Quoted(path_) + " is empty", kScanFirst);
      if (IsOutdated(schema)) RefuseVersion(schema);
    } else {
      OpenReadWrite(schema);
    }
  } catch (...) {
    Close();
    throw;
  }
}

Database::~Database() { Close(); }

void Database::Close() {
  sqlite3_close_v2(handle_);  // the _v2: statements that an exception left behind are no error
  handle_ = nullptr;
}

void Database::Open(const std::string& uri, int flags) {
  Close();
  const int code = sqlite3_open_v2(uri.c_str(), &handle_, flags | SQLITE_OPEN_URI, nullptr);
  if (handle_ == nullptr) throw std::bad_alloc();
  if (code != SQLITE_OK) Fail(code);
  sqlite3_extended_result_codes(handle_, 1);
  WaitForLock(std::chrono::milliseconds(kWaitMilliseconds));
}

void Database::OpenReadOnly() {
  if (!Exists(path_)) Throw("no database at " + Quoted(path_), kScanFirst);
  RefuseWhatIsNoFile(path_);
  // A reader of a write-ahead log makes files beside the database, and only one that may write can
  // take them away again when it is the last to leave.
  Open(Uri(path_, "?mode=rw"), SQLITE_OPEN_READWRITE);
  Execute("PRAGMA query_only = ON");
  const int code = sqlite3_exec(handle_, "PRAGMA schema_version", nullptr, nullptr, nullptr) & 0xff;
  if (code == SQLITE_OK) return;
  // With a write-ahead log even a reader makes files beside the database. In a folder where it may
  // not (a read-only mount, somebody else's cache), nobody writes either as long as no log is
  // there.
  const bool may_not_log = code == SQLITE_CANTOPEN || code == SQLITE_READONLY;
  if (!may_not_log || Exists(path_ + "-wal") || Exists(path_ + "-journal")) Fail(code);
  Open(Uri(path_, "?immutable=1"), SQLITE_OPEN_READONLY);
}

void Database::OpenReadWrite(const Schema& schema) {
  if (path_ != kInMemory) {
    RefuseWhatIsNoFile(path_);
    RefuseMissingFolder(path_);
  }
  Open(Uri(path_, "?mode=rwc"), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  // SQLite opens what it may not write for reading, without a word.
  if (sqlite3_db_readonly(handle_, "main") == 1) Fail(SQLITE_READONLY);
  Prepare(schema);
  UseWriteAheadLog();
}

// Creates or upgrades the tables when that is needed. Nothing is written to a file before it is
// known to be ours or empty.
void Database::Prepare(const Schema& schema) {
  if (!IsOutdated(schema)) return;
  Transaction transaction(*this);
  if (!IsOutdated(schema)) return;  // another process was faster
  if (IsEmpty()) {
    Create(schema);
  } else {
    Upgrade(static_cast<std::int32_t>(Number("PRAGMA user_version")), schema);
  }
  transaction.Commit();
}

bool Database::IsEmpty() {
  return Number("PRAGMA application_id") == 0 && Number("SELECT count(*) FROM sqlite_schema") == 0;
}

bool Database::IsOutdated(const Schema& schema) {
  if (IsEmpty()) return true;
  RefuseForeign();
  const auto found = static_cast<std::int32_t>(Number("PRAGMA user_version"));
  if (found > schema.version) RefuseVersion(schema);
  return found < schema.version;
}

void Database::Create(const Schema& schema) {
  Execute("PRAGMA application_id = " + std::to_string(kApplicationId));
  Execute("PRAGMA user_version = " + std::to_string(schema.version));
  Execute(std::string(schema.sql));
}

// Triggers go first, since those that guard the history would refuse its migration. Virtual tables
// go before plain ones, since each takes tables of its own with it.
void Database::Upgrade(std::int32_t from, const Schema& schema) {
  for (const char* type : {"trigger", "view", "index"}) Drop(type, "");
  for (std::int32_t version = std::max(from, 1); version < schema.version; ++version) {
    const auto step = static_cast<std::size_t>(version - 1);
    ILK_CHECK(step < schema.history_migrations.size(), "every version says how it is left");
    Execute(std::string(schema.history_migrations[step]));
  }
  std::vector<std::string> obsolete;
  {
    Statement tables(*this,
                     "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                     "'sqlite\\_%' ESCAPE '\\' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC, name");
    for (tables.Start(); tables.Next();) {
      const auto& kept = schema.history_tables;
      if (std::find(kept.begin(), kept.end(), tables.Text(0)) == kept.end())
        obsolete.emplace_back(tables.Text(0));
    }
  }
  for (const std::string& table : obsolete) Drop("table", table);
  Execute(std::string(schema.sql));
  Execute("PRAGMA user_version = " + std::to_string(schema.version));
}

// Drops one thing of the type, or, without a name, all that SQL statements have made.
void Database::Drop(const std::string& type, const std::string& name) {
  std::vector<std::string> names = {name};
  if (name.empty()) {
    names.clear();
    Statement all(*this, "SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL");
    for (all.Start(type); all.Next();) names.emplace_back(all.Text(0));
  }
  for (const std::string& each : names) Execute("DROP " + type + " IF EXISTS " + Identifier(each));
}

// The log lets readers go on while one process writes, and survives a killed writer. Some file
// systems cannot have one; SQLite then keeps its rollback journal, which is as safe and slower.
void Database::UseWriteAheadLog() {
  Execute("PRAGMA synchronous = NORMAL");
  Execute("PRAGMA journal_mode = WAL");
}

void Database::RefuseForeign() {
  const std::int64_t id = Number("PRAGMA application_id");
  if (id == kApplicationId) return;
  Throw("the database " + Quoted(path_) + " belongs to another program (its application id is " +
            std::to_string(id) + ", Interlock's is " + std::to_string(kApplicationId) + ")",
        "give another path");
}

void Database::RefuseVersion(const Schema& schema) {
  const std::int64_t found = Number("PRAGMA user_version");
  Throw("the database " + Quoted(path_) + " has schema version " + std::to_string(found) +
            ", and this interlock reads version " + std::to_string(schema.version),
        found > schema.version
            ? "use the newer interlock that wrote it, or give another path"
            : "run 'interlock scan' to bring it up to date; its history is kept");
}

void Database::Execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) Fail(code);
}

std::int64_t Database::Number(const std::string& sql) {
  Statement statement(*this, sql);
  statement.Start();
  ILK_CHECK(statement.Next(), "the statement answers one number");
  return statement.Integer(0);
}

void Database::WaitForLock(std::chrono::milliseconds time) {
  sqlite3_busy_timeout(handle_, static_cast<int>(time.count()));
}

std::string Database::ReadOnlyUri(const std::string& path) { return Uri(path, "?mode=ro"); }

// Says in the user's words what SQLite's error code means.
void Database::Fail(int code) const {
  const std::string database = "the database " + Quoted(path_);
  switch (code & 0xff) {
    case SQLITE_NOTADB:
      Throw(Quoted(path_) + " is not a database",
            "give the path of a database that 'interlock scan' made, or of a file that is not "
            "there yet");
    case SQLITE_CORRUPT:
      Throw(database + " is damaged (" + sqlite3_errmsg(handle_) + ")",
            "move it away and run 'interlock scan' again; the history of earlier scans is lost "
            "with it unless you have a copy");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      Throw(database + " is locked by another process",
            "wait until the other run has ended, and try again");
    case SQLITE_READONLY:
      Throw(database + " cannot be written",
            "make the file and its folder writable, or give another path");
    case SQLITE_CANTOPEN:
      if (!Exists(path_))
        Throw(database + " cannot be created", "make its folder writable, or give another path");
      [[fallthrough]];
    case SQLITE_PERM:
    case SQLITE_AUTH:
      Throw(database + " cannot be opened: " + SystemReason(handle_),
            "make the file and its folder accessible, or give another path");
    case SQLITE_FULL:
      Throw("there is no space left to write " + database,
            "free some space and run again; what earlier runs stored is intact");
    case SQLITE_IOERR:
      Throw(database + " cannot be read or written: " + SystemReason(handle_),
            "check the file system that holds it, and run again");
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    default:
      Throw(database + " cannot be used: " + sqlite3_errmsg(handle_),
            "another program may have altered it: move it away and run 'interlock scan' again");
  }
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database.handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) database_.Fail(code);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::Reset(std::size_t values) {
  ILK_CHECK(static_cast<int>(values) == sqlite3_bind_parameter_count(handle_),
            "one value for each parameter");
  sqlite3_reset(handle_);  // its code repeats an error that was thrown already
  sqlite3_clear_bindings(handle_);
}

bool Statement::Next() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  database_.Fail(code);
}

void Statement::RunOnce() {
  while (Next()) {
  }
  sqlite3_reset(handle_);
}

void Statement::BindInteger(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(handle_, index, value);
  if (code != SQLITE_OK) database_.Fail(code);
}

void Statement::BindReal(int index, double value) {
  const int code = sqlite3_bind_double(handle_, index, value);
  if (code != SQLITE_OK) database_.Fail(code);
}

void Statement::BindText(int index, std::string_view value, bool copy) {
  // A null pointer would be NULL, and text that does not exist is ''.
  const int code =
      sqlite3_bind_text64(handle_, index, value.empty() ? "" : value.data(), value.size(),
                          copy ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) database_.Fail(code);
}

void Statement::BindBlob(int index, std::string_view value, bool copy) {
  const int code = sqlite3_bind_blob64(handle_, index, value.empty() ? "" : value.data(),
                                       value.size(), copy ? SQLITE_TRANSIENT : SQLITE_STATIC);
  if (code != SQLITE_OK) database_.Fail(code);
}

std::int64_t Statement::Integer(int column) const { return sqlite3_column_int64(handle_, column); }

double Statement::Real(int column) const { return sqlite3_column_double(handle_, column); }

// The value is asked for before its size: the other way round SQLite may convert it in between.
std::string_view Statement::Text(int column) const {
  const unsigned char* text = sqlite3_column_text(handle_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::Blob(int column) const {
  const void* data = sqlite3_column_blob(handle_, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

Transaction::Transaction(Database& database) : database_(database) {
  ILK_CHECK(!database.in_transaction_, "transactions do not nest");
  database_.Execute("BEGIN IMMEDIATE");
  database_.in_transaction_ = true;
}

Transaction::~Transaction() {
  if (committed_) return;
  database_.in_transaction_ = false;
  // On some errors, such as a full disk, SQLite has undone everything by itself.
  if (sqlite3_get_autocommit(database_.handle_) == 0)
    sqlite3_exec(database_.handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::Commit() {
  ILK_CHECK(!committed_, "a transaction is committed once");
  database_.Execute("COMMIT");
  database_.in_transaction_ = false;
  committed_ = true;
}

}  // namespace interlock
