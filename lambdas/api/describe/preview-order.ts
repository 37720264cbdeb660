import { type Price, priceOf } from '../../../blueprint/price/price-of.ts';
import { resolveSequence } from '../../../core/config/resolve-sequence.ts';
import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import type { InputProblem } from '../../../core/input-problems.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { OrderFacts } from '../../../core/order/order-facts.ts';
import type { RunStep } from '../../../core/order/order-record.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import type { OverrideVerdict, SequenceStep } from '../../../core/sequence/sequence.ts';
import { forecastStep, type StepForecast } from './forecast-step.ts';

/** A step of a previewed order. */
export interface StepPreview extends RunStep {
  /** Whether it would run; `fails` when one of its expressions cannot be evaluated for this order. */
  readonly run: StepForecast['run'];
  /** Why it would not run. */
  readonly reason?: string;
}

/** Something that would stop a step, found without calling anybody. */
export interface PreviewProblem extends InputProblem {
  /** Id of the step. */
  readonly step: string;
}

/** What would become of an order. */
export interface OrderPreview {
  readonly order_type: string;
  readonly facts: OrderFacts;
  readonly sequence: { readonly name: string; readonly version: string; readonly steps: readonly StepPreview[] };
  readonly why: readonly OverrideVerdict[];
  readonly problems: readonly PreviewProblem[];
  /** State transitions of a run in which every step succeeds: one a step and one to complete the order. */
  readonly transitions: number;
  /** What an order of this sequence costs at list prices on its good path. */
  readonly price: Price;
}

/** Finds out what would become of an order, without storing anything or calling anybody. */
export async function previewOrder(
  config: TenantConfig,
  catalog: PluginCatalog,
  order: JsonObject,
): Promise<OrderPreview> {
  const { sequence, facts, why } = resolveSequence(config, catalog, order);
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

function stepPreview({ id, name, service, phase, critical }: SequenceStep, forecast: StepForecast): StepPreview {
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

function problemsOf(step: SequenceStep, forecast: StepForecast, catalog: PluginCatalog): readonly PreviewProblem[] {
  if (forecast.run === 'fails') return [{ step: step.id, path: '', message: forecast.reason }];
  const plugin = catalog.get(step.name);
  if (forecast.run !== 'yes' || plugin?.check === undefined) return [];
  const problems = plugin.check(forecast.order, plugin.options.parse(step.options));
  return problems.map(({ path, message }) => ({ step: step.id, path, message }));
}
