import type { SFNClient, SFNClientConfig } from '@aws-sdk/client-sfn';
import type { TestEffect, TestReply } from '../helpers/start-test-system.ts';

/** A running system for the scenarios: the single machine, or a deployed stack. */
export interface ScenarioTarget {
  /** Sends a request with a token for every scope, unless `headers` has another `authorization`. */
  api(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<TestReply>;
  /** Makes a sandbox partner fail. */
  faults(...faults: readonly object[]): Promise<void>;
  /** Removes all faults. */
  clearFaults(): Promise<void>;
  /** Returns the effects at the partners since the last reset, oldest first. */
  effects(): Promise<readonly TestEffect[]>;
  /** Resets the partners and removes all faults. */
  resetPartners(): Promise<void>;
  /** How a client of an AWS service reaches it. */
  readonly aws: Pick<SFNClientConfig, 'credentials' | 'endpoint' | 'region'>;
  /** Client for reading executions. */
  readonly stepFunctions: SFNClient;
  /** Returns the ARN of an order's execution. */
  executionArn(sequence: string, orderId: string, run: number): string;
}

/** With the rate plans of the demo, whose catalogue the partners of a deployment have. */
const ZUORA = {
  name: 'zuora',
  critical: true,
  options: {
    ratePlans: {
      '/offers2/Digital Monthly': '8ad0965d7f1c5bd7017f1d5a8e6b0a11',
      '/offers2/Digital Trial': '8ad0965d7f1c5bd7017f1d5a8e6b0a12',
    },
  },
};

/** A platform event step that waits for a callback through the API. */
export const APPROVAL = {
  id: 'approval',
  name: 'platformEvents',
  critical: true,
  timeoutSeconds: 10,
  waitFor: 'callback',
  callback: { timeoutSeconds: 600 },
};

/**
 * The tenant that the scenarios expect: the demo's sequence, in which trials skip billing. Orders select the other overrides
 * by `processing_type`: one probes a lost call instead of repeating it, one waits for a partner that is down, one for a callback.
 */
export const SCENARIO_TENANT = {
  tenant: 'demo',
  processOrder: [
    { name: 'salesforceV3', critical: true, options: { includeBillingDetails: true } },
    ZUORA,
    { name: 'platformEvents', critical: false, retry: { maxAttempts: 1, intervalSeconds: 1, backoffRate: 1 } },
  ],
  overrides: [
    { name: 'trial', match: { orderType: ['new'], offerType: ['trial'] }, exclude: ['zuora'] },
    {
      name: 'cautious',
      match: { processingType: ['cautious'] },
      processOrder: [{ ...ZUORA, retry: { maxAttempts: 0, intervalSeconds: 1, backoffRate: 1 } }],
    },
    { name: 'patient', match: { processingType: ['patient'] }, processOrder: [{ ...ZUORA, patience: 'PT1H' }] },
    { name: 'approved', match: { processingType: ['approved'] }, processOrder: [APPROVAL] },
  ],
};
