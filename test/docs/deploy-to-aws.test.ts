import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { idlePriceOf } from '../../blueprint/idle-price.ts';
import { roundedDollars } from '../../blueprint/list-prices.ts';
import { secretsToCreate } from '../../blueprint/secrets.ts';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import { synthTenant } from '../infra/synth-tenant.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const catalog = pluginCatalog();
const page = read('docs/how-to/deploy-to-aws.md').replaceAll(/\s+/g, ' ');
const { stateful, stateless } = synthTenant(JSON.parse(read('tenants/acme.json')));
const count = (type: string) =>
  [stateful, stateless].reduce((sum, stack) => sum + Object.keys(stack.findResources(type)).length, 0);

/** The numbers in the first sentence of the page that matches. */
const numbersIn = (pattern: RegExp): readonly number[] => (page.match(pattern) ?? []).slice(1).map(Number);

describe('docs/how-to/deploy-to-aws.md', () => {
  const roles = count('AWS::IAM::Role');
  const alarms = Object.values(stateless.findResources('AWS::CloudWatch::Alarm'));

  it('says what a tenant consists of', () => {
    const pattern = /a tenant has (\d+) IAM roles, (\d+) alarms, (\d+) functions, (\d+) state machines/;
    const machines = count('AWS::StepFunctions::StateMachine');
    expect(numbersIn(pattern)).toEqual([roles, alarms.length, count('AWS::Lambda::Function'), machines]);
  });

  it('says how many tenants fit into an account', () => {
    const perAccount = [
      numbersIn(/1,000 IAM roles per account \| about (\d+)/),
      numbersIn(/5,000 alarms per region \| about (\d+)/),
    ];
    expect(perAccount).toEqual([[Math.floor(1000 / roles)], [Math.floor(5000 / alarms.length)]]);
  });

  it('says what a tenant costs without orders', () => {
    const acme = createBlueprint(parseTenantConfig(read('tenants/acme.json'), 'acme.json', catalog), catalog);
    const { lines, perMonth } = idlePriceOf(acme);
    expect(perMonth).toBeLessThan(4);
    const [metrics, age, sweeper, secrets, clients] = lines;
    expect(numbersIn(/(\d+) alarms, (\d+) metrics \| \$([\d.]+) \|/)).toEqual([
      alarms.length,
      metrics?.quantity,
      metrics?.perMonth,
    ]);
    expect(numbersIn(/one metric \| \$([\d.]+)/)).toEqual([age?.perMonth]);
    expect(numbersIn(/Scheduler, Lambda, index reads, log \| \$([\d.]+)/)).toEqual([sweeper?.perMonth]);
    expect(numbersIn(/number of sequences and steps \| \| \$([\d.]+)/)).toEqual([
      roundedDollars(perMonth - (secrets?.perMonth ?? 0)),
    ]);
    expect(secrets?.quantity).toBe(1);
    expect(numbersIn(/key of the search index \| \$0.40, a secret \| \$([\d.]+)/)).toEqual([secrets?.perMonth]);
    const own = secretsToCreate(acme.functions).length;
    expect(numbersIn(/\$0.40 each in Secrets Manager: (\d+) of yours/)).toEqual([own]);
    expect(page).toContain(
      `10,000 standard parameters per region | ${Math.floor(10_000 / own).toLocaleString('en')} |`,
    );
    expect(clients?.quantity).toBe(0);
  });

  it('says how many resources a sequence takes', () => {
    const file = JSON.parse(read('tenants/acme.json'));
    const extra = (at: number) => ({ name: `o${at}`, match: { processingType: [`type-${at}`] } });
    const withSequences = (more: number) => {
      const overrides = [...file.overrides, ...Array.from({ length: more }, (_, at) => extra(at))];
      return Object.keys(synthTenant({ ...file, overrides }).stateless.toJSON().Resources).length;
    };
    expect(withSequences(1) - withSequences(0)).toBe(1);
    expect(page).toContain('A sequence takes one resource');
  });
});
