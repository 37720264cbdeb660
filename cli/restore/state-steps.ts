import * as z from 'zod';
import type { RunStep } from '../../core/order/order-record.ts';
import { ATTEMPT_KINDS, type AttemptKind } from '../../core/order/step-status.ts';

/** What a state of a machine calls. */
export interface StateCall {
  readonly kind: AttemptKind;
  /** Absent if the step is in the input of the state, as in the machines that heal, undo and probe. */
  readonly step?: RunStep;
}

/** What the definition of an execution says about steps. */
export interface StateSteps {
  /** The calls of steps, by the name of their state. */
  readonly calls: ReadonlyMap<string, StateCall>;
  /** The version of the sequence; undefined for a machine that is not of a sequence. */
  readonly version: string | undefined;
}

const stepSchema = z.object({
  id: z.string(),
  name: z.string(),
  service: z.string(),
  phase: z.enum(['process', 'postProcess']),
  critical: z.boolean(),
}) satisfies z.ZodType<RunStep>;

const callSchema = z.object({
  Arguments: z.object({
    Payload: z.object({ mode: z.enum(ATTEMPT_KINDS).default('run'), step: z.unknown(), results: z.unknown() }),
  }),
});

interface StatesOf {
  readonly States?: Readonly<Record<string, StatesOf>>;
  readonly ItemProcessor?: StatesOf;
}

/** Reads a definition that `state-machines/` compiled. */
export function stateStepsOf(definition: string): StateSteps {
  const parsed = JSON.parse(definition) as StatesOf & { readonly Comment?: string };
  const [, version] = /^Sequence .*, version (\w+)\.$/.exec(parsed.Comment ?? '') ?? [];
  return { calls: new Map(callsIn(parsed)), version };
}

function callsIn({ States = {}, ItemProcessor }: StatesOf): readonly (readonly [string, StateCall])[] {
  const own = Object.entries(States).flatMap(([name, state]) => {
    const call = callSchema.safeParse(state).data?.Arguments.Payload;
    // Other functions have no step, or no results of earlier ones.
    if (call?.step === undefined || call.results === undefined) return [];
    const step = stepSchema.safeParse(call.step).data;
    return [[name, { kind: call.mode, ...(step !== undefined && { step }) }] as const];
  });
  const nested = [...Object.values(States), ...(ItemProcessor === undefined ? [] : [ItemProcessor])];
  return [...own, ...nested.flatMap(callsIn)];
}

/** Returns the steps of a run, in the order of its states. */
export function runStepsOf({ calls }: StateSteps): readonly RunStep[] {
  return [...calls.values()].flatMap(({ kind, step }) => (kind === 'run' && step !== undefined ? [step] : []));
}

/** Returns the step in the input of a state; undefined if there is none. */
export function stepInInput(input: unknown): RunStep | undefined {
  return z.object({ step: stepSchema }).safeParse(input).data?.step;
}
