import * as z from 'zod';
import type { InputProblem } from '../input-problems.ts';
import { isTimeZone } from '../order/order-days.ts';
import {
  exactHostSchema,
  hostPatternSchema,
  identifierSchema,
  orderTypeNameSchema,
  secretReferenceSchema,
} from './field-schemas.ts';
import { retentionConfigSchema } from './retention-config.ts';
import { stepConfigSchema } from './step-config.ts';
import { webhookConfigSchema } from './webhook-config.ts';

/** Which orders an override matches. */
export const matchSchema = z
  .strictObject({
    orderType: z.array(orderTypeNameSchema).min(1).optional(),
    processingType: z.array(z.string().min(1)).min(1).optional(),
    offerType: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Matches if every item of the order has one of these.'),
  })
  .refine(
    (match) => Object.keys(match).length > 0,
    'Expected orderType, processingType or offerType, found none: an override needs at least one condition',
  )
  .describe('Which orders take this override. Every condition must match.');

const insertSchema = z
  .union([
    z.strictObject({ before: identifierSchema, step: stepConfigSchema }),
    z.strictObject({ after: identifierSchema, step: stepConfigSchema }),
  ])
  .describe('A step to insert before or after a step of the default sequence.');

/** An override of the default sequence. */
export const overrideConfigSchema = z.strictObject({
  name: identifierSchema.describe('Name of the sequence and of its state machine.'),
  match: matchSchema,
  processOrder: z.array(stepConfigSchema).optional().describe('Replaces the steps of the process phase.'),
  postProcessOrder: z.array(stepConfigSchema).optional().describe('Replaces the steps of the post-process phase.'),
  exclude: z.array(identifierSchema).min(1).optional().describe('Ids of steps of the default sequence to leave out.'),
  insert: z.array(insertSchema).min(1).optional(),
});

/** An override of a tenant file, with defaults filled in. */
export type OverrideConfig = z.output<typeof overrideConfigSchema>;

/** The tenant file. */
export const tenantConfigSchema = z
  .strictObject({
    $schema: z.string().optional().describe('JSON Schema that editors use to complete and check the file.'),
    tenant: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, 'Expected 2 to 32 lower-case letters, digits or "-", e.g. "acme"')
      .describe('Name of the tenant, and prefix of everything that is deployed for it.'),
    timeZone: z
      .string()
      .refine(isTimeZone, { error: 'expected a time zone such as America/Los_Angeles' })
      .optional()
      .describe(
        'Time zone in which an instant of an order is a day: in billing, entitlements and events. Use the time zone of the billing system. Default: an instant is the day on which it is written, e.g. 2026-07-01T00:30:00+02:00 is 1 July.',
      ),
    processOrder: z.array(stepConfigSchema).describe('The steps that complete an order, in sequence.'),
    postProcessOrder: z.array(stepConfigSchema).default([]).describe('The steps that run after the order is complete.'),
    onCriticalFailure: z
      .enum(['stop', 'compensate'])
      .default('stop')
      .describe(
        'stop: the effects of a failed order stay. compensate: its steps are undone first, starting with the last.',
      ),
    overrides: z
      .array(overrideConfigSchema)
      .default([])
      .describe('Read from top to bottom; the first that matches an order wins.'),
    retiredSequences: z
      .array(identifierSchema)
      .default([])
      .describe('Names of removed overrides whose sequences still have running orders.'),
    webhooks: z.array(webhookConfigSchema).max(100).default([]).describe('Receivers of order events.'),
    retention: retentionConfigSchema.prefault({}).describe('How long records are kept.'),
    outbound: z
      .strictObject({
        allowedHosts: z
          .array(hostPatternSchema)
          .optional()
          .describe('Hosts that plugins and webhooks may call. Default: every public host.'),
        basicAuth: z
          .record(exactHostSchema, secretReferenceSchema)
          .default({})
          .describe(
            'Secret { username, password } by host, sent as basic auth with calls to that host. Write each host exactly, in lower case, without a port.',
          ),
      })
      .default({ basicAuth: {} }),
    api: z
      .strictObject({
        auth: z
          .strictObject({ issuer: z.url({ protocol: /^https$/ }), audience: z.array(z.string().min(1)).min(1) })
          .optional()
          .describe('Issuer of the access tokens. Default: a user pool of the tenant.'),
        idempotencyFrom: z
          .enum(['header', 'external_id'])
          .default('header')
          .describe(
            'Which value identifies a repeated submission: the Idempotency-Key header, or the external_id of the order.',
          ),
        checkAtSubmit: z
          .boolean()
          .default(false)
          .describe(
            'Whether an order that a critical step would certainly reject, as its preview shows, is refused before it is stored. Otherwise its run fails at that step, after the steps before it.',
          ),
      })
      .default({ idempotencyFrom: 'header', checkAtSubmit: false }),
  })
  .describe('The plugin sequences of one tenant, and which systems they may reach.');

/** A tenant file that passed `checkTenantConfig`. */
export type TenantConfig = z.output<typeof tenantConfigSchema>;

/** A tenant file has mistakes; the message lists all of them. */
export class TenantConfigInvalid extends Error {
  override readonly name = 'TenantConfigInvalid';
  readonly problems: readonly InputProblem[];

  /**
   * @param source the name of the file in the message, e.g. `tenants/acme.json`
   * @param problems every mistake found
   */
  constructor(source: string, problems: readonly InputProblem[]) {
    const lines = problems.map(({ path, message }) => `  ${path === '' ? '(file)' : path}: ${message}`);
    super(`${source} has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}
