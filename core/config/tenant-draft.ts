import * as z from 'zod';
import type { Phase } from '../sequence/sequence.ts';
import { hostPatternSchema } from './field-schemas.ts';
import { stepConfigSchema } from './step-config.ts';
import { matchSchema } from './tenant-config.ts';

const text = z.string().optional().catch(undefined);

const stepDraftSchema = z
  .object({
    id: text,
    name: z.string().catch(''),
    service: text,
    critical: z.boolean().optional().catch(undefined),
    options: stepConfigSchema.shape.options.optional().catch(undefined),
    when: text,
    select: text,
  })
  .catch(() => ({ name: '' }));

const stepsSchema = z.array(stepDraftSchema);

const overrideDraftSchema = z
  .object({
    name: z.string().catch(''),
    match: matchSchema.optional().catch(undefined),
    processOrder: stepsSchema.optional().catch(undefined),
    postProcessOrder: stepsSchema.optional().catch(undefined),
    exclude: z.array(text).catch([]),
    insert: z
      .array(z.object({ before: text, after: text, step: stepDraftSchema }).catch(() => ({ step: { name: '' } })))
      .catch([]),
  })
  .catch(() => ({ name: '', exclude: [], insert: [] }));

const tenantDraftSchema = z
  .object({
    tenant: z.string().catch(''),
    processOrder: stepsSchema.catch([]),
    postProcessOrder: stepsSchema.catch([]),
    overrides: z.array(overrideDraftSchema).catch([]),
    retiredSequences: z.array(z.string().catch('')).catch([]),
    webhooks: z.array(z.object({ url: text }).catch({})).catch([]),
    outbound: z.object({ allowedHosts: z.array(hostPatternSchema).optional().catch(undefined) }).catch({}),
  })
  .catch({
    tenant: '',
    processOrder: [],
    postProcessOrder: [],
    overrides: [],
    retiredSequences: [],
    webhooks: [],
    outbound: {},
  });

/** What can be read of a step; a field that is missing or wrong is undefined, a name empty. */
export type StepDraft = z.output<typeof stepDraftSchema>;

/** What can be read of an override. */
export type OverrideDraft = z.output<typeof overrideDraftSchema>;

/** What can be read of a tenant file, however wrong the rest is; every list keeps its places. */
export type TenantDraft = z.output<typeof tenantDraftSchema>;

/** Reads what can be read, so that one mistake does not hide the next. */
export function tenantDraft(raw: unknown): TenantDraft {
  return tenantDraftSchema.parse(raw);
}

/** A step of a tenant file and where it stands. */
export interface LocatedStep {
  readonly path: readonly PropertyKey[];
  /** Undefined for an inserted step, whose phase is that of its anchor. */
  readonly phase: Phase | undefined;
  readonly step: StepDraft;
}

/** Every step of a tenant file, those of the default sequence first. */
export function locateSteps(config: TenantDraft): readonly LocatedStep[] {
  const overrides = config.overrides.flatMap((override, index) => [
    ...phasesOf(override, ['overrides', index]),
    ...override.insert.map(({ step }, at) => ({
      path: ['overrides', index, 'insert', at, 'step'],
      phase: undefined,
      step,
    })),
  ]);
  return [...phasesOf(config, []), ...overrides];
}

function phasesOf(
  holder: Pick<OverrideDraft, 'processOrder' | 'postProcessOrder'>,
  at: readonly PropertyKey[],
): LocatedStep[] {
  return (['process', 'postProcess'] as const).flatMap((phase) =>
    (holder[`${phase}Order`] ?? []).map((step, index) => ({ path: [...at, `${phase}Order`, index], phase, step })),
  );
}
