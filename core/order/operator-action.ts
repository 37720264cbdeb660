/** What an operator can do to an order or to one of its steps. */
export const OPERATOR_ACTIONS = ['resume', 'cancel', 'retry', 'skip', 'complete'] as const;

/** Something that an operator did: who, when, why. */
export interface OperatorAction {
  readonly action: (typeof OPERATOR_ACTIONS)[number];
  /** The run that it belongs to; for a resume, the one that it began. */
  readonly run: number;
  /** Who: the subject of the token, and its client where that is another. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** A resume as the order records it. */
export interface ResumeAction extends OperatorAction {
  readonly action: 'resume';
  /** The revision of the payload that the run began with. */
  readonly revision: number;
  /** The `Idempotency-Key` of the request, if it had one. */
  readonly key?: string;
  /** Hash of the request's body: tells a repeat from another request with the same key. */
  readonly fingerprint: string;
}

/** What an order records of its operators: actions on the order itself. */
export type OrderAction = ResumeAction | (OperatorAction & { readonly action: 'cancel' });

/** What a step records of its operators. */
export type StepAction = OperatorAction & { readonly action: 'retry' | 'skip' | 'complete' };
