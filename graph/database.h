// One SQLite database of Interlock, its statements and transactions.
//
// Everything here throws Error{kDatabase} when the database cannot be used: the message says what
// is wrong with which file, the hint what to do. What a failed or killed process wrote since its
// last Commit() is gone, what was committed before is intact.
//
// Not thread-safe: a database and its statements belong to one thread. Any number of processes may
// read while one writes; a second writer waits for the first, but not for ever.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "graph/schema.h"

struct sqlite3;
struct sqlite3_stmt;

namespace interlock {

enum class OpenMode {
  kReadWrite,  // creates the file and the tables when they are not there
  kReadOnly,   // writes nothing, not even beside the file; the file must exist
};

class Database {
 public:
  // Opens `path`, and brings a database of an older schema version up to date: facts and derived
  // tables are emptied, history is migrated. The path ":memory:" is a database of its own in
  // memory.
  Database(std::string path, OpenMode mode, const Schema& schema = CurrentSchema());
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& path() const { return path_; }

  // Runs statements without parameters and drops what they answer.
  void Execute(const std::string& sql);

  // How long to wait for a process that holds the lock; 5 seconds unless told otherwise.
  void WaitForLock(std::chrono::milliseconds time);

  // "file:/folder/a%3Fb.db?mode=ro": a path as SQLite's ATTACH takes it.
  static std::string ReadOnlyUri(const std::string& path);

 private:
  friend class Statement;
  friend class Transaction;

  void Open(const std::string& uri, int flags);
  void OpenReadOnly();
  void OpenReadWrite(const Schema& schema);
  void Prepare(const Schema& schema);
  void Create(const Schema& schema);
  void Upgrade(std::int32_t from, const Schema& schema);
  void Drop(const std::string& type, const std::string& name);
  void UseWriteAheadLog();
  bool IsEmpty();
  bool IsOutdated(const Schema& schema);
  void RefuseForeign();
  [[noreturn]] void RefuseVersion(const Schema& schema);
  std::int64_t Number(const std::string& sql);
  void Close();
  [[noreturn]] void Fail(int code) const;

  std::string path_;
  sqlite3* handle_ = nullptr;
  bool in_transaction_ = false;
};

// Marks bytes that are stored as BLOB, where plain text would be stored as TEXT.
struct Bytes {
  std::string_view data;
};

// A prepared statement, used again and again:
//
//   Statement find(database, "SELECT id, title FROM change WHERE repository = ?");
//   for (find.Start(repository); find.Next();) Use(find.Integer(0), find.Text(1));
//
//   Statement insert(database, "INSERT INTO change_label VALUES (?, ?, ?)");
//   insert.Run(12, 0, "urgent");
//
// An std::nullptr_t parameter is NULL. Text and Blob are valid until the next call of Next, Start
// or Run. REQUIRES: the database outlives it.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Gives every parameter its value and begins a query. The values are copied.
  template <typename... Values>
  void Start(const Values&... values) {
    Reset(sizeof...(values));
    BindAll(true, values...);
  }

  // The next row, if there is one.
  bool Next();

  // Gives every parameter its value and runs a statement that answers nothing.
  template <typename... Values>
  void Run(const Values&... values) {
    Reset(sizeof...(values));
    BindAll(false, values...);
    RunOnce();
  }

  std::int64_t Integer(int column) const;
  double Real(int column) const;
  std::string_view Text(int column) const;
  std::string_view Blob(int column) const;
  bool IsNull(int column) const;

 private:
  template <typename... Values>
  void BindAll([[maybe_unused]] bool copy, const Values&... values) {
    int index = 0;
    (Bind(++index, values, copy), ...);
  }

  template <std::integral Value>
  void Bind(int index, Value value, bool) {
    BindInteger(index, static_cast<std::int64_t>(value));
  }
  void Bind(int index, double value, bool) { BindReal(index, value); }
  void Bind(int index, std::string_view value, bool copy) { BindText(index, value, copy); }
  void Bind(int index, const Bytes& value, bool copy) { BindBlob(index, value.data, copy); }
  void Bind(int, std::nullptr_t, bool) {}  // a parameter without a value is NULL

  void BindInteger(int index, std::int64_t value);
  void BindReal(int index, double value);
  void BindText(int index, std::string_view value, bool copy);
  void BindBlob(int index, std::string_view value, bool copy);
  void Reset(std::size_t values);
  void RunOnce();

  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

// All or nothing: what was written since the construction is undone unless Commit() was reached.
// It holds the writer's lock from the start, so that a wait for another writer comes before the
// work and not in the middle of it. REQUIRES: no other transaction of this database is open.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void Commit();

 private:
  Database& database_;
  bool committed_ = false;
};

}  // namespace interlock
