import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { calloutPlugin } from '../../../plugins/callout-plugin/plugin.ts';
import { type GivenContext, pluginContext, sendWithFetch, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { acceptsOptions } from '../accepts-options.ts';
import { failureOf } from '../failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, SECRET_VALUES, usePartnerSandbox } from '../partner-sandbox.ts';

const sandbox = usePartnerSandbox();
const withBasicAuth: SendHttp = (request) =>
  sendWithFetch({ ...request, headers: { ...request.headers, authorization: sandbox.basicAuth } });
const given = ({ options, ...extra }: GivenContext = {}): GivenContext => ({
  order: NEW_ORDER,
  http: withBasicAuth,
  ...extra,
  options: { endpoint: `${sandbox.url}/provisioning/orders`, ...options },
});
const run = (extra: GivenContext = {}) => calloutPlugin.run(pluginContext(calloutPlugin, given(extra)).context);
const received = () => sandbox.effects('callout.received');
const rejecting = (...status: number[]) => ({ shouldRejectOn: { status } });

describe('the callout plugin', () => {
  it('posts the whole order with the idempotency key and keeps the reply', async () => {
    const { output } = await run();
    expect(output).toEqual({
      status: 201,
      body: { id: expect.any(String), status: 'accepted', userId: expect.any(String) },
    });
    expect(await received()).toMatchObject([{ key: `${TEST_ORDER_ID}#calloutPlugin` }]);
    const id = (output.body as { id: string }).id;
    const kept = await fetch(`${sandbox.url}/provisioning/orders/${id}`, {
      headers: { authorization: sandbox.basicAuth },
    });
    expect(await kept.json()).toMatchObject({ order: NEW_ORDER });
  });

  it('has one effect when it runs twice', async () => {
    const first = await run();
    expect(await run({ attempt: 2 })).toEqual(first);
    expect(await received()).toHaveLength(1);
  });

  it.each([400, 404, 422, 499])('succeeds with status %i when it is not to be rejected', async (status) => {
    await sandbox.fault({ partner: 'provisioning', fault: 'decline', status, times: 1 });
    expect((await run()).output).toMatchObject({ status });
  });

  it.each(['500', '503', '429'])('succeeds with status %s when it is not to be rejected', async (fault) => {
    await sandbox.fault({ partner: 'provisioning', fault, times: 1 });
    expect((await run()).output).toMatchObject({ status: Number(fault) });
  });

  it('fails with the documented text on a status that is to be rejected', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'decline', status: 404, times: 1 });
    expect(await failureOf(run({ options: rejecting(404) }))).toMatchObject({
      name: 'PluginFailed',
      message: 'callout plugin failed due to response status: [404]',
    });
    await expect(run({ options: rejecting(404) })).resolves.toMatchObject({ output: { status: 201 } });
  });

  it.each([404, 500])('fails with status %i when only a 2xx will do', async (status) => {
    const fault = status === 500 ? '500' : 'decline';
    await sandbox.fault({ partner: 'provisioning', fault, status, times: 1 });
    expect(await failureOf(run({ options: { rejectUnlessOk: true } }))).toMatchObject({
      name: 'PluginFailed',
      message: `callout plugin failed due to response status: [${status}]`,
    });
    expect((await run({ options: { rejectUnlessOk: true } })).output).toMatchObject({ status: 201 });
  });

  it('is tried later on a 503 when only a 2xx will do', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: '503', times: 1 });
    expect(await failureOf(run({ options: { rejectUnlessOk: true } }))).toMatchObject({ name: 'PluginTransient' });
  });

  it.each([
    ["body.status = 'accepted'", true],
    ['status = 201 and $exists(headers."content-type")', true],
    ["body.status = 'refused'", false],
    ['body.nothing', false],
    ['"true"', false],
  ])('rejects a reply for which %s holds: %s', async (rejectWhen, rejected) => {
    const outcome = await failureOf(run({ options: { rejectWhen } }));
    if (rejected) expect(outcome).toMatchObject({ name: 'PluginFailed', code: 'callout_rejected' });
    else expect(outcome.message).toBe('It succeeded.');
  });

  it('leaves it to the step host when the test of the reply fails', async () => {
    const failure = await failureOf(run({ options: { rejectWhen: '$number(body.status) > 1' } }));
    expect(failure.name).toBe('ExpressionInvalid');
  });

  it('is tried later on a rejected 503, after the time that the endpoint asks for', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: '503', retryAfterSeconds: 4, times: 1 });
    expect(await failureOf(run({ options: rejecting(503) }))).toMatchObject({
      name: 'PluginTransient',
      message: 'callout plugin failed due to response status: [503]',
      retryAfterSeconds: 4,
    });
    await run({ options: rejecting(503), attempt: 2 });
    expect(await received()).toHaveLength(1);
  });

  it('ends with the documented text when the reply takes too long', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'hang', times: 1 });
    expect(await failureOf(run({ options: { timeoutValue: 100 } }))).toMatchObject({
      name: 'PluginOutcomeUnknown',
      message: 'This operation was aborted',
    });
  });

  it('does not call a lost connection a timeout, and is answered the same when it repeats', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'CalloutNoReply', safe: false });
    await run({ attempt: 2 });
    expect(await received()).toHaveLength(1);
  });

  it('lets an endpoint that cannot be reached pass for the step host to judge', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const failure = await failureOf(run({ options: { endpoint: `http://127.0.0.1:${port}/` } }));
    expect(failure.name).toBe('CalloutNotSent');
  });

  it('keeps a reply that is not JSON as text', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'malformed', times: 1 });
    expect((await run()).output).toMatchObject({ status: 200, body: expect.any(String) });
  });

  it('refuses unknown options, addresses that are not https and statuses that are none', () => {
    const endpoint = 'https://example.org/orders';
    for (const options of [
      { endpoint, retries: 3 },
      { endpoint: 'http://example.org/orders' },
      { endpoint: 'ftp://example.org/orders' },
      { endpoint: 'nowhere' },
      { endpoint, timeoutValue: 0 },
      { endpoint, ...rejecting(99) },
      { endpoint, rejectWhen: 'body.(' },
      { endpoint, rejectWhen: '' },
      {},
    ]) {
      expect(acceptsOptions(calloutPlugin, options)).toBe(false);
    }
    for (const allowed of [endpoint, 'http://127.0.0.1:3100/a', 'http://localhost/a', 'http://[::1]/a']) {
      expect(calloutPlugin.options.parse({ endpoint: allowed })).toMatchObject({
        timeoutValue: 2000,
        shouldRejectOn: { status: [] },
      });
    }
  });

  it('keeps people and secrets out of messages and logs', async () => {
    const accepted = pluginContext(calloutPlugin, given());
    const result = await calloutPlugin.run(accepted.context);
    await sandbox.fault({ partner: 'provisioning', fault: '500', times: 1 });
    const failure = await failureOf(run({ options: rejecting(500) }));
    const text = JSON.stringify([result, accepted.logs, failure.message, failure.publicMessage]);
    for (const value of [...PERSONAL_VALUES, ...SECRET_VALUES]) expect(text).not.toContain(value);
  });
});

describe('a long reply', () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ text: 'a'.repeat(8 * 1024) }));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is left out of the output, with its size', async () => {
    const { port } = server.address() as AddressInfo;
    const { output } = await run({ options: { endpoint: `http://127.0.0.1:${port}/` } });
    expect(output).toEqual({ status: 200, bodyOmitted: true, bodyBytes: 8 * 1024 + '{"text":""}'.length });
  });
});
