import type { ExecutionStatus } from './journal/execution-store.ts';

/** What an interpreter needs of its deps. */
export interface StepFunctionsOptions {
  /** Path of the SQLite file that holds the journal; made at first use. */
  file: string;
  region: string;
  accountId: string;
  /** Invokes a Lambda; resolves for handled function errors too. */
  invokeLambda(functionArn: string, payload: unknown): Promise<LambdaOutcome>;
  /** Publishes events, as EventBridge's PutEvents does. */
  putEvents(entries: readonly unknown[]): Promise<{ FailedEntryCount: number; Entries: readonly unknown[] }>;
  /**
   * Called for each status change of an execution, after it is in the journal. As on AWS it may be lost: in a crash
   * between the two it is not made up for.
   */
  onStatusChange?(detail: ExecutionStatusChange): void;
  /** Divides every wait, retry delay, heartbeat and timeout that the interpreter itself keeps. @default 1 (real time) */
  timeScale?: number;
}

/** How an invocation ended. */
export type LambdaOutcome =
  | { ok: true; payload: unknown; requestId: string }
  /** `payload` is `{ errorType, errorMessage, trace }`; it becomes the Cause, as JSON text. */
  | { ok: false; errorType: string; errorMessage: string; payload: unknown };

/**
 * The detail of AWS's event "Step Functions Execution Status Change". Dates are epoch milliseconds.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export interface ExecutionStatusChange {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate: number | null;
  input: string | null;
  inputDetails: { included: boolean };
  output: string | null;
  outputDetails: { included: boolean } | null;
  error: string | null;
  cause: string | null;
}
