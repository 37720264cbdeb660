import { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../sqlite/in-transaction.ts';

/** Version of the tables below, stored in SQLite's `user_version`. */
export const JOURNAL_VERSION = 1;

/** Tables of the journal. Times are epoch milliseconds; values that Step Functions shows as JSON text are stored as text. */
export const JOURNAL_TABLES = `
CREATE TABLE definitions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision TEXT NOT NULL,
  text TEXT NOT NULL,
  role_arn TEXT NOT NULL,
  created_at REAL NOT NULL
);
CREATE TABLE machines (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  definition INTEGER NOT NULL REFERENCES definitions (id),
  settings TEXT NOT NULL,
  created_at REAL NOT NULL
);
CREATE TABLE executions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  machine_arn TEXT NOT NULL,
  definition INTEGER NOT NULL REFERENCES definitions (id),
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
CREATE INDEX executions_by_machine ON executions (machine_arn, seq);
CREATE INDEX executions_by_status ON executions (status, seq);
CREATE TABLE branches (
  execution INTEGER NOT NULL,
  id INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (execution, id)
) WITHOUT ROWID;
CREATE TABLE events (
  execution INTEGER NOT NULL,
  id INTEGER NOT NULL,
  previous INTEGER NOT NULL,
  at REAL NOT NULL,
  type TEXT NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (execution, id)
) WITHOUT ROWID;
`;

/**
 * Opens the journal's SQLite file, and creates its tables in a new file.
 *
 * WAL with `synchronous = NORMAL`: a commit does not wait for the disk; the group commit syncs the log before it answers.
 *
 * @throws Error when the file was written by another version of the journal.
 */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version === 0) {
      inTransaction(database, () => database.exec(`${JOURNAL_TABLES} PRAGMA user_version = ${JOURNAL_VERSION};`));
    } else if (version !== JOURNAL_VERSION) {
      throw new Error(
        `Expected the journal ${file} in version ${JOURNAL_VERSION}, found version ${version}: move the file away to start with an empty journal`,
      );
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
