import type { Store } from '../sqlite/store.ts';
import type { LambdaIntegration } from './execution/invoke-lambda.ts';
import type { ExecutionStatus } from './journal/execution-store.ts';

/** Options of the interpreter. */
export interface StepFunctionsOptions extends LambdaIntegration {
  /** Holds the journal. */
  readonly store: Store;
  /**
   * Called after each status change of an execution is in the journal. As on AWS, a crash between the two loses the
   * notification.
   */
  onStatusChange?(detail: ExecutionStatusChange): void;
  /** Divides every wait, retry delay, heartbeat and timeout of the interpreter. @default 1 (real time) */
  readonly timeScale?: number;
  /** Milliseconds that an execution is kept after its end. @default 90 days, as on AWS */
  readonly keepExecutionsMs?: number;
}

/**
 * The detail of AWS's event "Step Functions Execution Status Change". Dates are epoch milliseconds.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export interface ExecutionStatusChange {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: number;
  readonly stopDate: number | null;
  readonly input: string | null;
  readonly inputDetails: { readonly included: boolean };
  readonly output: string | null;
  readonly outputDetails: { readonly included: boolean } | null;
  readonly error: string | null;
  readonly cause: string | null;
}
