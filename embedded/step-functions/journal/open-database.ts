import { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../sqlite.ts';
import { journalTables, journalVersion } from './schema.ts';

/**
 * Opens the journal's SQLite file and makes its tables at first use.
 *
 * WAL with `synchronous = FULL`: a committed transition outlives the process and the power.
 *
 * @throws Error when the file was written by another version of the journal.
 */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    if (version === 0) {
      inTransaction(database, () => database.exec(`${journalTables} PRAGMA user_version = ${journalVersion};`));
    } else if (version !== journalVersion) {
      throw new Error(
        `Expected the journal ${file} in version ${journalVersion}, found version ${version}: move the file away to start afresh`,
      );
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
