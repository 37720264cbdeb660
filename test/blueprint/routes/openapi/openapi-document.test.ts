import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../../../blueprint/blueprint.ts';
import { CONSOLE_FUNCTION, MCP_FUNCTION } from '../../../../blueprint/functions/function-ids.ts';
import { type RouteSpec, scopesOf } from '../../../../blueprint/routes/define-route.ts';
import { REQUEST_HEADERS } from '../../../../blueprint/routes/headers.ts';
import { openApiDocument } from '../../../../blueprint/routes/openapi/openapi-document.ts';
import { NEW_ORDER_EXAMPLE } from '../../../../blueprint/routes/openapi/order-components.ts';
import { callbackBodySchema } from '../../../../blueprint/routes/operate-orders.ts';
import { SCOPE_DESCRIPTIONS, SCOPES } from '../../../../core/access.ts';
import { parseTenantConfig } from '../../../../core/config/check-tenant-config.ts';
import { MAX_WAIT_SECONDS } from '../../../../core/config/max-wait.ts';
import { builtOf } from '../../../../core/config/resolve-sequence.ts';
import { COUNTRIES } from '../../../../core/input/countries.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../core/json.ts';
import { CURRENCIES } from '../../../../core/money.ts';
import { ORDER_DEFINITIONS } from '../../../../core/order/order-schema.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES } from '../../../../core/order/order-types.ts';
import { parseOrder } from '../../../../core/order/parse-order.ts';
import { previewOrder } from '../../../../lambdas/api/describe/preview-order.ts';
import { pluginCatalog } from '../../../../plugins/registry.ts';
import { sampleCatalog, sampleTenant } from '../../../lambdas/api/describe/sample-tenant.ts';

// Pages of the console are for browsers.
const routes = createBlueprint(sampleTenant(), sampleCatalog).routes.filter(
  ({ function: id }) => id !== CONSOLE_FUNCTION && id !== MCP_FUNCTION,
);
const document = openApiDocument();

/** Returns the tenant that `npm start` serves, and its plugins. */
async function demoTenant() {
  const catalog = pluginCatalog();
  const text = await readFile(new URL('../../../../tenants/demo.json', import.meta.url), 'utf8');
  return { catalog, demo: parseTenantConfig(text, 'tenants/demo.json', catalog) };
}

/** Returns the value at a path of the document. */
function at(...keys: readonly (string | number)[]): JsonValue {
  return keys.reduce<JsonValue>((value, key) => {
    const found = isJsonObject(value) || Array.isArray(value) ? (value as Record<string, JsonValue>)[key] : undefined;
    if (found === undefined) throw new TypeError(`Expected the document to have ${keys.join('/')}, found no ${key}.`);
    return found;
  }, document);
}

const objectAt = (...keys: readonly (string | number)[]): JsonObject => {
  const value = at(...keys);
  if (!isJsonObject(value)) throw new TypeError(`Expected an object at ${keys.join('/')}.`);
  return value;
};

/** Returns every value with this key, at any depth. */
function valuesOf(key: string, value: JsonValue = document): JsonValue[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(key, item));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => [...(name === key ? [field] : []), ...valuesOf(key, field)]);
}

const operationOf = ({ method, path }: RouteSpec): JsonObject => objectAt('paths', path, method.toLowerCase());

describe('openApiDocument', () => {
  it('has an operation for every route of the blueprint, and no other', () => {
    const keys = routes.map(({ method, path }) => `${method} ${path}`);
    const described = Object.entries(objectAt('paths')).flatMap(([path, item]) =>
      Object.keys(isJsonObject(item) ? item : {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(keys.toSorted());
  });

  it('resolves every reference', () => {
    const references = [...valuesOf('$ref'), ...valuesOf('mapping').flatMap((mapping) => Object.values(mapping ?? {}))];
    expect(references.length).toBeGreaterThan(30);
    for (const reference of references) {
      const [root, ...keys] = String(reference).split('/');
      expect(root).toBe('#');
      expect(at(...keys), String(reference)).toBeTypeOf('object');
    }
  });

  it('uses every schema that it defines', () => {
    const used = new Set(valuesOf('$ref').map((reference) => String(reference).split('/').at(-1)));
    expect(Object.keys(objectAt('components', 'schemas')).filter((name) => !used.has(name))).toEqual([]);
  });

  it('requires the scopes of the blueprint, and none on public routes', () => {
    for (const route of routes) {
      const scopes = scopesOf(route);
      expect(operationOf(route).security).toEqual(scopes.length === 0 ? [] : [{ bearer: [] }]);
      expect(operationOf(route)['x-scopes']).toEqual(scopes.length === 0 ? undefined : scopes);
      const access = scopes.map((scope) => `\`${scope}\``).join(' or ');
      expect(operationOf(route).description).toMatch(
        new RegExp(`${access === '' ? 'Needs no token' : `Needs the scope ${access}`}\\.$`),
      );
      expect(Object.hasOwn(objectAt('paths', route.path, route.method.toLowerCase(), 'responses'), '401')).toBe(
        route.scope !== null,
      );
    }
    expect(routes.flatMap(scopesOf).filter((scope) => !SCOPES.includes(scope))).toEqual([]);
    expect(at('components', 'securitySchemes', 'bearer')).toMatchObject({ type: 'http', scheme: 'bearer' });
    for (const [scope, description] of Object.entries(SCOPE_DESCRIPTIONS))
      expect(at('components', 'securitySchemes', 'bearer', 'description')).toContain(`- \`${scope}\`: ${description}`);
  });

  it('describes every tag of an operation', () => {
    const tags = [...new Set(valuesOf('tags', at('paths')).flat())];
    expect(valuesOf('name', at('tags')).toSorted()).toEqual(tags.toSorted());
  });

  it('has the default of a list as a query has it', () => {
    expect(at('paths', '/orders/groups', 'get', 'parameters', 0, 'schema', 'default')).toBe('step,code');
  });

  it('names operations uniquely and describes all their responses', () => {
    const ids = routes.map((route) => operationOf(route).operationId);
    expect(new Set(ids).size).toBe(routes.length);
    for (const { method, path } of routes) {
      const responses = objectAt('paths', path, method.toLowerCase(), 'responses');
      expect(Object.keys(responses)).toContain('500');
      for (const response of Object.values(responses)) {
        expect(response).toMatchObject({ description: expect.stringMatching(/\w/), content: expect.any(Object) });
      }
    }
  });

  it('declares every parameter that a path names', () => {
    for (const route of routes) {
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const { parameters = [] } = operationOf(route);
      const declared = (Array.isArray(parameters) ? parameters : []).filter(
        (parameter) => isJsonObject(parameter) && parameter.in === 'path' && parameter.required === true,
      );
      expect(declared.map((parameter) => isJsonObject(parameter) && parameter.name)).toEqual(named);
    }
  });

  it('requires exactly one answer of a callback, as the API does', () => {
    const body = ['requestBody', 'content', 'application/json', 'schema'];
    expect(at('paths', '/orders/{id}/steps/{step}/callback', 'post', ...body, 'oneOf')).toEqual(
      Object.keys(callbackBodySchema.shape).map((field) => ({ required: [field] })),
    );
  });

  it('has the form of every id and cursor in a query', () => {
    const parameters = at('paths', '/webhooks/deliveries', 'get', 'parameters');
    expect(parameters).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ name: 'order', schema: expect.objectContaining({ pattern: expect.any(String) }) }),
        expect.objectContaining({ name: 'cursor', schema: expect.objectContaining({ pattern: expect.any(String) }) }),
      ]),
    );
  });

  it('has the licence of the package', async () => {
    const { license } = JSON.parse(await readFile(new URL('../../../../package.json', import.meta.url), 'utf8'));
    expect(at('info', 'license', 'identifier')).toBe(license);
  });

  it('has the limits and defaults of query parameters', () => {
    expect(at('paths', '/orders', 'get', 'parameters')).toContainEqual({
      name: 'limit',
      in: 'query',
      description: 'The maximum number of orders on a page.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    });
  });

  it('describes the headers of a submission and of its responses', () => {
    expect(at('paths', '/orders', 'post', 'parameters')).toMatchObject([
      { name: 'Idempotency-Key', in: 'header' },
      { name: 'Prefer', in: 'header' },
      { name: 'traceparent', in: 'header' },
      { name: 'tracestate', in: 'header' },
    ]);
    expect(REQUEST_HEADERS.Prefer.description).toContain(`capped at ${MAX_WAIT_SECONDS}`);
    expect(Object.keys(objectAt('paths', '/orders', 'post', 'responses'))).toEqual([
      '201',
      '202',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '422',
      '429',
      '500',
      '502',
      '503',
    ]);
    expect(at('paths', '/orders', 'post', 'responses', '503', 'headers')).toMatchObject({ 'Retry-After': {} });
    for (const status of ['201', '202']) {
      expect(at('paths', '/orders', 'post', 'responses', status, 'headers')).toMatchObject({
        Location: { required: true },
        'Idempotent-Replayed': {},
        'Preference-Applied': {},
      });
    }
  });
});

describe('the schema of an order', () => {
  it('discriminates order types by order_type, including aliases', () => {
    const mapping = objectAt('components', 'schemas', 'OrderRequest', 'discriminator', 'mapping');
    expect(Object.keys(mapping).toSorted()).toEqual([...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)].toSorted());
    for (const [name, reference] of Object.entries(mapping)) {
      const variant = at(...String(reference).split('/').slice(1));
      expect(valuesOf('order_type', variant)).toEqual([
        expect.objectContaining({ enum: expect.arrayContaining([name]) }),
      ]);
    }
    expect(at('components', 'schemas', 'OrderRequest', 'oneOf')).toHaveLength(ORDER_TYPES.length);
  });

  it('requires what the order schema requires', () => {
    expect(at('components', 'schemas', 'NewOrder', 'allOf', 1, 'required')).toEqual(
      expect.arrayContaining(['order_type', 'orderItems', 'country', 'customerDetails']),
    );
  });

  it.each(ORDER_TYPES)('lists the fields for %s that are alternatives to each other', (type) => {
    const complete: JsonObject = {
      ...NEW_ORDER_EXAMPLE,
      order_type: type,
      offer: { path: '/offers2/Print' },
      type: 'all',
      address: {},
      updates: [{ type: 'add', record_type: 'offer', id: 'offer-1' }],
    };
    const values: JsonObject = {
      customerId: 'cus-1',
      owner: 'id-1',
      forSubscription: { id: 'sub-1' },
      subscriptionId: 'sub-1',
      subscriptionRef: 'S-1',
    };
    const accepts = (order: JsonObject) => ORDER_DEFINITIONS[type].schema.safeParse(order).success;
    const sufficient = Object.keys(values).filter((field) => accepts({ ...complete, [field]: values[field] ?? null }));
    const { oneOf } = ORDER_DEFINITIONS[type];
    expect(accepts(complete)).toBe(oneOf === undefined);
    expect(sufficient.toSorted()).toEqual((oneOf ?? Object.keys(values)).toSorted());
  });

  it('lists the currencies and countries that the API accepts', () => {
    expect(at('components', 'schemas', 'Currency', 'enum')).toEqual(CURRENCIES);
    expect(at('components', 'schemas', 'Country', 'enum')).toEqual(COUNTRIES);
    const [first = ''] = CURRENCIES;
    const order = (currency: string, country: string) =>
      parseOrder({ ...NEW_ORDER_EXAMPLE, country, total: { amount: 1, currency } }).ok;
    for (const country of COUNTRIES) expect(order(first, country), country).toBe(true);
    for (const currency of CURRENCIES) expect(order(currency, 'GB'), currency).toBe(true);
    expect([order('XXX', 'GB'), order(first, 'XX')]).toEqual([false, false]);
  });

  it.each([
    [
      'an offer',
      ['components', 'schemas', 'NewOrder', 'allOf', 1, 'properties', 'orderItems', 'items', 'properties', 'offer'],
      ['id', 'path'],
    ],
    [
      'a subscription',
      ['components', 'schemas', 'OrderFields', 'properties', 'forSubscription', 'anyOf', 0],
      ['id', 'name'],
    ],
  ])('requires that %s is named', (_, path, names) => {
    expect(at(...path, 'anyOf')).toEqual(
      names.map((name) => ({ required: [name], properties: { [name]: { type: 'string', minLength: 1 } } })),
    );
  });

  it('has an example that completes on the demo tenant', async () => {
    const { demo, catalog } = await demoTenant();
    const { problems, sequence } = await previewOrder(builtOf(demo, catalog), catalog, NEW_ORDER_EXAMPLE);
    expect(problems).toEqual([]);
    expect(sequence.steps.map(({ id, run }) => [id, run])).toEqual([
      ['salesforceV3', 'yes'],
      ['zuora', 'yes'],
      ['platformEvents', 'yes'],
    ]);
  });

  it('has an example that the demo tenant would reject without its total', async () => {
    const { demo, catalog } = await demoTenant();
    const { total: _, ...withoutTotal } = NEW_ORDER_EXAMPLE;
    expect(await previewOrder(builtOf(demo, catalog), catalog, withoutTotal)).toMatchObject({
      problems: [{ step: 'zuora', path: 'total.currency' }],
    });
  });

  it('has a valid example', () => {
    expect(parseOrder(NEW_ORDER_EXAMPLE)).toMatchObject({ ok: true, orderType: 'new' });
    expect(
      at('paths', '/orders', 'post', 'requestBody', 'content', 'application/json', 'examples', 'new', 'value'),
    ).toEqual(NEW_ORDER_EXAMPLE);
  });
});
