import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER } from '../../../contract/partner-sandbox.ts';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import type { HttpReply, HttpRequest } from '../../../core/plugin/plugin-http.ts';
import { transferOwnership } from '../../../plugins/transfer-ownership/plugin.ts';
import { type GivenContext, pluginContext, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { acceptsOptions } from '../accepts-options.ts';
import { probed } from '../recover.ts';

const GUEST = 'id-00000000000000000000000000000001';
const MATCHED = 'id-00000000000000000000000000000002';
const ORDER: JsonObject = { ...NEW_ORDER, owner: GUEST, order_reference: '5KQ7M2TR81XA' };
const ENDPOINT = 'https://acme.example.org/api/objects/owner_change';
const OPTIONS = { endpoint: ENDPOINT, destinationId: 'results.identity.owner' };
const RESULTS = { identity: { owner: MATCHED } };

/** Runs the plugin against an endpoint with a fixed reply, and returns the requests that it sent. */
function transfer(body: JsonValue, given: GivenContext = {}, status = 200) {
  const sent: HttpRequest[] = [];
  const http = async (request: HttpRequest): Promise<HttpReply> => {
    sent.push(request);
    return { status, headers: {}, body };
  };
  const { options, ...rest } = given;
  const all = { order: ORDER, results: RESULTS, http, ...rest, options: { ...OPTIONS, ...options } };
  const { context, logs } = pluginContext(transferOwnership, all);
  return { sent, logs, result: transferOwnership.run(context) };
}

describe('the transfer of ownership', () => {
  it('moves the objects of the order to the matched owner, with the idempotency key', async () => {
    const { result, sent } = transfer({ result: [], success: true });
    expect((await result).output).toEqual({ transferred: true, sourceId: GUEST, destinationId: MATCHED });
    expect(sent).toMatchObject([
      {
        method: 'POST',
        url: ENDPOINT,
        headers: { 'idempotency-key': `${TEST_ORDER_ID}#transferOwnership` },
        json: { sourceId: GUEST, destinationId: MATCHED, message: 'Moved to the matched owner (order 5KQ7M2TR81XA)' },
      },
    ]);
  });

  it('derives the reference of an order without one, and takes the message and the source from its options', async () => {
    const { order_reference: _, ...order } = ORDER;
    const { result, sent } = transfer(null, {
      order,
      options: { message: 'Express', sourceId: 'order.userDetails.sub' },
    });
    expect(await failureOf(result)).toMatchObject({ name: 'PluginFailed', code: 'owner_unknown' });
    expect(sent).toEqual([]);
    const again = transfer(null, { order, options: { message: 'Express' } });
    await again.result;
    expect(again.sent[0]?.json).toMatchObject({ message: expect.stringMatching(/^Express \(order [0-9A-Z]{12}\)$/) });
  });

  it.each([
    ['the owner has no match', {}],
    ['the owner is the match', { identity: { owner: GUEST } }],
    ['the match is not an id', { identity: { owner: 7 } }],
  ])('sends no request when %s', async (_when, results) => {
    const { result, sent } = transfer({ success: true }, { results });
    expect((await result).output).toEqual({ transferred: false });
    expect(sent).toEqual([]);
  });

  it('fails when the reply contains success: false, without personal data in the message', async () => {
    const failure = await failureOf(transfer({ success: false, result: 'Ada is locked' }).result);
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'transfer_refused' });
    expect(failure.message).toContain('[personal] is locked');
  });

  it.each([
    [400, { code: 'x', message: 'no' }, 'PluginFailed'],
    [302, null, 'PluginFailed'],
    [429, null, 'PluginTransient'],
    [409, null, 'PluginTransient'],
    [408, null, 'PluginOutcomeUnknown'],
    [500, null, 'PluginOutcomeUnknown'],
    [200, 'not JSON', 'PluginOutcomeUnknown'],
  ])('reports status %i with %j as %s', async (status, body, name) => {
    expect(await failureOf(transfer(body, {}, status).result)).toMatchObject({ name });
  });

  it('reports an order without an owner before it runs', () => {
    const options = transferOwnership.options.parse(OPTIONS);
    expect(transferOwnership.check?.(NEW_ORDER, options)).toMatchObject([{ path: 'owner' }]);
    expect(transferOwnership.check?.(ORDER, options)).toEqual([]);
    expect(transferOwnership.check?.(NEW_ORDER, { ...options, sourceId: 'order.userDetails.sub' })).toEqual([]);
  });

  it('rejects unknown options, missing ones and expressions that do not parse', () => {
    for (const wrong of [
      {},
      { ...OPTIONS, to: 'x' },
      { ...OPTIONS, destinationId: '(' },
      { ...OPTIONS, endpoint: 'ftp://a' },
    ])
      expect(acceptsOptions(transferOwnership, wrong)).toBe(false);
  });
});

describe('the probe of a transfer', () => {
  const statusUrl = 'https://acme.example.org/api/requests/{idempotencyKey}';
  const probe = (body: JsonValue, status = 200) => {
    const http = async (): Promise<HttpReply> => ({ status, headers: {}, body });
    const given = { order: ORDER, results: RESULTS, http, options: { ...OPTIONS, statusUrl } };
    return probed(transferOwnership, pluginContext(transferOwnership, given).context);
  };

  it('reports applied if the endpoint has the request, and not applied if it does not', async () => {
    const output = { transferred: true, sourceId: GUEST, destinationId: MATCHED };
    for (const body of [{ success: true }, { result: [] }, null])
      expect(await probe(body)).toEqual({ applied: true, output });
    expect(await probe(null, 404)).toEqual({ applied: false });
  });

  it('fails if the endpoint has the request and rejected it', async () => {
    const failure = await failureOf(probe({ success: false, result: 'Ada is locked' }));
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'transfer_refused' });
    expect(failure.message).toContain('[personal] is locked');
  });
});
