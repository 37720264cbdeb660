import * as z from 'zod';
import { type InputProblem, schemaProblems } from '../input-problems.ts';
import { hostPatternSchema } from './field-schemas.ts';
import { stepConfigSchema } from './step-config.ts';
import { suggestKeys } from './suggest-keys.ts';
import { matchSchema, type TenantConfig, tenantConfigSchema } from './tenant-config.ts';

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
    exclude: z.array(text).optional().catch(undefined),
    insert: z
      .array(z.object({ before: text, after: text, step: stepDraftSchema }).catch(() => ({ step: { name: '' } })))
      .optional()
      .catch(undefined),
  })
  .catch(() => ({ name: '' }));

const webhookDraftSchema = z.looseObject({ name: text, url: text, signingSecret: text, basicAuth: text }).catch({});

const tenantDraftSchema = z
  .object({
    tenant: z.string().catch(''),
    timeZone: text,
    processOrder: stepsSchema.catch([]),
    postProcessOrder: stepsSchema.catch([]),
    overrides: z.array(overrideDraftSchema).catch([]),
    retiredSequences: z.array(z.string().catch('')).catch([]),
    webhooks: z.array(webhookDraftSchema).catch([]),
    outbound: z
      .object({
        allowedHosts: z.array(hostPatternSchema).optional().catch(undefined),
        basicAuth: z.record(z.string(), z.unknown()).optional().catch(undefined),
      })
      .catch({}),
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

/** The readable part of a step: a field that is missing or of the wrong type is undefined, and its name empty. */
export type StepDraft = z.output<typeof stepDraftSchema>;

/** The readable part of an override. */
export type OverrideDraft = z.output<typeof overrideDraftSchema>;

/** The readable part of a tenant file. Lists keep an entry for each unreadable item, so that paths stay correct. */
export type TenantDraft = z.output<typeof tenantDraftSchema>;

/** The result of reading a tenant file. */
export interface TenantReading {
  /** Undefined if the file does not have the shape of a tenant file. */
  readonly config: TenantConfig | undefined;
  /** The config itself, or the readable part of a file with mistakes, so that one mistake does not hide the next. */
  readonly draft: TenantDraft;
  /** The mistakes in the shape of the file. */
  readonly problems: readonly InputProblem[];
}

/**
 * Reads a tenant file.
 *
 * @param raw the parsed JSON of the file
 */
export function readTenantFile(raw: unknown): TenantReading {
  const parsed = tenantConfigSchema.safeParse(raw);
  return parsed.success
    ? { config: parsed.data, draft: parsed.data, problems: [] }
    : {
        config: undefined,
        draft: tenantDraftSchema.parse(raw),
        problems: suggestKeys(schemaProblems(parsed.error), tenantConfigSchema),
      };
}
