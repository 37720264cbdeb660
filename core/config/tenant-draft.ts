import * as z from 'zod';
import { stepConfigSchema } from './step-config.ts';
import { hostPatternSchema, matchSchema } from './tenant-config.ts';

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
