import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import { NEW_ORDER, PERSONAL_VALUES, SECRET_VALUES, usePartnerSandbox } from '../../../contract/partner-sandbox.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { SendHttp } from '../../../core/plugin/plugin-http.ts';
import { calloutPlugin } from '../../../plugins/callout-plugin/plugin.ts';
import { type GivenContext, pluginContext, sendOverHttp, TEST_ORDER_ID } from '../../helpers/plugin-context.ts';
import { acceptsOptions } from '../accepts-options.ts';

const sandbox = usePartnerSandbox();
const withBasicAuth: SendHttp = (request) =>
  sendOverHttp({ ...request, headers: { ...request.headers, authorization: sandbox.basicAuth } });
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
  it('posts the whole order with the idempotency key and returns what the options pick from the reply', async () => {
    const { output } = await run({ options: { output: { request: 'body.id', user: 'body.userId' } } });
    expect(output).toEqual({
      status: 201,
      request: expect.stringMatching(/^request-/),
      user: expect.stringMatching(/^user-/),
    });
    expect(await received()).toMatchObject([{ key: `${TEST_ORDER_ID}#calloutPlugin` }]);
    const id = String(output.request);
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

  it.each([400, 404, 422, 499])('succeeds with status %i unless the options reject it', async (status) => {
    await sandbox.fault({ partner: 'provisioning', fault: 'decline', status, times: 1 });
    expect((await run()).output).toMatchObject({ status });
  });

  it.each(['500', '503', '429'])('succeeds with status %s unless the options reject it', async (fault) => {
    await sandbox.fault({ partner: 'provisioning', fault, times: 1 });
    expect((await run()).output).toMatchObject({ status: Number(fault) });
  });

  it('fails with the documented text on a status that the options reject', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'decline', status: 404, times: 1 });
    expect(await failureOf(run({ options: rejecting(404) }))).toMatchObject({
      name: 'PluginFailed',
      message: 'callout plugin failed due to response status: [404]',
    });
    await expect(run({ options: rejecting(404) })).resolves.toMatchObject({ output: { status: 201 } });
  });

  it.each([404, 500])('fails with status %i when the options require a 2xx', async (status) => {
    const fault = status === 500 ? '500' : 'decline';
    await sandbox.fault({ partner: 'provisioning', fault, status, times: 1 });
    expect(await failureOf(run({ options: { rejectUnlessOk: true } }))).toMatchObject({
      name: 'PluginFailed',
      message: `callout plugin failed due to response status: [${status}]`,
    });
    expect((await run({ options: { rejectUnlessOk: true } })).output).toMatchObject({ status: 201 });
  });

  it('is retried after a 503 when the options require a 2xx', async () => {
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

  it('leaves it to the step host when the rejectWhen expression fails', async () => {
    const failure = await failureOf(run({ options: { rejectWhen: '$number(body.status) > 1' } }));
    expect(failure.name).toBe('ExpressionInvalid');
  });

  it('is retried after a rejected 503, once the Retry-After has passed', async () => {
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

  it('does not report a lost connection as a timeout, and gets the same reply on a repeat', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'drop-after-effect', times: 1 });
    expect(await failureOf(run())).toMatchObject({ name: 'CalloutNoReply', safe: false });
    await run({ attempt: 2 });
    expect(await received()).toHaveLength(1);
  });

  it('leaves an unreachable endpoint to the step host', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const failure = await failureOf(run({ options: { endpoint: `http://127.0.0.1:${port}/` } }));
    expect(failure.name).toBe('CalloutNotSent');
  });

  it('treats a reply that is not JSON as a success', async () => {
    await sandbox.fault({ partner: 'provisioning', fault: 'malformed', times: 1 });
    expect((await run()).output).toEqual({ status: 200 });
  });

  it('rejects unknown options, URLs that are not https and invalid statuses', () => {
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

  it('keeps personal data and secrets out of messages and logs', async () => {
    const accepted = pluginContext(calloutPlugin, given());
    const result = await calloutPlugin.run(accepted.context);
    await sandbox.fault({ partner: 'provisioning', fault: '500', times: 1 });
    const failure = await failureOf(run({ options: rejecting(500) }));
    const text = JSON.stringify([result, accepted.logs, failure.message, failure.publicMessage]);
    for (const value of [...PERSONAL_VALUES, ...SECRET_VALUES]) expect(text).not.toContain(value);
  });
});

describe('the output of a callout', () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    request.pipe(response);
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Posts an order to an endpoint that echoes it. */
  const echoed = (order: JsonObject, output?: JsonObject) => {
    const { port } = server.address() as AddressInfo;
    const options = { endpoint: `http://127.0.0.1:${port}/`, ...(output !== undefined && { output }) };
    const { context, logs } = pluginContext(calloutPlugin, { order, options });
    return { logs, result: calloutPlugin.run(context) };
  };

  it('is only the status when the options pick nothing, even if the endpoint echoes the order', async () => {
    const { result } = echoed(NEW_ORDER);
    const { output } = await result;
    expect(output).toEqual({ status: 200 });
    for (const value of PERSONAL_VALUES) expect(JSON.stringify(output)).not.toContain(value);
  });

  it('has texts, numbers and booleans by the names in the options', async () => {
    const order = { user: { id: 'user-7' }, seats: 3, trial: false };
    const { logs, result } = echoed(order, {
      userId: 'body.user.id',
      seats: 'body.seats',
      trial: 'body.trial',
      type: 'headers."content-type"',
      ok: 'status = 200',
    });
    expect((await result).output).toEqual({
      status: 200,
      userId: 'user-7',
      seats: 3,
      trial: false,
      type: 'application/json',
      ok: true,
    });
    expect(logs.map(({ level }) => level)).toEqual(['info']);
  });

  it('leaves out values that the reply does not have', async () => {
    const { logs, result } = echoed({ id: null }, { id: 'body.id', userId: 'body.user.id' });
    expect((await result).output).toEqual({ status: 200 });
    expect(logs.map(({ level }) => level)).toEqual(['info']);
  });

  it.each<[string, JsonObject]>([
    ['an object, such as the whole reply', { all: 'body' }],
    ['a list', { all: '[body.text]' }],
    ['a text of more than 256 characters', { all: 'body.text' }],
    ['the reply as text', { all: '$string(body)' }],
  ])('leaves out %s, with a warning', async (_, output) => {
    const { logs, result } = echoed({ text: 'a'.repeat(257), id: 'request-1' }, { ...output, id: 'body.id' });
    expect((await result).output).toEqual({ status: 200, id: 'request-1' });
    expect(logs).toContainEqual({
      level: 'warn',
      message: 'Left fields out of the output: only numbers, booleans and texts of up to 256 characters are passed on',
      data: { fields: ['all'] },
    });
  });

  it('keeps a text of 256 characters', async () => {
    const text = 'a'.repeat(256);
    expect((await echoed({ text }, { text: 'body.text' }).result).output).toEqual({ status: 200, text });
  });

  it('is left to the step host when an expression fails', async () => {
    const { result } = echoed({ id: 'request-1' }, { id: '$number(body.id)' });
    expect((await failureOf(result)).name).toBe('ExpressionInvalid');
  });

  it.each<[string, JsonObject]>([
    ['that does not parse', { userId: 'body.(' }],
    ['that is empty', { userId: '' }],
    ['that is not text', { userId: { id: 'body.id' } }],
    ['with the name of personal data', { email: 'body.email' }],
    ['with the name of a secret', { accessToken: 'body.token' }],
    ['with the name status', { status: 'body.status' }],
    ['without a name', { '': 'body.id' }],
  ])('is rejected in a tenant file with an expression %s', (_, output) => {
    const endpoint = 'https://example.org/orders';
    expect(acceptsOptions(calloutPlugin, { endpoint, output })).toBe(false);
    expect(acceptsOptions(calloutPlugin, { endpoint, output: { userId: 'body.id' } })).toBe(true);
  });
});
