import { expect, it } from 'vitest';
import { tenantArgument } from '../../../cli/orders/tenant-argument.ts';
import { stagedTenant } from '../../../core/config/stages.ts';

it('names the file of a tenant and its stage, if it has one', () => {
  expect(tenantArgument('acme')).toBe('tenants/acme.json');
  expect(tenantArgument(stagedTenant('acme', 'prod'))).toBe('tenants/acme.json --stage prod');
});
