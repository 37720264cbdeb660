import type { Offence } from './offence.ts';
import type { Expected, ExpectedEffects, StepEffects } from './step-effects.ts';

/**
 * Compares what really happened for a step with what its end says.
 *
 * @param kinds what happened, every time that it did
 * @param known what such a step does
 * @param expected how often, after the end that the step came to
 * @param isUndone whether that end is that everything was taken back
 */
export function auditEffects(
  kinds: readonly string[],
  known: StepEffects,
  expected: ExpectedEffects,
  isUndone: boolean,
): readonly Omit<Offence, 'orderId'>[] {
  const count = (kind: string): number => kinds.filter((found) => found === kind).length;
  const check = (kind: string, wanted: Expected): readonly Omit<Offence, 'orderId'>[] => {
    const times = count(kind);
    const detail = `Expected ${kind} ${shown(wanted)}, found it ${times} times.`;
    if (times > 1) return [{ offence: 'double effect', detail }];
    if ('atMost' in wanted || times === wanted.exactly) return [];
    return [{ offence: times < wanted.exactly ? 'lost effect' : 'unrecorded effect', detail }];
  };
  const takenBack = Object.entries(known.undone).flatMap(([kind, undos]) => undos.map((undo) => ({ kind, undo })));
  const undos = [...takenBack.map(({ undo }) => undo), ...(known.perhapsUndone ?? [])];
  const halves = isUndone ? takenBack.filter(({ kind, undo }) => count(kind) !== count(undo)) : [];
  const strange = kinds.filter((kind) => ![...known.done, ...undos].includes(kind));
  return [
    ...known.done.flatMap((kind) => check(kind, expected.done)),
    ...undos.flatMap((kind) => check(kind, expected.undone)),
    ...halves.map(({ kind, undo }) => ({
      offence: 'lost effect' as const,
      detail: `Expected ${kind} to be taken back by ${undo}, found it was not.`,
    })),
    ...strange.map((kind) => ({
      offence: 'unrecorded effect' as const,
      detail: `Expected no ${kind} of such a step, found one.`,
    })),
  ];
}

function shown(expected: Expected): string {
  return 'exactly' in expected ? `${expected.exactly} times` : `${expected.atMost} times at most`;
}
