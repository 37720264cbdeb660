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

it.each<[string, object]>([
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
