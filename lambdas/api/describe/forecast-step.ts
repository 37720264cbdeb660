import { ExpressionInvalid } from '../../../core/expression/expression.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SequenceStep } from '../../../core/sequence/sequence.ts';
import { decideStep, type StepDecision } from '../../step-host/decide-step.ts';
import { observedResults } from './observed-results.ts';

/** Whether a step of a previewed order would run, as far as can be told before the steps in front of it ran. */
export type StepForecast =
  | { readonly run: 'yes'; readonly order: JsonObject }
  | { readonly run: 'no'; readonly reason: string }
  | { readonly run: 'depends on results' }
  | { readonly run: 'fails'; readonly reason: string };

/** Decides on a step as the step host would, without the results of earlier steps. */
export async function forecastStep(step: SequenceStep, order: JsonObject): Promise<StepForecast> {
  const { results, wereRead } = observedResults();
  const forecast = await decideStep({ step, results }, order).then(forecastOf, (error: unknown): StepForecast => {
    if (error instanceof ExpressionInvalid) return { run: 'fails', reason: error.message };
    throw error;
  });
  return wereRead() ? { run: 'depends on results' } : forecast;
}

function forecastOf(decision: StepDecision): StepForecast {
  return decision.run ? { run: 'yes', order: decision.order } : { run: 'no', reason: decision.reason };
}
