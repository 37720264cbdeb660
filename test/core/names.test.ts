import { describe, expect, it } from 'vitest';
import { kebabCase, pascalCase } from '../../core/names.ts';

describe('names', () => {
  it.each([
    ['salesforceV3', 'salesforce-v3', 'SalesforceV3'],
    ['calloutPlugin', 'callout-plugin', 'CalloutPlugin'],
    ['zuora', 'zuora', 'Zuora'],
    ['plugin-salesforce-v3', 'plugin-salesforce-v3', 'PluginSalesforceV3'],
    ['update_customer', 'update-customer', 'UpdateCustomer'],
  ])('spell %s as %s and as %s', (name, kebab, pascal) => {
    expect(kebabCase(name)).toBe(kebab);
    expect(kebabCase(kebab)).toBe(kebab);
    expect(pascalCase(name)).toBe(pascal);
  });
});
