import type { Sequence, SequenceStep } from '../../../core/sequence/sequence.ts';

/** A sequence of three steps that can be undone and one that cannot. */
export function sampleSequence({ onCriticalFailure }: Pick<Sequence, 'onCriticalFailure'>): Sequence {
  return {
    name: 'default',
    version: '0123456789ab',
    onCriticalFailure,
    steps: [step('crm', true), step('billing', true), step('mail', false), step('access', true)],
  };
}

function step(name: string, compensates: boolean): SequenceStep {
  return {
    id: name,
    name,
    service: 'test',
    phase: 'process',
    critical: true,
    effect: 'idempotent',
    probes: false,
    compensates,
    options: {},
    timeoutSeconds: 30,
    retry: { maxAttempts: 3, intervalSeconds: 1, backoffRate: 2 },
  };
}
