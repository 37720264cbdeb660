/**
 * Tables of the journal. Times are epoch milliseconds; values that Step Functions shows as JSON text are stored as text.
 *
 * `branches` and `running_history` hold what runs, `histories` what has ended, compressed. The keys of the first two are
 * row ids, since a table without them stores rows of this size on overflow pages: see `rowKey`.
 */
export const JOURNAL_TABLES = `
CREATE TABLE IF NOT EXISTS definitions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision TEXT NOT NULL,
  text TEXT NOT NULL,
  role_arn TEXT NOT NULL,
  created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS machines (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  definition INTEGER NOT NULL REFERENCES definitions (id),
  settings TEXT NOT NULL,
  created_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS versions (
  machine_arn TEXT NOT NULL,
  number INTEGER NOT NULL,
  definition INTEGER NOT NULL REFERENCES definitions (id),
  created_at REAL NOT NULL,
  PRIMARY KEY (machine_arn, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS executions (
  seq INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
  machine_arn TEXT NOT NULL,
  definition INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT,
  error TEXT,
  cause TEXT,
  started_at REAL NOT NULL,
  stopped_at REAL,
  timeout_at REAL
);
CREATE INDEX IF NOT EXISTS executions_by_machine ON executions (machine_arn, seq);
CREATE INDEX IF NOT EXISTS executions_ended ON executions (stopped_at) WHERE stopped_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS executions_running ON executions (seq) WHERE status = 'RUNNING';
CREATE TABLE IF NOT EXISTS branches (key INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS running_history (key INTEGER PRIMARY KEY, events TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS histories (execution INTEGER PRIMARY KEY, events BLOB NOT NULL);
`;

/** Ids of branches and events in one execution are below this: no history is longer than 25,000 events. */
const IDS_PER_EXECUTION = 32_768;

/** Returns the row id of a branch or an event. */
export function rowKey(execution: number, id: number): number {
  return execution * IDS_PER_EXECUTION + id;
}

/** Returns the first and the last row id of an execution. */
export function rowKeys(execution: number): readonly [number, number] {
  return [rowKey(execution, 0), rowKey(execution, IDS_PER_EXECUTION - 1)];
}
