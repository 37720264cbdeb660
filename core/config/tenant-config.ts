import * as z from 'zod';
import type { InputProblem } from '../input-problems.ts';
import {
  exactHostSchema,
  hostPatternSchema,
  identifierSchema,
  orderTypeNameSchema,
  secretReferenceSchema,
} from './field-schemas.ts';
import { stepConfigSchema } from './step-config.ts';
import { webhookConfigSchema } from './webhook-config.ts';

/** Which orders an override is for. */
export const matchSchema = z
  .strictObject({
    orderType: z.array(orderTypeNameSchema).min(1).optional(),
    processingType: z.array(z.string().min(1)).min(1).optional(),
    offerType: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Matches when every item of the order has one of these.'),
  })
  .refine(
    (match) => Object.keys(match).length > 0,
    'Expected orderType, processingType or offerType, found none: an override without a condition is the default sequence',
  )
  .describe('Which orders the override is for; all that are named must match.');

const insertSchema = z
  .union([
    z.strictObject({ before: identifierSchema, step: stepConfigSchema }),
    z.strictObject({ after: identifierSchema, step: stepConfigSchema }),
  ])
  .describe('A step put before or after a step of the default sequence.');

/** An override of the default sequence. */
export const overrideConfigSchema = z.strictObject({
  name: identifierSchema.describe('Names the sequence and its state machine.'),
  match: matchSchema,
  processOrder: z.array(stepConfigSchema).optional().describe('Replaces the process phase.'),
  postProcessOrder: z.array(stepConfigSchema).optional().describe('Replaces the post-process phase.'),
  exclude: z.array(identifierSchema).min(1).optional().describe('Step ids of the default sequence to leave out.'),
  insert: z.array(insertSchema).min(1).optional(),
});

/** An override as the tenant file has it. */
export type OverrideConfig = z.output<typeof overrideConfigSchema>;

/** The tenant file. */
export const tenantConfigSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON Schema by which an editor completes and checks the file.'),
    tenant: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, 'Expected 2 to 32 lower-case letters, digits or "-", e.g. "acme"')
      .describe('Names the stack and everything in it.'),
    processOrder: z.array(stepConfigSchema).describe('The steps that complete an order, in their order.'),
    postProcessOrder: z
      .array(stepConfigSchema)
      .default([])
      .describe('The steps that follow once the order is complete.'),
    onCriticalFailure: z
      .enum(['stop', 'compensate'])
      .default('stop')
      .describe('stop: a failed order keeps what its steps did. compensate: they are undone first, last one first.'),
    overrides: z.array(overrideConfigSchema).default([]).describe('Read top to bottom; the first that matches wins.'),
    retiredSequences: z
      .array(identifierSchema)
      .default([])
      .describe('Overrides that the file no longer has, for as long as orders run by their sequences.'),
    webhooks: z.array(webhookConfigSchema).max(100).default([]).describe('Who is told of order events, and of which.'),
    outbound: z
      .strictObject({
        allowedHosts: z
          .array(hostPatternSchema)
          .optional()
          .describe('Hosts that plugins may call. Default: every public host.'),
        basicAuth: z
          .record(exactHostSchema, secretReferenceSchema)
          .default({})
          .describe(
            'Secret { username, password } by host, added as basic auth to calls of that host: exact, in lower case, without a port.',
          ),
      })
      .default({ basicAuth: {} }),
    api: z
      .strictObject({
        auth: z
          .strictObject({ issuer: z.url({ protocol: /^https$/ }), audience: z.array(z.string().min(1)).min(1) })
          .optional()
          .describe('Who issues the tokens. Default: a user pool of the tenant.'),
        idempotencyFrom: z
          .enum(['header', 'external_id'])
          .default('header')
          .describe(
            'What makes two submissions the same: the Idempotency-Key header, or the external_id of the order.',
          ),
      })
      .default({ idempotencyFrom: 'header' }),
  })
  .describe('What one tenant runs: its plugin sequences and how they may reach the outside.');

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
