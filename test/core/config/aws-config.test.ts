import { expect, it } from 'vitest';
import { awsConfigSchema } from '../../../core/config/aws-config.ts';

it('accepts where a tenant is deployed, its tags, and how long logs are kept', () => {
  const aws = {
    account: '012345678901',
    region: 'us-gov-west-1',
    tags: { 'cost-centre': '47 11' },
    logRetentionDays: 365,
  };
  expect(awsConfigSchema.parse(aws)).toEqual(aws);
  expect(awsConfigSchema.parse({})).toEqual({});
});

const CERTIFICATE = 'arn:aws:acm:eu-west-1:012345678901:certificate/11111111-2222-3333-4444-555555555555';
const customDomain = { name: 'orders.example.org', certificateArn: CERTIFICATE };

it('accepts a host name with a certificate where the API is', () => {
  const open = { ...customDomain, keepDefaultEndpoint: true };
  expect(awsConfigSchema.parse({ customDomain }).customDomain).toEqual({ ...open, keepDefaultEndpoint: false });
  const aws = { account: '012345678901', region: 'eu-west-1', customDomain: open };
  expect(awsConfigSchema.parse(aws)).toEqual(aws);
});

it('says which certificate a host name needs', () => {
  const problemsOf = (where: object) =>
    awsConfigSchema
      .safeParse({ ...where, customDomain })
      .error?.issues.map(({ message, path }) => [path.join('.'), message]);
  expect(problemsOf({ region: 'us-east-1' })).toEqual([
    [
      'customDomain.certificateArn',
      'Expected a certificate of the region us-east-1, where the API is; found one of eu-west-1: request one there',
    ],
  ]);
  expect(problemsOf({ account: '111111111111' })?.[0]?.[1]).toContain('of the account 111111111111');
});

it.each<[string, object]>([
  ['a host name with a scheme', { customDomain: { ...customDomain, name: 'https://orders.example.org' } }],
  ['a host name with capitals', { customDomain: { ...customDomain, name: 'Orders.example.org' } }],
  ['a pattern of host names', { customDomain: { ...customDomain, name: '*.example.org' } }],
  ['a host name of one label', { customDomain: { ...customDomain, name: 'localhost' } }],
  ['an address', { customDomain: { ...customDomain, name: '10.0.0.1' } }],
  ['a host name without a certificate', { customDomain: { name: 'orders.example.org' } }],
  [
    'a certificate of IAM',
    { customDomain: { ...customDomain, certificateArn: 'arn:aws:iam::012345678901:server-certificate/a' } },
  ],
  ['an account that is a number', { account: 123456789012 }],
  ['an account with too few digits', { account: '1234' }],
  ['a region that is no name', { region: 'Ireland' }],
  ['a tag of AWS', { tags: { 'aws:cost': 'x' } }],
  ['a tag that a deployment has anyway', { tags: { tenant: 'other' } }],
  ['a value with other characters', { tags: { a: '<b>' } }],
  [
    'more tags than AWS allows',
    { tags: Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`t${index}`, ''])) },
  ],
  ['a time that CloudWatch does not know', { logRetentionDays: 100 }],
  ['an unknown key', { profile: 'prod' }],
])('rejects %s', (_, aws) => {
  expect(awsConfigSchema.safeParse(aws).success).toBe(false);
});
