import type { JsonValue } from '../../json.ts';
import { EvaluationFailed } from '../evaluation-error.ts';
import { EvaluationUnavailable } from '../evaluation-unavailable.ts';
import { EVALUATION_LIMIT_MS } from '../jsonata.ts';
import { createEvaluationPool } from './evaluation-pool.ts';
import { HEAP_MB } from './evaluation-process.ts';

/** Milliseconds by which JSONata's own time limit comes first, because it leaves the process in use. */
const OWN_LIMIT_FIRST_MS = 100;

/**
 * Evaluates an expression in another process, so that neither its time nor its memory is taken from this one.
 *
 * @param input what the program passes to the expression
 * @returns undefined if the expression yields nothing
 * @throws EvaluationFailed it failed, took longer than `EVALUATION_LIMIT_MS`, or needed too much memory
 * @throws EvaluationUnavailable there is no process
 */
export type EvaluateApart = (text: string, input: JsonValue) => Promise<JsonValue | undefined>;

/** Creates an evaluator. @param program URL of a module that calls `serveEvaluations` */
export function createEvaluateApart(program: string): EvaluateApart {
  const pool = createEvaluationPool(program);
  return async (text, input) => {
    const end = await pool.evaluate({ text, input }, EVALUATION_LIMIT_MS + OWN_LIMIT_FIRST_MS);
    switch (end.kind) {
      case 'value':
        return end.value;
      case 'error':
        throw new EvaluationFailed(end.error.code === 'D1012' ? LATE : end.error);
      case 'late':
        throw new EvaluationFailed(LATE);
      case 'out-of-memory':
        throw new EvaluationFailed({
          message: `it needed more than ${HEAP_MB} MB of memory: make its texts and lists smaller`,
        });
      case 'lost':
        throw new EvaluationUnavailable(
          `The process that evaluates expressions ended (${end.reason}): check that the machine has memory and processes left.`,
        );
    }
  };
}

const LATE = {
  message: `it took longer than ${EVALUATION_LIMIT_MS / 1000} seconds: simplify it, above all its regular expressions and loops`,
};
