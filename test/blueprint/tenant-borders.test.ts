import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tenantArns, tenantNames } from '../../blueprint/names.ts';
import { tenantReferences } from '../../blueprint/references.ts';
import { eventPatternOf, eventRules } from '../../blueprint/rules.ts';
import { identifierSchema, secretReferenceSchema } from '../../core/config/field-schemas.ts';
import { tenantConfigSchema } from '../../core/config/tenant-config.ts';
import { TARGET } from '../helpers/target-references.ts';

const LOCATION = { partition: 'aws', region: 'eu-west-1', accountId: '000000000000' };
const INDEX = 'by-day';

const tenantName = fc
  .stringMatching(/^[a-z](-?[a-z0-9-]){0,8}[a-z0-9]$/)
  .filter((name) => tenantConfigSchema.shape.tenant.safeParse(name).success);

/** A name of a sequence, plugin, function or secret, often one that continues another tenant's name. */
const idAfter = (tenant: string) =>
  fc
    .oneof(
      fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,12}$/),
      fc.constantFrom(...['default', 'orders', 'alarms', 'undo', 'submit-order']),
      fc.constantFrom(...['default', 'orders', 'alarms', 'undo', 'submit-order']).map((id) => `${tenant}-${id}`),
      fc.constantFrom(...['default', 'orders']).map((id) => `${tenant.split('-').slice(1).join('-') || 'eu'}-${id}`),
    )
    .filter((id) => identifierSchema.safeParse(id).success && secretReferenceSchema.safeParse(id).success);

/** Two tenants, the second often the first with more after a "-" or "_", and ids for each. */
const twoTenants = tenantName
  .chain((first) =>
    fc
      .oneof(
        tenantName,
        tenantName.map((rest) => `${first}-${rest}`.slice(0, 32)),
        fc.constant(first.replaceAll('-', '')),
        fc.constant(`${first}-`.repeat(2).slice(0, -1)),
        fc.constant(first.replace('-', '--')),
      )
      .filter((second) => second !== first && tenantConfigSchema.shape.tenant.safeParse(second).success)
      .map((second) => [first, second] as const),
  )
  .chain(([first, second]) =>
    fc.record({
      first: fc.constant(first),
      second: fc.constant(second),
      firstIds: fc.array(idAfter(second), { minLength: 1, maxLength: 6 }),
      secondIds: fc.array(idAfter(first), { minLength: 1, maxLength: 6 }),
    }),
  );

function namesOf(tenant: string, ids: readonly string[]): readonly string[] {
  const { functionOf, stateMachineOf, secretsPrefix, api: _api, userPool: _pool, ...names } = tenantNames(tenant);
  return [
    ...Object.entries(names).map(([kind, name]) => `${kind} ${name}`),
    ...ids.flatMap((id) => [
      `function ${functionOf(id)}`,
      `stateMachine ${stateMachineOf(id)}`,
      `secret ${secretsPrefix}${id}`,
    ]),
  ];
}

/** Every ARN that a tenant's resources can have. */
function arnsOf(tenant: string, ids: readonly string[]): readonly string[] {
  const arns = tenantArns(tenant, LOCATION);
  return [
    ...[arns.table, arns.bus, arns.alarmTopic, arns.indexOf(INDEX)],
    ...ids.flatMap((id) => [
      arns.functionOf(id),
      arns.stateMachineOf(id),
      arns.executionsOf(id).replace('*', `order-${'0'.repeat(32)}-r1`),
      arns.secretOf(id).replace('??????', 'AbC123'),
    ]),
  ];
}

/** Every pattern of a tenant's policies, and of its rule on the account's bus. */
function patternsOf(tenant: string, ids: readonly string[]): readonly RegExp[] {
  const arns = tenantArns(tenant, LOCATION);
  const policies = [
    ...[arns.table, arns.bus, arns.alarmTopic, arns.indexOf(INDEX)],
    ...ids.flatMap((id) => [arns.functionOf(id), arns.stateMachineOf(id), arns.executionsOf(id), arns.secretOf(id)]),
  ];
  const escaped = (text: string) => text.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  const asPattern = (text: string) => new RegExp(`^${escaped(text).replaceAll('*', '.*').replaceAll('?', '.')}$`);
  const references = tenantReferences({ tenant, aws: {} }, LOCATION, TARGET);
  const rules = eventRules({ tenant, webhooks: [] }).map((rule) => JSON.stringify(eventPatternOf(rule, references)));
  const prefixes = rules.flatMap((rule) => [...rule.matchAll(/"prefix":"([^"]+)"/g)].map(([, prefix = '']) => prefix));
  expect(prefixes).toHaveLength(1);
  return [...policies.map(asPattern), ...prefixes.map((prefix) => new RegExp(`^${escaped(prefix)}`))];
}

it('gives no two tenants the same physical name, whatever their sequences, plugins and secrets are called', () => {
  fc.assert(
    fc.property(twoTenants, ({ first, second, firstIds, secondIds }) => {
      const names = namesOf(first, firstIds);
      expect(namesOf(second, secondIds).filter((name) => names.includes(name))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

it('has no policy or rule of a tenant that matches an ARN of another', () => {
  fc.assert(
    fc.property(twoTenants, ({ first, second, firstIds, secondIds }) => {
      const arns = arnsOf(second, secondIds);
      expect(patternsOf(first, firstIds).flatMap((pattern) => arns.filter((arn) => pattern.test(arn)))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

it('keeps the sequence of a tenant from being a sequence of the tenant whose name it continues', () => {
  const arns = [tenantArns('demo', LOCATION), tenantArns('demo-eu', LOCATION)] as const;
  expect(arns[0].stateMachineOf('eu-default')).toMatch(/:demo-eu-default$/);
  expect(arns[1].stateMachineOf('default')).toMatch(/:demo_eu-default$/);
  expect(arns[1].stateMachineOf('default').startsWith(arns[0].stateMachinePrefix)).toBe(false);
});
