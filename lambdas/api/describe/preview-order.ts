import { priceOf } from '../../../blueprint/price.ts';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { type BuiltSequences, chooseSequence } from '../../../core/config/choose-sequence.ts';
import { ExpressionInvalid } from '../../../core/expression/expression-invalid.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import type { SequenceStep } from '../../../core/sequence/sequence.ts';
import { decideStep } from '../../step-host/decide-step.ts';
import { observedResults } from './observed-results.ts';

type OrderPreview = ResponseBody<'OrderPreview'>;

/** Returns how an order would be processed. Stores nothing and calls no partner. */
export async function previewOrder(
  built: BuiltSequences,
  catalog: PluginCatalog,
  order: JsonObject,
): Promise<OrderPreview> {
  const { sequence, facts, why } = chooseSequence(built, order);
  const steps = await Promise.all(
    sequence.steps.map(async (step) => ({ step, forecast: await forecastStep(step, order) })),
  );
  return {
    order_type: facts.orderType,
    facts,
    sequence: {
      name: sequence.name,
      version: sequence.version,
      steps: steps.map(({ step, forecast }) => stepPreview(step, forecast)),
    },
    why,
    problems: steps.flatMap(({ step, forecast }) => problemsOf(step, forecast, catalog)),
    transitions: sequence.steps.length + 1,
    price: priceOf(sequence),
  };
}

/** Whether a step would run, judging by the order alone. */
type StepForecast =
  | { readonly run: 'yes'; readonly order: JsonObject }
  | { readonly run: 'no' | 'fails'; readonly reason: string }
  | { readonly run: 'depends on results' };

/** Decides on a step as the step host would, but without the results of earlier steps. */
async function forecastStep(step: SequenceStep, order: JsonObject): Promise<StepForecast> {
  const { results, wereRead } = observedResults();
  const forecast = await decideOn(step, order, results);
  return wereRead() ? { run: 'depends on results' } : forecast;
}

async function decideOn(
  step: SequenceStep,
  order: JsonObject,
  results: ReturnType<typeof observedResults>['results'],
): Promise<StepForecast> {
  try {
    const decision = await decideStep({ step, results }, order);
    return decision.run ? { run: 'yes', order: decision.order } : { run: 'no', reason: decision.reason };
  } catch (error) {
    if (error instanceof ExpressionInvalid) return { run: 'fails', reason: error.message };
    throw error;
  }
}

function stepPreview({ id, name, service, phase, critical }: SequenceStep, forecast: StepForecast) {
  return {
    id,
    name,
    service,
    phase,
    critical,
    run: forecast.run,
    ...('reason' in forecast && { reason: forecast.reason }),
  };
}

function problemsOf(step: SequenceStep, forecast: StepForecast, catalog: PluginCatalog): OrderPreview['problems'] {
  if (forecast.run === 'fails') return [{ step: step.id, path: '', message: forecast.reason }];
  const plugin = catalog.get(step.name);
  if (forecast.run !== 'yes' || plugin?.check === undefined) return [];
  const problems = plugin.check(forecast.order, plugin.options.parse(step.options));
  return problems.map(({ path, message }) => ({ step: step.id, path, message }));
}
