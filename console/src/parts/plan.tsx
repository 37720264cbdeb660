import type { DryRun } from '../api/types.ts';

type Step = DryRun['steps'][number];

/** What each plan of a step means, in the order in which they are shown. */
const PLANS: readonly (readonly [string, readonly Step['plan'][]])[] = [
  ['Called', ['call', 'call-again']],
  ['Asked first whether it happened', ['probe']],
  ['Undone', ['undo']],
  ['Waits for its callback', ['wait']],
  ['Holds the order, because nobody can be asked', ['hold']],
  ['Not called, answer from their records', ['answer']],
  ['Not called, skipped by an operator', ['skip']],
];

/** Says who is called and who is not, and which fields change, as a dry run says it. */
export function Plan({ steps, changes }: Pick<DryRun, 'steps' | 'changes'>) {
  const lines = PLANS.flatMap(([title, plans]) => {
    const names = steps.filter(({ plan }) => plans.includes(plan)).map(nameOf);
    return names.length === 0 ? [] : [[title, names.join(', ')] as const];
  });
  return (
    <ul>
      {lines.length === 0 && <li>Calls no partner.</li>}
      {lines.map(([title, names]) => (
        <li key={title}>
          <strong>{title}:</strong> {names}
        </li>
      ))}
      {changes.length > 0 && (
        <li>
          <strong>Changes:</strong> {changes.map(({ path, change }) => `${path} (${change})`).join(', ')}
        </li>
      )}
    </ul>
  );
}

function nameOf({ step, conditional }: Step): string {
  return conditional ? `${step} (may be skipped by its condition)` : step;
}
