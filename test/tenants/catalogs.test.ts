import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ZuoraCatalog } from '../../sandbox/sandbox.ts';
import { catalogSchema } from '../../sandbox/zuora/catalog/catalog-schema.ts';

const folder = new URL('../../tenants/', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const tenants = readdirSync(folder).filter((file) => /^[a-z0-9-]+\.json$/.test(file));

/** An id in Zuora of 32 hexadecimal digits, which both files name. */
const ID = /"(8ad[0-9a-f]{29})"/g;

describe('the catalogues', () => {
  it('are those of the tenants', () => {
    expect(readdirSync(new URL('catalogs/', folder)).toSorted()).toEqual([...tenants, 'README.md'].toSorted());
  });

  it.each(tenants)('of %s is valid and has every plan and charge that the tenant file names', (file) => {
    const catalog = JSON.parse(read(`catalogs/${file}`)) as ZuoraCatalog;
    const { products } = catalogSchema.parse(catalog);
    const plans = products.flatMap(({ productRatePlans }) => productRatePlans);
    const known = plans.flatMap(({ id, productRatePlanCharges }) => [id, ...productRatePlanCharges.map((c) => c.id)]);
    const named = [...read(file).matchAll(ID)].map(([, id]) => id ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((id) => !known.includes(id))).toEqual([]);
  });
});
