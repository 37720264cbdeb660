import jsonata from 'jsonata-on-aws';
import type { Catcher, Retrier } from '../../state-machines/asl.ts';

/** The first entry that matches, as Step Functions reads Retry and Catch: States.ALL does not cover DataLimitExceeded. */
export function entryFor<Entry extends Retrier | Catcher>(entries: readonly Entry[], error: string): Entry | undefined {
  return entries.find(
    ({ ErrorEquals }) =>
      ErrorEquals.includes(error) || (ErrorEquals.includes('States.ALL') && error !== 'States.DataLimitExceeded'),
  );
}

/**
 * Evaluates every expression inside a value with the version that Step Functions runs, whose `$parse` reads JSON.
 *
 * @param states what `$states` stands for
 */
export async function evaluate(value: unknown, states: object): Promise<unknown> {
  if (typeof value === 'string') {
    const expression = /^\{% (.*) %\}$/s.exec(value)?.[1];
    if (expression === undefined) return value;
    return jsonata(expression).evaluate({}, { states, parse: (text: string) => JSON.parse(text) });
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(async ([field, inner]) => [field, await evaluate(inner, states)] as const);
  return Object.fromEntries(await Promise.all(fields));
}
