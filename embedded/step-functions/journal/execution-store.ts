import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { GroupCommit } from '../../sqlite/group-commit.ts';
import { packText, unpackText } from '../../sqlite/packed-text.ts';
import type { Branch } from './branch.ts';
import type { HistoryEvent } from './history-event.ts';
import type { HistoryStore } from './history-store.ts';
import { rowKey, rowKeys } from './journal-tables.ts';

/** All statuses of an execution. */
export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** Status of an execution. */
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** An execution in the journal. Times are epoch milliseconds; input and output are JSON text. */
export interface Execution {
  readonly seq: number;
  readonly arn: string;
  readonly machineArn: string;
  readonly definition: number;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  readonly timeoutAt: number | undefined;
}

const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullable().transform((value) => value ?? undefined);

/** Outputs hold the results of all steps. Inputs stay text: an erasure searches them. */
const packed = z.union([z.string(), z.instanceof(Uint8Array)]).transform(unpackText);

const executionRowSchema = z
  .object({
    seq: z.number(),
    arn: z.string(),
    machine_arn: z.string(),
    definition: z.number(),
    name: z.string(),
    status: z.enum(EXECUTION_STATUSES),
    input: z.string(),
    output: optional(packed),
    error: optional(z.string()),
    cause: optional(z.string()),
    started_at: z.number(),
    stopped_at: optional(z.number()),
    timeout_at: optional(z.number()),
  })
  .transform(
    ({ machine_arn, started_at, stopped_at, timeout_at, ...row }): Execution => ({
      ...row,
      machineArn: machine_arn,
      startedAt: started_at,
      stoppedAt: stopped_at,
      timeoutAt: timeout_at,
    }),
  );

/** How an execution ended. */
export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly stoppedAt: number;
}

/** Everything that one transition changes; written as a whole or not at all. */
export interface Transition {
  readonly execution: number;
  readonly events: readonly HistoryEvent[];
  readonly changed: Iterable<Branch>;
  readonly removed: Iterable<number>;
  readonly end: ExecutionEnd | undefined;
}

/** Filter and position of a list of executions, newest first. */
export interface ExecutionPage {
  readonly machineArn: string;
  readonly status: ExecutionStatus | undefined;
  /** Only executions with a smaller `seq`. */
  readonly before: number;
  readonly limit: number;
}

/** Executions with their branches and history. */
export type ExecutionStore = ReturnType<typeof createExecutionStore>;

/**
 * Creates the store of executions.
 *
 * Its writes do not wait for the disk. They are lost in a power failure only together with everything that was written
 * after them, to any table of the store: the execution then continues from where it was before, and repeats its calls.
 */
export function createExecutionStore(
  database: DatabaseSync,
  { commits, history }: { readonly commits: GroupCommit; readonly history: HistoryStore },
) {
  const insertExecution = database.prepare(
    `INSERT INTO executions (arn, machine_arn, definition, name, status, input, started_at, timeout_at)
     VALUES (?, ?, ?, ?, 'RUNNING', ?, ?, ?)`,
  );
  const endExecution = database.prepare(
    'UPDATE executions SET status = ?, output = ?, error = ?, cause = ?, stopped_at = ? WHERE seq = ?',
  );
  const upsertBranch = database.prepare('INSERT OR REPLACE INTO branches VALUES (?, ?)');
  const deleteBranch = database.prepare('DELETE FROM branches WHERE key = ?');
  const deleteBranches = database.prepare('DELETE FROM branches WHERE key BETWEEN ? AND ?');
  const selectByArn = database.prepare('SELECT * FROM executions WHERE arn = ?');
  const selectBySeq = database.prepare('SELECT * FROM executions WHERE seq = ?');
  const selectRunning = database.prepare("SELECT seq FROM executions WHERE status = 'RUNNING' ORDER BY seq");
  const countRunning = database.prepare(
    "SELECT count(*) AS running FROM executions WHERE machine_arn = ? AND status = 'RUNNING'",
  );
  const selectPage = database.prepare(
    `SELECT * FROM executions WHERE machine_arn = :machineArn AND seq < :before AND (:status IS NULL OR status = :status)
     ORDER BY seq DESC LIMIT :limit`,
  );
  const selectBranches = database.prepare('SELECT data FROM branches WHERE key BETWEEN ? AND ? ORDER BY key');
  const selectExpired = database.prepare('SELECT seq FROM executions WHERE stopped_at < ? LIMIT ?');
  const deleteExecution = database.prepare('DELETE FROM executions WHERE seq = ?');

  const write = ({ execution, events, changed, removed, end }: Transition): void => {
    history.append(execution, events);
    if (end === undefined) {
      for (const id of removed) deleteBranch.run(rowKey(execution, id));
      for (const branch of changed) upsertBranch.run(rowKey(execution, branch.id), JSON.stringify(branch));
      return;
    }
    deleteBranches.run(...rowKeys(execution));
    history.end(execution);
    const { status, output = null, error = null, cause = null, stoppedAt } = end;
    endExecution.run(status, output === null ? null : packText(output), error, cause, stoppedAt, execution);
  };

  return {
    find(arn: string): Execution | undefined {
      const row = selectByArn.get(arn);
      return row === undefined ? undefined : executionRowSchema.parse(row);
    },
    /** @throws Error when the execution does not exist. */
    get(seq: number): Execution {
      return executionRowSchema.parse(selectBySeq.get(seq));
    },
    has(seq: number): boolean {
      return selectBySeq.get(seq) !== undefined;
    },
    running(): number[] {
      return selectRunning.all().map(({ seq }) => Number(seq));
    },
    countRunning(machineArn: string): number {
      return Number(countRunning.get(machineArn)?.running);
    },
    page({ machineArn, status = undefined, before, limit }: ExecutionPage): Execution[] {
      return selectPage
        .all({ machineArn, status: status ?? null, before, limit })
        .map((row) => executionRowSchema.parse(row));
    },
    branches(seq: number): Branch[] {
      return selectBranches.all(...rowKeys(seq)).map(({ data }) => JSON.parse(String(data)) as Branch);
    },
    lastEvent: history.lastEvent,
    /**
     * Stores a new execution with its first event and branch. If its ARN is taken, returns the execution that has it.
     */
    create(
      execution: Omit<Execution, 'seq' | 'status'>,
      root: Branch,
      started: HistoryEvent,
    ): Promise<{ readonly created: boolean; readonly execution: Execution }> {
      return commits.commit(() => {
        const { arn, machineArn, definition, name, input, startedAt, timeoutAt } = execution;
        const known = selectByArn.get(arn);
        if (known !== undefined) return { created: false, execution: executionRowSchema.parse(known) };
        const inserted = insertExecution.run(arn, machineArn, definition, name, input, startedAt, timeoutAt ?? null);
        const seq = Number(inserted.lastInsertRowid);
        write({ execution: seq, events: [started], changed: [root], removed: [], end: undefined });
        return { created: true, execution: { ...execution, seq, status: 'RUNNING' } };
      });
    },
    commit(transition: Transition): Promise<void> {
      return commits.commit(() => write(transition));
    },
    /** Deletes executions that ended before a time, at most `limit`, and returns how many. */
    purge(stoppedBefore: number, limit: number): Promise<number> {
      return commits.commit(() => {
        const expired = selectExpired.all(stoppedBefore, limit);
        for (const { seq } of expired) {
          history.delete(Number(seq));
          deleteExecution.run(Number(seq));
        }
        return expired.length;
      });
    },
  };
}
