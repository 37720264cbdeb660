import { describe, expect, it } from 'vitest';
import { locateSteps } from '../../../core/config/locate-steps.ts';
import { readTenantFile } from '../../../core/config/tenant-draft.ts';
import { STEPS, tenantFile } from '../test-catalog.ts';

describe('readTenantFile', () => {
  it('reads a valid file once: the draft is the config', () => {
    const { config, draft, problems } = readTenantFile(tenantFile());
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ tenant: 'acme', onCriticalFailure: 'stop' });
    expect(draft).toBe(config);
  });

  it('keeps the readable part of a file with mistakes, with each step in its place', () => {
    const { config, draft, problems } = readTenantFile(
      tenantFile({
        tenant: 7,
        processOrder: [3, { ...STEPS.billing, critical: 'yes' }],
        webhooks: [{ password: 'x' }],
      }),
    );
    expect(config).toBeUndefined();
    expect(problems.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['tenant', 'processOrder[0]', 'processOrder[1].critical', 'webhooks[0].password']),
    );
    expect(draft).toMatchObject({ tenant: '', webhooks: [{ password: 'x' }] });
    expect(locateSteps(draft).map(({ path, step }) => [path.join('.'), step.name])).toEqual([
      ['processOrder.0', ''],
      ['processOrder.1', 'billing'],
      ['postProcessOrder.0', 'callout'],
    ]);
  });

  it.each([null, [], 'text', 1])('reads %j as an empty file', (raw) => {
    const { draft, problems } = readTenantFile(raw);
    expect(locateSteps(draft)).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});
