import { cachedByText, evaluateJsonata, parseJsonata } from '../jsonata.ts';
import { serveEvaluations } from './serve-evaluations.ts';

const parsed = cachedByText(parseJsonata);

/** URL of this module, which evaluates expressions over `{ order, results, facts }` or a reply when it runs as a process. */
export const ORDER_PROGRAM = import.meta.url;

serveEvaluations(({ input, text }) => evaluateJsonata(parsed(text), text, { root: input }));
