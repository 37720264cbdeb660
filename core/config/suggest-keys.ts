import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { type InputProblem, UNKNOWN_KEY } from '../input-problems.ts';

/** Names the key that was probably meant in the problem of an unknown one. */
export function suggestKeys(problems: readonly InputProblem[], schema: z.ZodType): readonly InputProblem[] {
  if (!problems.some(({ message }) => message === UNKNOWN_KEY)) return problems;
  const keys = [...new Set(keysIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))];
  return problems.map((problem) => {
    const key = /([^.[\]"]+)(?:"\])?$/.exec(problem.path)?.[1] ?? '';
    const suggestion = problem.message === UNKNOWN_KEY ? didYouMean(key, keys) : '';
    return suggestion === '' ? problem : { ...problem, message: `Unknown key${suggestion}` };
  });
}

/** Lists the keys anywhere in a schema: a key in the wrong place is as close as a misspelled one. */
function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own =
    'properties' in schema && typeof schema.properties === 'object' ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
}
