import type { JsonValue } from '../../json.ts';

/** The argument with which a program evaluates expressions instead of only naming itself. */
export const EVALUATE_ARGUMENT = '--evaluate-expressions';

/** Signal with which a process of evaluations ends itself when it needs too much memory. */
export const OUT_OF_MEMORY_SIGNAL = 'SIGUSR2';

/** What a process of evaluations is asked to do. */
export interface EvaluationRequest {
  readonly text: string;
  /** Root of the input, or else variables by name. */
  readonly input: JsonValue;
}

/** What an evaluation threw, without the values in it. */
export interface EvaluationError {
  /** Code of JSONata, e.g. `D3030`. */
  readonly code?: string | undefined;
  readonly position?: number | undefined;
  readonly token?: string | undefined;
  /** A message that quotes no value of the input. */
  readonly message?: string | undefined;
}

/** The answer of a process of evaluations. */
export type EvaluationReply =
  | { readonly kind: 'ready' }
  /** No `value` if the expression yields nothing. */
  | { readonly kind: 'value'; readonly value?: JsonValue }
  | { readonly kind: 'error'; readonly error: EvaluationError };
