import type { AnsweredFault } from '../faults/fault.ts';
import type { PartnerName } from '../state/effect.ts';
import type { Reply, SandboxRequest } from './exchange.ts';
import type { Route } from './route.ts';

/** Which answers a partner gives again for a repeated idempotency key. */
export type IdempotencyRule =
  | { readonly remembers: 'nothing' }
  | {
      readonly remembers: 'every-answer' | 'successes';
      readonly methods: readonly string[];
      /** How long, in milliseconds. */
      readonly forMs: number;
      /** The answer to a known key that comes with another request. */
      readonly mismatch: () => Reply;
    };

/** One partner system: its operations and its way of saying no. */
export interface Partner {
  readonly name: PartnerName;
  readonly routes: readonly Route[];
  readonly idempotency: IdempotencyRule;
  /** Throws a Refusal when the request lacks valid credentials. */
  authenticate(request: SandboxRequest): void;
  /** The partner's own form of a fault. */
  fault(fault: AnsweredFault): Reply;
  /** The answer where no operation has this method and path. */
  unknownOperation(request: SandboxRequest): Reply;
  /** The answer when the stand-in itself breaks. */
  internalError(detail: string): Reply;
  /** Headers that every answer carries. */
  responseHeaders?(request: SandboxRequest): Record<string, string>;
}
