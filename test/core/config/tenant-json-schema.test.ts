import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stepConfigSchema } from '../../../core/config/step-config.ts';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import { tenantJsonSchema } from '../../../core/config/tenant-json-schema.ts';
import { catalogOf, definePlugin } from '../../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../../core/plugin/idempotency.ts';
import { testCatalog } from '../test-catalog.ts';

const schema = tenantJsonSchema(testCatalog);

describe('tenantJsonSchema', () => {
  it('knows every field of the file and no other', () => {
    expect(Object.keys(schema.properties ?? {}).toSorted()).toEqual(Object.keys(tenantConfigSchema.shape).toSorted());
    expect(schema).toMatchObject({ additionalProperties: false, required: ['tenant', 'processOrder'] });
  });

  it('knows every field of a step and no other, and names the plugins', () => {
    expect(schema).toHaveProperty('definitions.step.additionalProperties', false);
    expect(schema).toHaveProperty('definitions.step.properties.name.enum', ['crm', 'billing', 'callout']);
    const { step } = schema.definitions as Record<string, z.core.JSONSchema.BaseSchema>;
    expect(Object.keys(step?.properties ?? {}).toSorted()).toEqual(Object.keys(stepConfigSchema.shape).toSorted());
  });

  it('uses one definition for every step', () => {
    const uses = JSON.stringify(schema).match(/"\$ref":"[^"]+"/g);
    expect(new Set(uses)).toEqual(new Set(['"$ref":"#/definitions/step"']));
    expect(uses).toHaveLength(6);
  });

  it.each([
    ['crm', 'salesforce', ['connection', 'recordType'], undefined],
    ['billing', 'zuora', ['ratePlans', 'note'], undefined],
    ['callout', 'limio', ['endpoint', 'timeoutMs', 'signingSecret'], ['options']],
  ])('makes the options of %s depend on its name', (name, service, options, required) => {
    const { step } = schema.definitions as Record<string, z.core.JSONSchema.BaseSchema>;
    const branch = step?.allOf?.find((candidate) => JSON.stringify(candidate.if).includes(`"const":"${name}"`));
    const then = branch?.then as z.core.JSONSchema.BaseSchema;
    expect(branch?.if).toEqual({ properties: { name: { const: name } }, required: ['name'] });
    expect(then.properties).toMatchObject({ service: { const: service }, options: { additionalProperties: false } });
    const found = then.properties?.options as z.core.JSONSchema.BaseSchema;
    expect(Object.keys(found.properties ?? {})).toEqual(options);
    expect(then.required).toEqual(required);
  });

  it('keeps the descriptions of options, and requires no option that has a default', () => {
    const text = JSON.stringify(schema);
    expect(text).toContain('"connection":{"default":"crm","description":"Secret of the connection."');
    expect(text).toContain('"required":["endpoint"]');
  });

  it('rejects options with shared definitions, whose references would point into the wrong schema', () => {
    const plugin = definePlugin({
      name: 'tree',
      service: 'limio',
      summary: 'Has a tree.',
      effect: { idempotent: RECOGNISED_BY_DATA },
      options: z.strictObject({ anything: z.json() }),
      run: async () => ({ output: {} }),
    });
    expect(() => tenantJsonSchema(catalogOf([plugin]))).toThrow(
      /^Expected the options of tree to have no shared definitions/,
    );
  });
});
