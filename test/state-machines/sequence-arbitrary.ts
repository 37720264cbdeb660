import fc from 'fast-check';
import type { JsonObject } from '../../core/json.ts';
import type { CriticalFailurePolicy, Phase, Sequence, SequenceStep } from '../../core/sequence/sequence.ts';

const identifier = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/);

// asl-validator rejects empty text and line breaks as broken expressions; Step Functions accepts them.
const text = fc.stringMatching(/^[\w "'\\/.:%{}$-]{1,20}$/).filter((value) => !/\{%|%\}|\$\{/.test(value));

const options: fc.Arbitrary<JsonObject> = fc.dictionary(
  text,
  fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text), fc.dictionary(text, text)),
  { maxKeys: 4 },
);

const wait = fc.integer({ min: 1, max: 31_536_000 });

function stepArbitrary(phase: Phase): fc.Arbitrary<SequenceStep> {
  const callback = fc.record({ timeoutSeconds: wait, heartbeatSeconds: wait }, { requiredKeys: ['timeoutSeconds'] });
  const patience = fc.record({ connection: fc.constantFrom('zuora', 'api.example.org'), seconds: wait });
  const step = {
    id: identifier,
    name: fc.constantFrom('salesforceV3', 'zuora', 'platformEvents', 'calloutPlugin'),
    service: fc.constantFrom('salesforce', 'zuora', 'limio'),
    phase: fc.constant(phase),
    critical: phase === 'process' ? fc.boolean() : fc.constant(false),
    effect: fc.constantFrom('idempotent', 'at-most-once'),
    probes: fc.boolean(),
    compensates: fc.boolean(),
    options,
    timeoutSeconds: fc.integer({ min: 1, max: 600 }),
    retry: fc.record({
      maxAttempts: fc.integer({ min: 0, max: 20 }),
      intervalSeconds: fc.integer({ min: 1, max: 3600 }),
      backoffRate: fc.double({ min: 1, max: 10, noNaN: true }),
    }),
  };
  return fc.oneof(
    { weight: 4, arbitrary: fc.record(step) },
    { weight: 1, arbitrary: fc.record({ ...step, callback }) },
    { weight: 3, arbitrary: fc.record({ ...step, patience }) },
    { weight: 1, arbitrary: fc.record({ ...step, callback, patience }) },
  );
}

/** Any sequence that a valid tenant file can produce: up to twelve steps with distinct ids. */
export const sequenceArbitrary: fc.Arbitrary<Sequence> = fc
  .tuple(
    fc.array(stepArbitrary('process'), { maxLength: 8 }),
    fc.array(stepArbitrary('postProcess'), { maxLength: 4 }),
    identifier,
    fc.constantFrom<CriticalFailurePolicy>('stop', 'compensate'),
  )
  .map(([process, postProcess, name, onCriticalFailure]) => ({
    name,
    version: '0123456789ab',
    onCriticalFailure,
    steps: [...new Map([...process, ...postProcess].map((step) => [step.id, step])).values()].toSorted(
      (left, right) => Number(left.phase === 'postProcess') - Number(right.phase === 'postProcess'),
    ),
  }));
