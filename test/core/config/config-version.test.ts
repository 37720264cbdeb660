import { describe, expect, it } from 'vitest';
import { configVersion } from '../../../core/config/config-version.ts';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';

const STEP = { name: 'zuora', critical: true };
const versionOf = (file: object) => configVersion(tenantConfigSchema.parse(file));

describe('configVersion', () => {
  it('is the same for the same content, in whatever order and with defaults written or not', () => {
    const version = versionOf({ tenant: 'acme', processOrder: [STEP] });
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(versionOf({ processOrder: [{ critical: true, name: 'zuora' }], tenant: 'acme' })).toBe(version);
    expect(versionOf({ tenant: 'acme', processOrder: [STEP], postProcessOrder: [], overrides: [] })).toBe(version);
  });

  it('differs as soon as anything differs', () => {
    const version = versionOf({ tenant: 'acme', processOrder: [STEP] });
    expect(versionOf({ tenant: 'acme', processOrder: [{ ...STEP, critical: false }] })).not.toBe(version);
    expect(versionOf({ tenant: 'acme', processOrder: [STEP], timeZone: 'Europe/London' })).not.toBe(version);
  });
});
