import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another runtime is using the data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/** The data folder was written by a version whose orders this one cannot read. */
export class DataFolderOutdated extends Error {
  override readonly name = 'DataFolderOutdated';
}

const PRIVATE = 0o700;

/**
 * Locks a data folder for this process; creates it if it does not exist, and closes it to other users of the machine.
 *
 * SQLite takes a lock of the operating system, which ends with the process even if it is killed, so no stale lock is left
 * behind. `runtime.pid` names the process that holds the lock.
 *
 * @returns a function that releases the lock
 * @throws DataFolderInUse another runtime holds it
 * @throws DataFolderOutdated its orders are in the LevelDB store of version 0.1
 */
export async function lockDataFolder(dataDir: string): Promise<() => void> {
  await mkdir(dataDir, { recursive: true, mode: PRIVATE });
  // Orders hold personal data. A folder of an earlier version is readable for every user of the machine.
  if ((await stat(dataDir)).uid === process.getuid?.()) await chmod(dataDir, PRIVATE);
  const levelDb = join(dataDir, 'dynamodb');
  if (existsSync(levelDb))
    throw new DataFolderOutdated(
      `Data folder ${dataDir} holds the orders of version 0.1, which this version cannot read. Finish them with version 0.1 and keep that folder as their archive, then set DATA_DIR to a new folder. To start empty in this one, delete ${levelDb}.`,
    );
  const pidFile = join(dataDir, 'runtime.pid');
  const database = new DatabaseSync(join(dataDir, 'runtime.lock'));
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new DataFolderInUse(
      `Expected data folder ${dataDir} to be free, found it in use by process ${holder(pidFile)}: stop that one, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return () => database.close();
}

function holder(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
