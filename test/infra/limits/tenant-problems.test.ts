import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenantProblems } from '../../../infra/limits/tenant-problems.ts';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const tenantWith = (overrides: number, webhooks: number, nameLength = 12): object => ({
  ...TENANT_FILE,
  overrides: Array.from({ length: overrides }, (_, at) => ({
    name: `o${String(at).padStart(nameLength - 1, '0')}`,
    match: { processingType: [`type-${at}`] },
    exclude: ['warehouse'],
  })),
  webhooks: Array.from({ length: webhooks }, (_, at) => ({
    name: `w${String(at).padStart(nameLength - 1, '0')}`,
    url: `https://hooks.example.org/${at}`,
    events: ['order.failed'],
    signingSecret: `webhooks/${at}`,
  })),
});

describe('tenantProblems', () => {
  it('accepts a tenant with thirty overrides and sixty webhooks', () => {
    expect(tenantProblems(blueprint(tenantWith(30, 60)))).toEqual([]);
  });

  it('accepts a tenant with two hundred sequences', () => {
    expect(tenantProblems(blueprint(tenantWith(199, 10)))).toEqual([]);
  });

  it('names what is too many', () => {
    const [problem] = tenantProblems(blueprint(tenantWith(300, 100)));
    expect(problem).toEqual({
      path: '',
      message: expect.stringMatching(/Number of resources in stack .* is greater than/),
    });
  });

  it('names a function whose name is too long', () => {
    const file = {
      ...TENANT_FILE,
      tenant: 'a'.repeat(32),
      processOrder: [...TENANT_FILE.processOrder, { name: 'duplicateSubscriptionCheck', critical: true }],
    };
    expect(tenantProblems(blueprint(file))).toEqual([
      {
        path: 'tenant',
        message: expect.stringMatching(
          /64 characters in the name of the function a+-plugin-duplicate-subscription-check/,
        ),
      },
    ]);
  });

  it('finds nothing exactly if every template is within the published limits', () => {
    const sizes = [
      fc.integer({ min: 0, max: 250 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 4, max: 40 }),
    ] as const;
    fc.assert(
      fc.property(...sizes, (overrides, webhooks, nameLength) => {
        const file = tenantWith(overrides, webhooks, nameLength);
        if (tenantProblems(blueprint(file)).length > 0) return;
        for (const template of [synthTenant(file).stateless, synthTenant(file).stateful]) {
          const { Resources } = template.toJSON() as {
            Resources: Record<string, { Properties?: { Policies?: unknown } }>;
          };
          expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
          expect(JSON.stringify(template.toJSON()).length).toBeLessThanOrEqual(1_000_000);
        }
      }),
      { numRuns: 3 },
    );
  });
});
