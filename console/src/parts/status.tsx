import type { OrderStatus } from '../../../core/order/order-status.ts';
import type { StepStatus } from '../../../core/order/step-status.ts';
import type { Proposal, ProposedOrder } from '../api/types.ts';

type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'plain';

/** How each status of an order, a step, a connection or an endpoint looks. Its word always stands beside the colour. */
const LOOKS: Readonly<Record<OrderStatus | StepStatus | OtherStatus, readonly [Tone, string]>> = {
  submitted: ['busy', '○'],
  processing: ['busy', '◔'],
  complete: ['good', '✓'],
  failed: ['bad', '✕'],
  held: ['warn', '?'],
  cancelled: ['plain', '–'],
  pending: ['plain', '○'],
  running: ['busy', '◔'],
  waiting: ['busy', '⏸'],
  succeeded: ['good', '✓'],
  skipped: ['plain', '–'],
  declined: ['bad', '✕'],
  transient: ['warn', '↻'],
  unknown: ['warn', '?'],
  probing: ['busy', '◔'],
  undoing: ['busy', '↶'],
  undone: ['plain', '↶'],
  'undo-failed': ['bad', '✕'],
  closed: ['good', '✓'],
  open: ['bad', '✕'],
  trying: ['busy', '◔'],
  enabled: ['good', '✓'],
  disabled: ['bad', '✕'],
  resting: ['warn', '⏸'],
  off: ['plain', '–'],
  delivered: ['good', '✓'],
  sending: ['busy', '◔'],
  parked: ['warn', '⏸'],
  queued: ['busy', '⏸'],
  degraded: ['warn', '!'],
  preparing: ['busy', '◔'],
  ready: ['busy', '○'],
  refused: ['bad', '✕'],
  finished: ['good', '✓'],
  stopped: ['plain', '–'],
  expired: ['plain', '–'],
  done: ['good', '✓'],
  changed: ['warn', '!'],
};

type OtherStatus =
  | Proposal['status']
  | NonNullable<ProposedOrder['outcome']>
  | 'closed'
  | 'open'
  | 'trying'
  | 'enabled'
  | 'disabled'
  | 'resting'
  | 'off'
  | 'delivered'
  | 'sending'
  | 'parked'
  | 'queued'
  | 'degraded';

/** A status that has a look. */
export type ShownStatus = keyof typeof LOOKS;

/** A status as a word with a sign. */
export function Status({ of }: { readonly of: ShownStatus }) {
  const [tone, sign] = LOOKS[of];
  return (
    <span className={`status ${tone}`}>
      <span aria-hidden="true">{sign}</span> {of}
    </span>
  );
}

/** Returns the tone of a status, for what is drawn in its colour. */
export function toneOf(status: ShownStatus): Tone {
  return LOOKS[status][0];
}
