-- The database of Interlock, schema version 7 (see CurrentSchema in graph/schema.cc).
--
-- Three kinds of data, never mixed:
--   facts    what one file version says about itself; content-addressed, so that the union of two
--            databases is a database; never updated, and extracted again when dropped
--   derived  the graph of one base and the changes laid over it; rebuilt at will
--   history  what was found and decided, and when; migrated to a newer schema, and only added to
-- A database of another schema version loses its facts and derived tables, never its history.
--
-- Conventions: text that does not exist is '', not NULL; every path is qualified by its repository;
-- lines count from 1, and 0 is the whole file. A number that stands for a word of the program names
-- its C++ enumeration, and means the position in it.

---------------------------------------------------------------------------------------------------
-- facts
---------------------------------------------------------------------------------------------------

-- A way of extracting facts. Rows of fact refer to it, because its name is long and they are many.
CREATE TABLE IF NOT EXISTS language_version (
  id   INTEGER PRIMARY KEY,  -- of this database only: a merge of two databases renumbers it
  name TEXT NOT NULL UNIQUE  -- language and version of its grammar, queries and extractor
) STRICT;

-- The outcome of one extraction. A file version that could not be analysed is an outcome too: it is
-- not tried again, and its reason reaches the coverage of every later run.
-- Not WITHOUT ROWID: a row is often larger than a page, which makes such a table slow to search.
CREATE TABLE IF NOT EXISTS fact (
  blob    TEXT NOT NULL,     -- git object id of the file version, hexadecimal
  version INTEGER NOT NULL,  -- language_version.id
  reason  INTEGER,           -- GapReason; NULL when nothing is missing
  detail  TEXT NOT NULL,     -- values that explain the reason: "2.4 MB, the limit is 2.0 MB"
  partial INTEGER NOT NULL,  -- 1: analysed all the same, with this reservation
  outline BLOB NOT NULL,     -- FileOutline, see graph/outline.h; empty as data is
  data    BLOB NOT NULL,     -- FileFacts, see graph/fact_codec.h, compressed; empty: there are none
  PRIMARY KEY (blob, version)
) STRICT;

---------------------------------------------------------------------------------------------------
-- derived: the graph of the base
---------------------------------------------------------------------------------------------------

-- What the derived tables were made from, and numbers about them.
CREATE TABLE IF NOT EXISTS meta (
  key   TEXT PRIMARY KEY,  -- base_commit, graph_key, effects_base, effects_key, changed,
                           -- analysed; of view_effects, replay and landed: TABLE_base,
                           -- TABLE_key
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The files of the base that the graph was made from.
CREATE TABLE IF NOT EXISTS file (
  repository TEXT NOT NULL,
  path       TEXT NOT NULL,
  blob       TEXT NOT NULL,  -- git object id, hexadecimal
  language   TEXT NOT NULL,  -- id of the language that read it
  PRIMARY KEY (repository, path)
) STRICT, WITHOUT ROWID;

-- Texts that many rows of the graph share.
CREATE TABLE IF NOT EXISTS word (
  id   INTEGER PRIMARY KEY,  -- from 0, without gaps
  text TEXT NOT NULL
) STRICT;

-- Entities and resources. The whole graph is read at once, and its size counts: no index.
CREATE TABLE IF NOT EXISTS node (
  id         INTEGER PRIMARY KEY,
  repository INTEGER NOT NULL,  -- word.id
  path       INTEGER NOT NULL,  -- word.id: file that defines it; '' when none does
  kind       INTEGER NOT NULL,  -- word.id: "function", "class", "table" …
  name       TEXT NOT NULL,     -- qualified
  first_line INTEGER NOT NULL,  -- of the name
  last_line  INTEGER NOT NULL   -- of the whole definition
) STRICT;

-- A use of one node by another.
CREATE TABLE IF NOT EXISTS edge (
  source     INTEGER NOT NULL,  -- node.id of the user
  target     INTEGER NOT NULL,  -- node.id of what is used
  kind       INTEGER NOT NULL,  -- word.id: "call", "read", "inherits" …
  rule       INTEGER NOT NULL,  -- word.id: the resolution step that found it
  resolution INTEGER NOT NULL,  -- Resolution: 0 name-only, 1 likely, 2 resolved
  line       INTEGER NOT NULL   -- of the first such use, in the source's file
) STRICT;

-- Uses that no step could resolve, kept with the reason.
CREATE TABLE IF NOT EXISTS unresolved (
  source   INTEGER NOT NULL,  -- node.id of the user
  name     INTEGER NOT NULL,  -- word.id: what is used
  receiver INTEGER NOT NULL,  -- word.id: expression path before the name; '' for a bare name
  kind     INTEGER NOT NULL,  -- word.id: as in edge
  line     INTEGER NOT NULL,
  reason   INTEGER NOT NULL   -- word.id: why: "external module", "several candidates" …
) STRICT;

-- What each run asks of the nodes and edges above, in one row.
CREATE TABLE IF NOT EXISTS reach (
  data BLOB NOT NULL  -- ReachRows, see graph/reach_codec.h, compressed
) STRICT;

-- What the files of the base do to shared resources, many in a row.
CREATE TABLE IF NOT EXISTS base_effects (
  number INTEGER PRIMARY KEY,
  data   BLOB NOT NULL  -- std::vector<Effect>, see graph/effect_codec.h, compressed
) STRICT;

-- What was worked out for a state of some files over the base: a change, a commit, what a branch
-- point had. Kept while the base is the same.
CREATE TABLE IF NOT EXISTS view_effects (
  key  TEXT PRIMARY KEY,  -- sum of base and ground; sum of the files' versions, and of what they
                          -- lie over
  data BLOB NOT NULL      -- std::vector<EffectDelta>, see graph/effect_codec.h, compressed
) STRICT;

-- Changes as they would be on the base. Kept while the base is the same.
CREATE TABLE IF NOT EXISTS replay (
  key  TEXT PRIMARY KEY,  -- sum of base and ground; sum of the change's head and id
  data BLOB NOT NULL      -- ReadChange, see analyzer/intake/replay_codec.h, compressed
) STRICT;

-- Which versions of files the base has lost since a branch point. Kept while the base is the same.
CREATE TABLE IF NOT EXISTS landed (
  key  TEXT PRIMARY KEY,  -- sum of base and ground; the commit of the branch point
  data BLOB NOT NULL      -- numbers, see analyzer/overlay/related/landed_versions.h, compressed
) STRICT;

-- The answer of the latest scan, in parts: what a question about one change needs is one row.
CREATE TABLE IF NOT EXISTS answer (
  kind   INTEGER NOT NULL,  -- 0: what every question needs; 1: what was said of the
                            -- changes; 2: what was found on one change
  change TEXT NOT NULL,     -- id; '' but for kind 2
  data   BLOB NOT NULL,     -- JSON, see analyzer/stages/answers.h, compressed
  PRIMARY KEY (kind, change)
) STRICT;

---------------------------------------------------------------------------------------------------
-- derived: the changes laid over the base
---------------------------------------------------------------------------------------------------

-- One in-flight change. `number` is its position in the run, and what the tables below refer to:
-- an id alone is unique only within its repository.
CREATE TABLE IF NOT EXISTS change (
  number       INTEGER PRIMARY KEY,
  repository   TEXT NOT NULL,
  id           TEXT NOT NULL,     -- "12", or the name of a branch
  title        TEXT NOT NULL,
  author       TEXT NOT NULL,
  url          TEXT NOT NULL,
  description  TEXT NOT NULL,
  created      TEXT NOT NULL,     -- RFC 3339, as the list gave it
  draft        INTEGER NOT NULL,  -- 1: not ready for review
  head         TEXT NOT NULL,     -- commit
  branch_point TEXT NOT NULL      -- merge base of head and base
) STRICT;

CREATE TABLE IF NOT EXISTS change_label (
  change   INTEGER NOT NULL,  -- change.number
  position INTEGER NOT NULL,
  label    TEXT NOT NULL,
  PRIMARY KEY (change, position)
) STRICT, WITHOUT ROWID;

-- Files that a change touches, as they would be after a replay on the base.
CREATE TABLE IF NOT EXISTS change_file (
  change    INTEGER NOT NULL,  -- change.number
  position  INTEGER NOT NULL,
  status    INTEGER NOT NULL,  -- FileStatus: 0 added, 1 removed, 2 modified, 3 renamed
  path      TEXT NOT NULL,     -- after the change; before it when removed
  old_path  TEXT NOT NULL,     -- before the change
  old_blob  TEXT NOT NULL,     -- on the base; '' when added
  new_blob  TEXT NOT NULL,     -- replayed; '' when removed
  conflicts INTEGER NOT NULL,  -- 1: could not be replayed, new_blob is the head's own version
  PRIMARY KEY (change, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS change_file_by_path ON change_file (path);

-- What a change does to an entity. The indices point into the facts of the two file versions.
CREATE TABLE IF NOT EXISTS entity_delta (
  change    INTEGER NOT NULL,  -- change.number
  position  INTEGER NOT NULL,
  effect    INTEGER NOT NULL,  -- EntityEffect: 0 adds, 1 removes, 2 renames,
                               -- 3 alters signature, 4 alters body
  old_path  TEXT NOT NULL,
  new_path  TEXT NOT NULL,
  old_name  TEXT NOT NULL,     -- qualified within the file
  new_name  TEXT NOT NULL,
  old_index INTEGER NOT NULL,  -- definition; -1 where that side does not exist
  new_index INTEGER NOT NULL,
  PRIMARY KEY (change, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entity_delta_by_old_name ON entity_delta (old_name);
CREATE INDEX IF NOT EXISTS entity_delta_by_new_name ON entity_delta (new_name);

-- How the signature of an entity differs.
CREATE TABLE IF NOT EXISTS signature_difference (
  change    INTEGER NOT NULL,  -- change.number
  entity    INTEGER NOT NULL,  -- entity_delta.position
  position  INTEGER NOT NULL,
  effect    INTEGER NOT NULL,  -- SignatureEffect
  parameter TEXT NOT NULL,     -- its name; '' when it is not about one
  before    TEXT NOT NULL,     -- type or name
  after     TEXT NOT NULL,
  PRIMARY KEY (change, entity, position)
) STRICT, WITHOUT ROWID;

-- Uses and imports that a change adds or takes away.
CREATE TABLE IF NOT EXISTS use_delta (
  change    INTEGER NOT NULL,  -- change.number
  is_import INTEGER NOT NULL,  -- 1: an import, 0: a reference
  position  INTEGER NOT NULL,
  path      TEXT NOT NULL,
  fact      INTEGER NOT NULL,  -- index into the imports or references of the version that has it
  gained    INTEGER NOT NULL,  -- 1: the new version has it, 0: the old one had it
  PRIMARY KEY (change, is_import, position)
) STRICT, WITHOUT ROWID;

-- Changed files, or whole changes, that were not or not fully analysed.
CREATE TABLE IF NOT EXISTS gap (
  position   INTEGER PRIMARY KEY,
  change     TEXT NOT NULL,     -- change.id: an unreadable change may have no row of its own
  repository TEXT NOT NULL,
  path       TEXT NOT NULL,     -- '': the whole change
  reason     INTEGER NOT NULL,  -- GapReason
  detail     TEXT NOT NULL,
  partial    INTEGER NOT NULL   -- 1: analysed all the same, with this reservation
) STRICT;

---------------------------------------------------------------------------------------------------
-- history
---------------------------------------------------------------------------------------------------

-- One run of `interlock scan` that came to its end.
CREATE TABLE IF NOT EXISTS scan (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice
  time            TEXT NOT NULL,     -- RFC 3339, of the run
  repository_path TEXT NOT NULL,     -- as the user gave it
  base_name       TEXT NOT NULL,     -- as the user gave it: "main"
  base_commit     TEXT NOT NULL,
  clears          INTEGER NOT NULL,  -- decisions by verdict, mildest first
  notes           INTEGER NOT NULL,
  retests         INTEGER NOT NULL,
  orders          INTEGER NOT NULL,
  separates       INTEGER NOT NULL,
  holds           INTEGER NOT NULL,
  options_json    TEXT NOT NULL,     -- what the run was asked to do
  report_json     TEXT NOT NULL,     -- of scans up to schema version 3; else ''
  report          BLOB NOT NULL DEFAULT x''  -- the whole report as JSON, with its own
                                             -- schema_version, compressed
) STRICT;

-- The decisions of a scan, for questions that span scans. The reasons are in scan.report.
CREATE TABLE IF NOT EXISTS decision (
  scan     INTEGER NOT NULL,  -- scan.id
  position INTEGER NOT NULL,  -- strongest first
  verdict  TEXT NOT NULL,     -- "note", "retest", "order", "separate", "hold"
  score    REAL NOT NULL,     -- 0..1, for ranking only
  advice   TEXT NOT NULL,
  PRIMARY KEY (scan, position)
) STRICT, WITHOUT ROWID;

-- The changes that a decision is about.
CREATE TABLE IF NOT EXISTS decision_change (
  scan     INTEGER NOT NULL,  -- scan.id
  decision INTEGER NOT NULL,  -- decision.position
  position INTEGER NOT NULL,  -- order matters: the first lands before the second
  change   TEXT NOT NULL,     -- id of the change
  PRIMARY KEY (scan, decision, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS decision_change_by_change ON decision_change (change);

-- History is only ever added to, whoever writes. A migration drops these and puts them back.
CREATE TRIGGER IF NOT EXISTS scan_is_kept BEFORE DELETE ON scan
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER IF NOT EXISTS scan_is_final BEFORE UPDATE ON scan
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER IF NOT EXISTS decision_is_kept BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER IF NOT EXISTS decision_is_final BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER IF NOT EXISTS decision_change_is_kept BEFORE DELETE ON decision_change
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER IF NOT EXISTS decision_change_is_final BEFORE UPDATE ON decision_change
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
