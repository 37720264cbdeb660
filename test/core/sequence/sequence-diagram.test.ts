import { describe, expect, it } from 'vitest';
import type { Phase, Sequence, SequenceStep } from '../../../core/sequence/sequence.ts';
import { sequenceDiagram } from '../../../core/sequence/sequence-diagram.ts';
import { compileSequence } from '../../../state-machines/compile-sequence.ts';

function step(id: string, phase: Phase, critical: boolean, changes: Partial<SequenceStep> = {}): SequenceStep {
  return {
    id,
    name: 'calloutPlugin',
    service: 'limio',
    phase,
    critical,
    effect: 'idempotent',
    probes: false,
    compensates: false,
    options: {},
    timeoutSeconds: 30,
    retry: { maxAttempts: 3, intervalSeconds: 1, backoffRate: 2 },
    ...changes,
  };
}

const sequenceOf = (...steps: SequenceStep[]): Sequence => ({
  name: 'default',
  version: '0123456789ab',
  onCriticalFailure: 'stop',
  steps,
});

/** Returns every arrow of a diagram as `from → to`, with the labels of its nodes. */
function arrowsOf(diagram: string): string[] {
  const [head, ...lines] = diagram.trimEnd().split('\n');
  expect(head).toBe('flowchart TD');
  return lines.map((line) => {
    const found = /^ {2}\w+[[(]+"([^"]+)"[\])]+ (?:-->|-\. "[^"]+" \.->) \w+[[(]+"([^"]+)"[\])]+$/.exec(line);
    expect(found, line).not.toBeNull();
    return `${found?.[1]} → ${found?.[2]}`;
  });
}

/** Returns every transition of the compiled state machine. */
function transitionsOf(sequence: Sequence): string[] {
  const { StartAt, States } = compileSequence(sequence);
  const leading = Object.entries(States).flatMap(([name, state]) => {
    if (state.Type === 'Fail') return [];
    const catchers = state.Type === 'Task' ? (state.Catch ?? []) : [];
    const caught = catchers.map(({ Next }) => `${name} → ${Next}`);
    return [`${name} → ${'Next' in state ? state.Next : 'End'}`, ...caught];
  });
  return [...new Set([`Start → ${StartAt}`, ...leading])];
}

describe('sequenceDiagram', () => {
  it.each([
    ['no step', sequenceOf()],
    ['one critical step', sequenceOf(step('zuora', 'process', true))],
    ['one non-critical step', sequenceOf(step('zuora', 'process', false))],
    ['post-process only', sequenceOf(step('warehouse', 'postProcess', false))],
    [
      'both phases',
      sequenceOf(
        step('salesforce', 'process', true),
        step('zuora', 'process', true),
        step('events', 'process', false),
        step('warehouse', 'postProcess', false),
        step('end', 'postProcess', false),
      ),
    ],
    ['a plugin that probes', sequenceOf(step('zuora', 'process', true, { probes: true }))],
    [
      'compensation',
      {
        ...sequenceOf(
          step('first', 'process', true, { compensates: true }),
          step('second', 'process', false),
          step('third', 'process', true, { compensates: true, probes: true }),
          step('fourth', 'process', false, { compensates: true }),
        ),
        onCriticalFailure: 'compensate' as const,
      },
    ],
  ])('draws the transitions of the compiled state machine (%s)', (_, sequence) => {
    const arrows = arrowsOf(sequenceDiagram(sequence));
    expect(arrows.toSorted()).toEqual(transitionsOf(sequence).toSorted());
  });

  it('shows how each kind of step fails', () => {
    const diagram = sequenceDiagram(sequenceOf(step('zuora', 'process', true), step('events', 'process', false)));
    expect(diagram).toBe(`flowchart TD
  start(["Start"]) --> process0["zuora"]
  process0["zuora"] --> process1["events"]
  process0["zuora"] -. "failed" .-> fail["Fail order"]
  process0["zuora"] -. "asked to wait" .-> process0Wait["zuora: wait"]
  process0Wait["zuora: wait"] --> process0["zuora"]
  process0["zuora"] -. "outcome unknown" .-> hold["Hold order"]
  process1["events"] --> complete["Complete order"]
  process1["events"] -. "failed" .-> process1Note["events: note failure"]
  process1Note["events: note failure"] --> complete["Complete order"]
  complete["Complete order"] --> done(["End"])
  fail["Fail order"] --> failed(["Order failed"])
  hold["Hold order"] --> held(["Order held"])
`);
  });

  it('escapes Mermaid syntax in labels', () => {
    const diagram = sequenceDiagram(sequenceOf(step('a"b#c', 'process', false)));
    expect(diagram).toContain('process0["a#quot;b#35;c"]');
    expect(diagram).not.toContain('a"b');
  });
});
