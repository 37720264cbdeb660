import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { GroupCommit } from '../../sqlite/group-commit.ts';
import { JOURNAL_TABLES } from './journal-tables.ts';

/** Settings that are stored and returned, but have no effect: logging and tracing. */
export type MachineSettings = Readonly<Record<string, unknown>>;

/** A state machine with its current definition. */
export interface Machine {
  readonly seq: number;
  readonly arn: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'DELETING';
  readonly settings: MachineSettings;
  readonly createdAt: number;
  readonly definition: StoredDefinition;
}

/** One revision of a state machine; a running execution keeps its revision. */
export interface StoredDefinition {
  readonly id: number;
  readonly revision: string;
  readonly text: string;
  readonly roleArn: string;
  readonly createdAt: number;
}

/** What starting an execution needs of a state machine. */
export interface StartableMachine extends Pick<Machine, 'arn' | 'status'> {
  /** Id of the current definition. */
  readonly definition: number;
}

/** Returns whether a store has a state machine of this name. Works before Step Functions is opened, also on a new store. */
export function hasMachine(database: DatabaseSync, name: string): boolean {
  database.exec(JOURNAL_TABLES);
  return database.prepare('SELECT 1 FROM machines WHERE name = ?').get(name) !== undefined;
}

interface Revision {
  readonly text: string;
  readonly roleArn: string;
}

const machineRowSchema = z
  .object({
    seq: z.number(),
    arn: z.string(),
    name: z.string(),
    status: z.enum(['ACTIVE', 'DELETING']),
    settings: z.string(),
    created_at: z.number(),
    id: z.number(),
    revision: z.string(),
    text: z.string(),
    role_arn: z.string(),
    revised_at: z.number(),
  })
  .transform(
    (row): Machine => ({
      seq: row.seq,
      arn: row.arn,
      name: row.name,
      status: row.status,
      settings: JSON.parse(row.settings),
      createdAt: row.created_at,
      definition: {
        id: row.id,
        revision: row.revision,
        text: row.text,
        roleArn: row.role_arn,
        createdAt: row.revised_at,
      },
    }),
  );

const definitionRowSchema = z
  .object({ id: z.number(), revision: z.string(), text: z.string(), role_arn: z.string(), created_at: z.number() })
  .transform((row): StoredDefinition => {
    return { id: row.id, revision: row.revision, text: row.text, roleArn: row.role_arn, createdAt: row.created_at };
  });

/** A version of a state machine: a number for one of its revisions. */
export interface MachineVersion {
  /** From 1. */
  readonly number: number;
  /** Id of the definition. */
  readonly definition: number;
  readonly createdAt: number;
}

const startableRowSchema = z.object({
  arn: z.string(),
  status: z.enum(['ACTIVE', 'DELETING']),
  definition: z.number(),
});

const versionRowSchema = z
  .object({ number: z.number(), definition: z.number(), created_at: z.number() })
  .transform(({ created_at, definition, number }): MachineVersion => ({ number, definition, createdAt: created_at }));

const MACHINE_COLUMNS = `m.seq, m.arn, m.name, m.status, m.settings, m.created_at,
  d.id, d.revision, d.text, d.role_arn, d.created_at AS revised_at`;
const MACHINE_TABLES = 'machines m JOIN definitions d ON d.id = m.definition';

/** State machines and the revisions of their definitions. */
export type MachineStore = ReturnType<typeof createMachineStore>;

/** Creates the store of state machines. Writes resolve when they are on disk. */
export function createMachineStore(database: DatabaseSync, commits: GroupCommit) {
  const insertDefinition = database.prepare(
    'INSERT INTO definitions (revision, text, role_arn, created_at) VALUES (?, ?, ?, ?)',
  );
  const insertMachine = database.prepare(
    "INSERT INTO machines (arn, name, status, definition, settings, created_at) VALUES (?, ?, 'ACTIVE', ?, ?, ?)",
  );
  const updateMachine = database.prepare('UPDATE machines SET definition = ?, settings = ? WHERE arn = ?');
  const setStatus = database.prepare('UPDATE machines SET status = ? WHERE arn = ?');
  const deleteMachine = database.prepare('DELETE FROM machines WHERE arn = ?');
  const selectMachine = database.prepare(`SELECT ${MACHINE_COLUMNS} FROM ${MACHINE_TABLES} WHERE m.arn = ?`);
  const selectStartable = database.prepare('SELECT arn, status, definition FROM machines WHERE arn = ?');
  const selectPage = database.prepare(
    `SELECT ${MACHINE_COLUMNS} FROM ${MACHINE_TABLES} WHERE m.seq > ? ORDER BY m.seq LIMIT ?`,
  );
  const selectDeleting = database.prepare("SELECT arn FROM machines WHERE status = 'DELETING'");
  const deleteVersions = database.prepare('DELETE FROM versions WHERE machine_arn = ?');
  const insertVersion = database.prepare(
    'INSERT INTO versions (machine_arn, number, definition, created_at) VALUES (?, ?, ?, ?)',
  );
  const selectLatestVersion = database.prepare(
    'SELECT * FROM versions WHERE machine_arn = ? ORDER BY number DESC LIMIT 1',
  );
  const selectVersion = database.prepare('SELECT * FROM versions WHERE machine_arn = ? AND number = ?');
  const selectDefinition = database.prepare('SELECT * FROM definitions WHERE id = ?');

  const addDefinition = ({ text, roleArn }: Revision, now: number): number =>
    Number(insertDefinition.run(randomUUID(), text, roleArn, now).lastInsertRowid);

  return {
    find(arn: string): Machine | undefined {
      const row = selectMachine.get(arn);
      return row === undefined ? undefined : machineRowSchema.parse(row);
    },
    /** Returns a machine without the text of its definition, which is long. */
    startable(arn: string): StartableMachine | undefined {
      const row = selectStartable.get(arn);
      return row === undefined ? undefined : startableRowSchema.parse(row);
    },
    /** @throws Error when the definition does not exist. */
    definition(id: number): StoredDefinition {
      return definitionRowSchema.parse(selectDefinition.get(id));
    },
    /** Returns machines after a position, oldest first. */
    page(after: number, limit: number): Machine[] {
      return selectPage.all(after, limit).map((row) => machineRowSchema.parse(row));
    },
    create(machine: Pick<Machine, 'arn' | 'name' | 'settings'> & Revision, now: number): Promise<void> {
      return commits.run(() => {
        const definition = addDefinition(machine, now);
        insertMachine.run(machine.arn, machine.name, definition, JSON.stringify(machine.settings), now);
      });
    },
    update(arn: string, change: Pick<Machine, 'settings'> & Revision, now: number): Promise<void> {
      return commits.run(
        () => void updateMachine.run(addDefinition(change, now), JSON.stringify(change.settings), arn),
      );
    },
    /** Publishes the current definition of a machine. Returns the latest version if it has that definition. */
    async publish({ arn, definition }: Pick<Machine, 'arn' | 'definition'>, now: number): Promise<MachineVersion> {
      const row = selectLatestVersion.get(arn);
      const latest = row === undefined ? undefined : versionRowSchema.parse(row);
      if (latest?.definition === definition.id) return latest;
      const version = { number: (latest?.number ?? 0) + 1, definition: definition.id, createdAt: now };
      await commits.run(() => void insertVersion.run(arn, version.number, definition.id, now));
      return version;
    },
    version(arn: string, number: number): MachineVersion | undefined {
      const row = selectVersion.get(arn, number);
      return row === undefined ? undefined : versionRowSchema.parse(row);
    },
    /** Returns the ARNs of the machines to delete once their executions have ended. */
    deleting(): string[] {
      return selectDeleting.all().map(({ arn }) => String(arn));
    },
    markDeleting(arn: string): Promise<void> {
      return commits.run(() => void setStatus.run('DELETING', arn));
    },
    delete(arn: string): Promise<void> {
      return commits.run(() => {
        deleteVersions.run(arn);
        deleteMachine.run(arn);
      });
    },
  };
}
