import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import { buildSequences } from '../../../core/config/build-sequences.ts';
import { parseTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { Plugin } from '../../../core/plugin/define-plugin.ts';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { calloutPlugin } from '../../../plugins/callout-plugin/plugin.ts';
import { entitlements } from '../../../plugins/entitlements/plugin.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';
import { transferOwnership } from '../../../plugins/transfer-ownership/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp } from '../../helpers/plugin-context.ts';
import { probed, undone } from '../recover.ts';

const sandbox = usePartnerSandbox();
const withBasicAuth: SendHttp = (request) =>
  sendOverHttp({ ...request, headers: { ...request.headers, authorization: sandbox.basicAuth } });
const product = { path: '/products/Digital', entitlements: [{ $ref: '/entitlements/Digital' }] };
const order: JsonObject = {
  ...NEW_ORDER,
  owner: 'id-00000000000000000000000000000001',
  orderItems: [{ id: 'item-1', offer: { path: '/offers2/Digital Monthly' }, products: [product] }],
};
const results = { identity: { owner: 'id-00000000000000000000000000000002' } };

interface KeyedPlugin {
  readonly plugin: Plugin;
  options(url: string): JsonObject;
  readonly effect: string;
  readonly undo: string;
}

const PLUGINS: Readonly<Record<string, KeyedPlugin>> = {
  calloutPlugin: {
    plugin: calloutPlugin,
    options: (url) => ({
      endpoint: `${url}/orders`,
      statusBody: 'body.result',
      output: { request: 'body.id', user: 'body.userId' },
    }),
    effect: 'callout.received',
    undo: 'callout.undone',
  },
  entitlements: {
    plugin: entitlements,
    options: (url) => ({ endpoint: url }),
    effect: 'entitlement.granted',
    undo: 'entitlement.restored',
  },
  transferOwnership: {
    plugin: transferOwnership,
    options: (url) => ({ endpoint: `${url}/orders`, destinationId: 'results.identity.owner' }),
    effect: 'callout.received',
    undo: 'callout.undone',
  },
};

describe.each(Object.entries(PLUGINS))('a request of %s', (_name, { effect, options, plugin, undo: undoEffect }) => {
  const context = (recovers: boolean, extra: GivenContext = {}) => {
    const base = `${sandbox.url}/provisioning`;
    const byKey = `${base}/requests/{idempotencyKey}`;
    const all = { ...options(base), ...(recovers && { statusUrl: byKey, undo: { url: byKey } }), ...extra.options };
    return pluginContext(plugin, { http: withBasicAuth, order, results, ...extra, options: all }).context;
  };
  const kinds = async () =>
    (await sandbox.effects()).map(({ kind }) => kind).filter((kind) => kind === effect || kind === undoEffect);

  it('is found by its idempotency key, with the output of the step', async () => {
    expect(await probed(plugin, context(true))).toEqual({ applied: false });
    const { output } = await plugin.run(context(true));
    const found = await probed(plugin, context(true));
    const status = plugin === calloutPlugin ? { status: 200 } : {};
    expect(found).toEqual({ applied: true, output: { ...output, ...status } });
    if (plugin === calloutPlugin)
      expect(output).toMatchObject({ request: expect.any(String), user: expect.any(String) });
    for (const value of PERSONAL_VALUES) expect(JSON.stringify(found)).not.toContain(value);
    expect(await kinds()).toEqual([effect]);
  });

  it('has an unknown outcome without a status URL', async () => {
    expect(await probed(plugin, context(false))).toEqual({ applied: 'unknown' });
    expect(await sandbox.requests()).toEqual([]);
  });

  it('is probed by a sequence only if there is a status URL', () => {
    const base = 'https://api.example.org';
    const identity = { id: 'identity', name: 'calloutPlugin', critical: true, options: { endpoint: base } };
    const probing = [{}, { statusUrl: `${base}/requests/{idempotencyKey}` }].map((extra) => {
      const step = { name: plugin.name, critical: true, options: { ...options(base), ...extra } };
      const config = parseTenantConfig(
        JSON.stringify({ tenant: 'acme', processOrder: [identity, step] }),
        'acme',
        pluginCatalog(),
      );
      return buildSequences(config, pluginCatalog()).map(({ steps }) => steps[1]?.probes);
    });
    expect(probing).toEqual([[false], [true]]);
  });

  it('is probed again when the endpoint gives no usable reply', async () => {
    for (const fault of ['500', '429', 'malformed']) {
      await sandbox.fault({ partner: 'provisioning', path: '/requests', fault, times: 1 });
      expect(await failureOf(probed(plugin, context(true)))).toMatchObject({ name: 'PluginTransient' });
    }
  });

  it('is undone once, even when its reply was lost, and then no longer exists', async () => {
    await sandbox.fault({ partner: 'provisioning', path: '/', fault: 'drop-after-effect', times: 1 });
    await failureOf(plugin.run(context(true)));
    for (const _ of [1, 2]) await undone(plugin, context(true), undefined);
    expect(await kinds()).toEqual([effect, undoEffect]);
    expect(await probed(plugin, context(true))).toEqual({ applied: false });
  });

  it('needs no undo when it never arrived', async () => {
    await undone(plugin, context(true), undefined);
    const withStatusOnly = { options: { statusUrl: `${sandbox.url}/provisioning/requests/{idempotencyKey}` } };
    await undone(plugin, context(false, withStatusOnly), undefined);
    expect(await kinds()).toEqual([]);
  });

  it('is left to an operator when the options do not say how to undo it', async () => {
    const { output } = await plugin.run(context(false));
    for (const known of [output, undefined]) {
      expect(await failureOf(undone(plugin, context(false), known))).toMatchObject({
        name: 'PluginFailed',
        code: 'undo_not_configured',
      });
    }
    expect(await kinds()).toEqual([effect]);
  });

  it('needs no undo when it was rejected, and sends no request without the option undo', async () => {
    const seen = (await sandbox.requests()).length;
    await undone(plugin, context(false), undefined, true);
    expect(await sandbox.requests()).toHaveLength(seen);
  });

  it('is undone after a rejection if the options say how, and a second rejection means that it had no effect', async () => {
    await undone(plugin, context(true), undefined, true);
    expect((await sandbox.requests()).at(-1)).toMatchObject({ method: 'DELETE' });
    await sandbox.fault({ partner: 'provisioning', path: '/requests', fault: 'decline', times: 1 });
    await undone(plugin, context(true), undefined, true);
    await sandbox.fault({ partner: 'provisioning', path: '/requests', fault: '503', times: 1 });
    expect(await failureOf(undone(plugin, context(true), undefined, true))).toMatchObject({ name: 'PluginTransient' });
    expect(await kinds()).toEqual([]);
  });

  it.each(['500', '503', '429', 'malformed', 'drop-after-effect'])(
    'is undone by another attempt after %s',
    async (fault) => {
      const { output } = await plugin.run(context(true));
      await sandbox.fault({ partner: 'provisioning', path: '/requests', fault, times: 1 });
      expect(await failureOf(undone(plugin, context(true), output))).toMatchObject({ name: 'PluginTransient' });
      await undone(plugin, context(true), output);
      expect(await kinds()).toEqual([effect, undoEffect]);
    },
  );

  it('remains when the endpoint rejects the undo', async () => {
    const { output } = await plugin.run(context(true));
    await sandbox.fault({ partner: 'provisioning', path: '/requests', fault: 'decline', times: 1 });
    expect(await failureOf(undone(plugin, context(true), output))).toMatchObject({
      name: 'PluginFailed',
      code: 'undo_refused',
    });
    expect(await kinds()).toEqual([effect]);
  });

  it('requires the key in its URLs, and rejects unknown options', () => {
    const accepts = (extra: JsonObject) =>
      plugin.options.safeParse({ ...options('https://api.example.org'), ...extra }).success;
    const url = 'https://api.example.org/requests/{idempotencyKey}';
    expect(accepts({ statusUrl: url, undo: { method: 'POST', url } })).toBe(true);
    expect(accepts({ statusUrl: 'https://api.example.org/requests' })).toBe(false);
    expect(accepts({ statusUrl: url.replace('https', 'http') })).toBe(false);
    expect(accepts({ undo: { url: 'https://api.example.org/requests' } })).toBe(false);
    expect(accepts({ undo: { method: 'GET', url } })).toBe(false);
    expect(accepts({ undo: { url, body: '' } })).toBe(false);
  });
});

describe('a step that sent no request', () => {
  it('had no effect, and needs no undo', async () => {
    const renewal = { ...order, orderItems: [] };
    const options = { endpoint: `${sandbox.url}/provisioning` };
    const granting = pluginContext(entitlements, { order: renewal, options }).context;
    expect(await probed(entitlements, granting)).toEqual({ applied: false });
    await undone(entitlements, granting, { change: null, codes: [] });
    const unmatched = pluginContext(transferOwnership, { order, options: { ...options, destinationId: 'results.x' } });
    expect(await probed(transferOwnership, unmatched.context)).toEqual({ applied: false });
    await undone(transferOwnership, unmatched.context, { transferred: false });
    expect(await sandbox.requests()).toEqual([]);
  });
});

describe('the reply of a status URL', () => {
  it('is checked against the options like the original reply', async () => {
    const options = {
      endpoint: `${sandbox.url}/provisioning/orders`,
      statusUrl: `${sandbox.url}/provisioning/requests/{idempotencyKey}`,
      statusBody: 'body.result',
      rejectWhen: "body.status = 'accepted'",
    };
    const { context } = pluginContext(calloutPlugin, { http: withBasicAuth, order, options });
    await failureOf(calloutPlugin.run(context));
    expect(await failureOf(probed(calloutPlugin, context))).toMatchObject({ code: 'callout_rejected' });
  });
});
