import { serveEvaluations } from '../../../core/expression/apart/serve-evaluations.ts';
import { cachedByText, evaluateJsonata, type Jsonata, parseJsonata } from '../../../core/expression/jsonata.ts';
import { isJsonObject } from '../../../core/json.ts';
import { extraFunctions } from './extra-functions.ts';

/**
 * Parses an expression that may call the functions of Step Functions.
 *
 * @throws the parser's error, with `code`, `position` and `message`
 */
export function parseStatesExpression(text: string): Jsonata {
  const parsed = parseJsonata(text);
  for (const [name, implementation] of Object.entries(extraFunctions)) parsed.assign(name, implementation);
  return parsed;
}

/** URL of this module, which evaluates expressions of state machines when it runs as a process. */
export const STATES_PROGRAM = import.meta.url;

const parsed = cachedByText(parseStatesExpression);

serveEvaluations(({ input, text }) =>
  evaluateJsonata(parsed(text), text, isJsonObject(input) ? { variables: input } : {}),
);
