import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../../blueprint/blueprint.ts';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { problemsOf, STEPS, tenantFile, testCatalog } from '../../core/test-catalog.ts';

const CRM_TOO = { ...STEPS.callout, id: 'crmToo', critical: true, options: { endpoint: 'https://crm/hooks' } };

function reserved(changes: JsonObject): Readonly<Record<string, number | undefined>> {
  const { functions } = createBlueprint(tenantConfigSchema.parse(tenantFile(changes)), testCatalog);
  return Object.fromEntries(
    functions.flatMap(({ id, reservedConcurrency }) =>
      reservedConcurrency === undefined ? [] : [[id, reservedConcurrency]],
    ),
  );
}

describe('the limit of a connection', () => {
  it('is none by default', () => expect(reserved({})).toEqual({}));

  it('is that of the only function that uses it', () => {
    expect(reserved({ connections: { crm: { concurrency: 30 } } })).toEqual({ 'plugin-crm': 30 });
  });

  it('is split by the steps that use it, and never exceeded', () => {
    for (const concurrency of [2, 3, 10, 31]) {
      const { 'plugin-crm': crm = 0, 'plugin-callout': callout = 0 } = reserved({
        connections: { crm: { concurrency } },
        processOrder: [STEPS.crm, { ...STEPS.crm, id: 'again' }, CRM_TOO],
        postProcessOrder: [],
      });
      expect(crm).toBeGreaterThanOrEqual(callout);
      expect(callout).toBeGreaterThanOrEqual(1);
      expect(crm + callout).toBeLessThanOrEqual(concurrency);
    }
  });

  it('is the smallest of several', () => {
    const connections = { crm: { concurrency: 20 }, 'warehouse.example.org': { concurrency: 3 } };
    const processOrder = [CRM_TOO];
    expect(reserved({ connections, processOrder })).toEqual({ 'plugin-callout': 3 });
  });

  it('gives way to what the tenant reserves for a function', () => {
    const concurrency = { reserved: { 'plugin-crm': 7 } };
    expect(reserved({ connections: { crm: { concurrency: 30 } }, concurrency })).toEqual({ 'plugin-crm': 7 });
  });

  it('needs patience of its critical steps, and an instance for each plugin', () => {
    const connections = { crm: { concurrency: 1, patience: 'PT1H' } };
    expect(problemsOf(tenantFile({ connections }))).toEqual([]);
    expect(problemsOf(tenantFile({ connections: { crm: { concurrency: 1 } } }))).toEqual([
      { path: 'connections.crm.concurrency', message: expect.stringContaining('Expected patience for step "crm"') },
    ]);
    const processOrder = [STEPS.crm, CRM_TOO];
    expect(problemsOf(tenantFile({ connections, processOrder, postProcessOrder: [] }))).toEqual([
      { path: 'connections.crm.concurrency', message: expect.stringContaining('at least 2') },
    ]);
  });

  it('is refused for a connection that no step uses', () => {
    expect(problemsOf(tenantFile({ connections: { zuora: {} } }))).toEqual([
      { path: 'connections.zuora', message: expect.stringContaining('crm, warehouse.example.org') },
    ]);
  });
});
