import * as z from 'zod';

/** Most resources may have 50, and CloudFormation adds some. */
const MAX_TAGS = 40;

/** Tags that a deployment has anyway. */
const OWN_TAGS = ['tenant', 'stage'];

/** Source: Amazon CloudWatch Logs API Reference, PutRetentionPolicy. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** How long logs are kept unless the tenant file says otherwise. */
export const DEFAULT_LOG_RETENTION_DAYS = 90;

/** How a deployment is tried on new orders before it is in effect for all. */
const canarySchema = z.strictObject({
  percent: z.int().min(0).max(100).describe('The share of new orders that get a new edition until it is promoted.'),
  failedPercent: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe(
      'Take the new edition back when this share of its runs, and at least 3, failed or were held in 15 minutes.',
    ),
});

/** A host name of at least two labels, in lower case. Source: RFC 1035, section 2.3. */
const HOST_NAME = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;

const CERTIFICATE_ARN =
  /^arn:aws[a-z-]*:acm:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):(?<account>\d{12}):certificate\/[0-9a-f-]{36}$/;

/** The API's own host name. */
const customDomainSchema = z.strictObject({
  name: z
    .string()
    .regex(HOST_NAME, 'Expected a host name in lower case, e.g. "orders.example.org"')
    .describe('The host name of the API and the console. Put the stack output `DomainTarget` into its DNS record.'),
  certificateArn: z
    .string()
    .regex(CERTIFICATE_ARN, 'Expected the ARN of a certificate of AWS Certificate Manager')
    .describe('A certificate for the name, in the region of the API.'),
  keepDefaultEndpoint: z
    .boolean()
    .default(false)
    .describe('Whether the API also answers at the host name that AWS gave it: while its callers move.'),
});

/** The API's own host name. */
export type CustomDomain = z.output<typeof customDomainSchema>;

/** The stores that the secrets of a tenant can be in on AWS. */
export const SECRET_STORE_NAMES = ['parameterStore', 'secretsManager'] as const;

/** A store of secrets on AWS. */
export type SecretStore = (typeof SECRET_STORE_NAMES)[number];

/** Where and how a tenant is deployed on AWS. */
export const awsConfigSchema = z
  .strictObject({
    account: z
      .string()
      .regex(/^\d{12}$/, 'Expected the 12 digits of an AWS account, as text')
      .optional()
      .describe('The account. The CDK CLI refuses credentials of another one. Default: that of the credentials.'),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'Expected the name of a region, e.g. "eu-west-1"')
      .optional()
      .describe('The region. Default: that of the credentials.'),
    tags: z
      .record(
        z.string().regex(/^(?!aws:)[\w .:/=+@-]{1,128}$/i, 'Expected a tag that AWS allows, not starting with "aws:"'),
        z
          .string()
          .regex(/^[\w .:/=+@-]{0,256}$/, 'Expected at most 256 letters, digits, spaces or any of . : / = + @ - _'),
      )
      .refine((tags) => Object.keys(tags).length <= MAX_TAGS, `Expected at most ${MAX_TAGS} tags`)
      .refine(
        (tags) => !OWN_TAGS.some((tag) => Object.hasOwn(tags, tag)),
        `Expected no tag ${OWN_TAGS.join(' or ')}: each resource has them`,
      )
      .optional()
      .describe('Tags of every resource, e.g. a cost centre, beside "tenant" and "stage".'),
    logRetentionDays: z
      .literal(LOG_RETENTION_DAYS)
      .optional()
      .describe('How long the logs of functions, API and state machines are kept. Default: 90 days.'),
    canary: canarySchema
      .optional()
      .describe(
        'Deployments reach a share of new orders first, see docs/how-to/deploy-to-aws.md. Default: all at once.',
      ),
    dashboard: z
      .boolean()
      .optional()
      .describe(
        'Whether the tenant has a dashboard in CloudWatch. The first three of an account are free, any other costs $3 a month. Default: true.',
      ),
    secrets: z
      .enum(SECRET_STORE_NAMES)
      .optional()
      .describe(
        'Where the secrets are that the tenant file names. parameterStore: encrypted parameters, free. secretsManager: $0.40 a month for each; it can rotate and replicate them. Default: parameterStore.',
      ),
    customDomain: customDomainSchema.optional().describe('A host name of your own for the API. Default: one of AWS.'),
  })
  .superRefine(({ account, customDomain, region }, context) => {
    const certificate = CERTIFICATE_ARN.exec(customDomain?.certificateArn ?? '')?.groups;
    if (certificate === undefined) return;
    for (const [part, expected] of Object.entries({ region, account }))
      if (expected !== undefined && certificate[part] !== expected)
        context.addIssue({
          code: 'custom',
          path: ['customDomain', 'certificateArn'],
          // Source: API Gateway Developer Guide, "Custom domain names for HTTP APIs".
          message: `Expected a certificate of the ${part} ${expected}, where the API is; found one of ${certificate[part]}: request one there`,
        });
  });
