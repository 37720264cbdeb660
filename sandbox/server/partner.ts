import type { AnsweredFault, ZuoraFaultKind } from '../faults/fault.ts';
import type { Transaction } from '../state/transaction.ts';
import type { Reply, SandboxRequest } from './exchange.ts';
import type { PartnerLimits } from './limit.ts';
import type { Route, RouteMatch } from './route.ts';

/** Which answers a partner repeats for a known idempotency key. */
export type IdempotencyRule =
  | { readonly remembers: 'nothing' }
  | {
      readonly remembers: 'every-answer' | 'successes';
      readonly methods: readonly string[];
      /** How long an answer is remembered, in milliseconds. */
      readonly forMs: number;
      /** Returns the answer to a known key with a different request. */
      readonly mismatch: () => Reply;
      /** Returns the answer while the first request with the key is running. @default both run */
      readonly inProgress?: () => Reply;
    };

/** How a partner locks the records that a request changes. */
export interface PartnerLocks {
  /** Returns names of the records that a request locks while it runs. */
  recordsOf(request: SandboxRequest, match: RouteMatch): readonly string[];
  /** Returns the answer if one of them is locked. */
  refusal(): Reply;
}

/** A partner system: its operations, and how it reports errors. */
export interface Partner {
  /** Also the first segment of its path. */
  readonly name: string;
  readonly routes: readonly Route[];
  readonly idempotency: IdempotencyRule;
  /** Stores the records that exist from the start and after a reset. @default none */
  seed?(transaction: Transaction): void;
  /** Throws a Refusal unless the request has valid credentials. */
  authenticate(request: SandboxRequest, now: Date): void;
  /** Error codes that a `decline` may name. @default none */
  readonly faultCodes?: readonly string[];
  /** Returns the partner's answer for an injected fault. */
  fault(fault: AnsweredFault): Reply;
  /** Returns the answer for an injected fault that only this partner has. @default it has none */
  ownFault?(fault: AnsweredFault<ZuoraFaultKind>): Reply;
  /** Returns the answer when no route matches. */
  unknownOperation(request: SandboxRequest): Reply;
  /** Returns the answer when the sandbox itself fails. */
  internalError(detail: string): Reply;
  /** Adapts an answer to the API version that the request asks for. @default the answer is sent unchanged */
  inVersion?(reply: Reply, request: SandboxRequest): Reply;
  /** How the partner limits requests. @default only as the control plane says, answered with its fault `429` */
  readonly limits?: PartnerLimits;
  /** How the partner keeps two requests from changing a record at the same time. @default it does not */
  readonly locks?: PartnerLocks;
  /** Returns headers for every answer. @default none */
  responseHeaders?(request: SandboxRequest): Record<string, string>;
}
