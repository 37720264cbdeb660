import * as z from 'zod';
import { CLIENT_ROLE_NAMES, CLIENT_ROLES, type ClientRole } from '../access.ts';
import { counted } from '../counted.ts';
import type { InputProblem } from '../input-problems.ts';
import { isTimeZone } from '../order/order-days.ts';
import { approvalsConfigSchema } from '../proposals/approval-rules.ts';
import { awsConfigSchema } from './aws-config.ts';
import { connectionsConfigSchema, patienceSchema } from './connection-config.ts';
import {
  exactHostSchema,
  hostPatternSchema,
  identifierSchema,
  orderTypeNameSchema,
  secretReferenceSchema,
} from './field-schemas.ts';
import { MAX_WAIT_SECONDS } from './max-wait.ts';
import { retentionConfigSchema } from './retention-config.ts';
import { stagesSchema } from './stages.ts';
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

const httpsUrlSchema = z.url({ protocol: /^https$/ });

function roleList(): string {
  return Object.entries(CLIENT_ROLES)
    .map(([role, { scopes }]) => `${role} (${scopes.join(', ')})`)
    .join('; ')
    .concat('.');
}

/**
 * Where a user pool may send people back to: https, this machine, or the own scheme of a program.
 *
 * Source: Amazon Cognito API reference, `CallbackURLs` of CreateUserPoolClient.
 */
const redirectUrlSchema = z
  .url()
  .max(1024)
  .regex(
    /^(https:\/\/|http:\/\/localhost[:/]|(?!https?:|javascript:|data:|file:)[a-z][a-z0-9+.-]*:\/\/)[^#]*$/,
    'Expected https://…, http://localhost:…/… or a scheme of a program such as cursor://…, without a fragment',
  );

/** The tenant file. */
export const tenantConfigSchema = z
  .strictObject({
    $schema: z.string().optional().describe('JSON Schema that editors use to complete and check the file.'),
    tenant: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,30}[a-z0-9](_[A-Z][A-Z0-9]{0,11})?$/,
        'Expected 2 to 32 lower-case letters, digits or "-", e.g. "acme"',
      )
      .describe('Name of the tenant, and prefix of everything that is deployed for it.'),
    stages: stagesSchema
      .optional()
      .describe(
        'Stages of the tenant, such as test and prod: what each changes in the rest of the file, by name. Each is deployed with names and secrets of its own. An object merges into an object; null removes; a list replaces a list; an object also changes entries of a list by their id or name.',
      ),
    aws: awsConfigSchema.default({}).describe('Where and how the tenant is deployed on AWS.'),
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
    patience: patienceSchema
      .default('PT0S')
      .describe(
        'How long an order waits at a step whose partner is unavailable before the step fails, e.g. PT4H. Applies to critical and post-process steps; another step waits only if it has its own patience. Default: a step fails after its retries.',
      ),
    connections: connectionsConfigSchema.describe(
      'Settings by connection: the name of a connection secret, e.g. zuora, or the host of a callout.',
    ),
    approvals: approvalsConfigSchema.describe(
      'What a person may propose for many orders, but not execute before a second person has approved it. Default: nothing.',
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
    concurrency: z
      .strictObject({
        accountLimit: z
          .int()
          .min(10)
          .default(1000)
          .describe(
            'Concurrent executions that the AWS account has in the region (Service Quotas). A new account may have 10.',
          ),
        reserved: z
          .record(z.string().regex(/^[a-z0-9-]+$/, 'Expected the id of a function, e.g. submit-order'), z.int().min(1))
          .default({})
          .describe(
            'Reserved concurrency by function, e.g. { "submit-order": 100 }: the most instances that the function may have, and as many are kept free for it. Taken from the account, which must keep 100 for all other functions. Default: none.',
          ),
      })
      .default({ accountLimit: 1000, reserved: {} })
      .describe('How many instances the functions may have on AWS.'),
    collisions: z
      .enum(['queue', 'refuse', 'allow'])
      .default('queue')
      .describe(
        'What happens to an order that changes a subscription which another order is changing. queue: it runs after that one. refuse: it is refused (409). allow: both run at the same time. refuse also refuses an order for a product that its customer may have only once and is buying already; otherwise that order waits.',
      ),
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
          .strictObject({
            issuer: z.url({ protocol: /^https$/ }),
            audience: z.array(z.string().min(1)).min(1),
            personClaim: z
              .string()
              .regex(/^[A-Za-z_][\w.:/-]{0,127}$/, 'Expected the name of a claim, e.g. "preferred_username"')
              .optional()
              .describe(
                'The claim that names the person in the records of what operators did. Default: sub. Choose one without personal data, such as a staff number.',
              ),
            console: z
              .strictObject({
                clientId: z
                  .string()
                  .min(1)
                  .describe('A public client for the code flow with PKCE, which may redirect to /console/signed-in.'),
                authorizationEndpoint: httpsUrlSchema,
                tokenEndpoint: httpsUrlSchema,
                endSessionEndpoint: httpsUrlSchema.optional(),
                identityScopes: z
                  .array(z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'Expected a scope, e.g. "openid"'))
                  .default(['openid'])
                  .describe('Scopes to ask for besides those of the API.'),
              })
              .optional()
              .describe('How people sign in to the console. Default: nobody can.'),
          })
          .optional()
          .describe('Issuer of the access tokens. Default: a user pool of the tenant.'),
        clients: z
          .array(z.enum(CLIENT_ROLE_NAMES))
          .min(1)
          .refine((roles) => new Set(roles).size === roles.length, 'Expected each role once')
          .optional()
          .describe(
            `The clients that the user pool of the tenant has, by role: ${roleList()} Default: channel; people operate in the console. Each costs up to $6 a month. Not with auth: your issuer has its own clients. One machine has all of them.`,
          ),
        idempotencyFrom: z
          .enum(['header', 'external_id'])
          .default('header')
          .describe(
            'Which value identifies a repeated submission: the Idempotency-Key header, or the external_id of the order.',
          ),
        maxWaitSeconds: z
          .int()
          .min(0)
          .max(MAX_WAIT_SECONDS)
          .default(MAX_WAIT_SECONDS)
          .describe(
            'The longest that a submission waits for its order. On AWS every caller that waits occupies, and pays for, one instance of a function; 0 answers everyone at once.',
          ),
        requireIdempotencyKey: z
          .boolean()
          .default(false)
          .describe(
            'Whether an order without that value is refused. Set it if every channel sends one: then no repeat can ever be a second order.',
          ),
        checkAtSubmit: z
          .boolean()
          .default(false)
          .describe(
            'Whether an order that a critical step would certainly reject, as its preview shows, is refused before it is stored. Otherwise its run fails at that step, after the steps before it.',
          ),
        agentsMayAct: z
          .boolean()
          .default(false)
          .describe(
            'Whether agents may change something through POST /mcp, with a token that may. Otherwise they can only read there.',
          ),
        agentRedirectUrls: z
          .array(redirectUrlSchema)
          .min(1)
          .max(20)
          .optional()
          .describe(
            'Where a person may be sent back to who signs in through an agent, e.g. http://localhost:8080/callback: the user pool of the tenant gets a public client for agents. One machine also accepts every port of its own. Not with auth: register the client at your issuer. Default: nobody signs in through an agent.',
          ),
      })
      .refine(
        ({ auth, agentRedirectUrls }) => auth === undefined || agentRedirectUrls === undefined,
        'Expected auth or agentRedirectUrls, found both: remove agentRedirectUrls, and register a client for agents at your issuer',
      )
      .refine(
        ({ auth, clients }) => auth === undefined || clients === undefined,
        'Expected auth or clients, found both: remove clients, and create the clients at your issuer',
      )
      .default({
        idempotencyFrom: 'header',
        maxWaitSeconds: MAX_WAIT_SECONDS,
        requireIdempotencyKey: false,
        checkAtSubmit: false,
        agentsMayAct: false,
      }),
  })
  .describe('The plugin sequences of one tenant, and which systems they may reach.');

/** The clients of a user pool unless the tenant file names others. Each costs money, so only the one that all tenants need: people sign in to the console without one. */
const DEFAULT_CLIENTS: readonly ClientRole[] = ['channel'];

/** Returns the roles whose clients a tenant's user pool has; none if the tenant has its own issuer. */
export function poolClients({ api: { auth, clients } }: Pick<TenantConfig, 'api'>): readonly ClientRole[] {
  return auth === undefined ? (clients ?? DEFAULT_CLIENTS) : [];
}

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
    super(
      `${source} has ${problems.length === 1 ? 'a problem' : counted(problems.length, 'problem')}:\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}
