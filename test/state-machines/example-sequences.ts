import type { Sequence, SequenceStep } from '../../core/sequence/sequence.ts';

/** Returns a step. By default it is critical, idempotent and in the process phase. */
export function exampleStep(id: string, changes: Partial<SequenceStep> = {}): SequenceStep {
  return {
    id,
    name: 'calloutPlugin',
    service: 'limio',
    phase: 'process',
    critical: true,
    effect: 'idempotent',
    probes: false,
    compensates: false,
    options: { endpoint: 'https://a.example.org/' },
    timeoutSeconds: 30,
    retry: { maxAttempts: 3, intervalSeconds: 1, backoffRate: 2 },
    ...changes,
  };
}

/** Returns a sequence of these steps. */
export function exampleSequence(...steps: readonly SequenceStep[]): Sequence {
  return { name: 'default', version: '0123456789ab', onCriticalFailure: 'stop', steps };
}
