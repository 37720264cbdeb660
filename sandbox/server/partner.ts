import type { AnsweredFault, ZuoraFaultKind } from '../faults/fault.ts';
import type { PartnerName } from '../state/effect.ts';
import type { Transaction } from '../state/transaction.ts';
import type { Reply, SandboxRequest } from './exchange.ts';
import type { Route } from './route.ts';

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
    };

/** A partner system: its operations, and how it reports errors. */
export interface Partner {
  readonly name: PartnerName;
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
  /** Returns headers for every answer. @default none */
  responseHeaders?(request: SandboxRequest): Record<string, string>;
}
