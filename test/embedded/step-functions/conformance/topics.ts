import { catchCases } from './catch.ts';
import { contextObjectCases } from './context-object.ts';
import { definitionCases } from './definitions.ts';
import { errorNameCases } from './error-names.ts';
import { expressionCases } from './expressions.ts';
import { historyCases } from './history.ts';
import { limitCases } from './limits.ts';
import { mapCases } from './map.ts';
import { notSupportedCases } from './not-supported.ts';
import type { ConformanceCase } from './play/conformance-case.ts';
import { retryCases } from './retry.ts';
import { simpleStateCases } from './simple-states.ts';
import { taskCases } from './task.ts';
import { taskTokenCases } from './task-tokens.ts';
import { timeoutCases } from './timeouts.ts';
import { waitCases } from './wait.ts';

/** The whole table, by topic, in the order in which the reference page shows it. */
export const topics: Readonly<Record<string, readonly ConformanceCase[]>> = {
  definitions: definitionCases,
  'simple-states': simpleStateCases,
  task: taskCases,
  wait: waitCases,
  map: mapCases,
  expressions: expressionCases,
  'context-object': contextObjectCases,
  'error-names': errorNameCases,
  retry: retryCases,
  catch: catchCases,
  timeouts: timeoutCases,
  'task-tokens': taskTokenCases,
  limits: limitCases,
  history: historyCases,
  'not-supported': notSupportedCases,
};
