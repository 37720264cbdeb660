import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createOutbound } from '../../../lambdas/outbound/send-request.ts';
import { localServer } from './local-server.ts';

/** A client whose resolver returns one answer after the other, as a rebinding DNS server does. */
function outboundWith(...answers: readonly (string | Error)[]) {
  const asked: string[] = [];
  const outbound = createOutbound(async (hostname): Promise<readonly LookupAddress[]> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(hostname);
    if (answer === undefined || answer instanceof Error) throw answer;
    return [{ address: answer, family: answer.includes(':') ? 6 : 4 }];
  });
  onTestFinished(() => outbound.close());
  return { outbound, asked };
}

const ask = (method: 'GET' | 'POST', url: string) => ({ method, url, headers: {}, timeoutMs: 5000 });

describe('createOutbound', () => {
  it.each(['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', 'fd00:ec2::254'])(
    'refuses a public name that resolves to %s, and dials nothing',
    async (address) => {
      const server = await localServer(createServer((_, reply) => reply.end('reached')));
      const { outbound, asked } = outboundWith(address);
      const sent = outbound.send(ask('GET', `https://api.example.org:${server.port}/`), {});
      await expect(sent).rejects.toMatchObject({
        name: 'CalloutForbidden',
        message: expect.stringContaining(`Expected a public address for api.example.org, found ${address}`),
      });
      expect(server.connections()).toBe(0);
      expect(asked).toEqual(['api.example.org']);
    },
  );

  it('dials the address that it checked, although the next DNS answer differs', async () => {
    const server = await localServer(createServer((request, reply) => reply.end(request.headers.host)));
    const { outbound, asked } = outboundWith('127.0.0.1', '10.0.0.1');
    const host = `partner.test:${server.port}`;
    const first = await outbound.send(ask('POST', `http://${host}/`), { loopback: [host] });
    expect(first).toMatchObject({ status: 200, text: host });
    expect(asked).toHaveLength(1);
    outbound.close();
    const second = outbound.send(ask('POST', `http://${host}/`), { loopback: [host] });
    await expect(second).rejects.toMatchObject({ name: 'CalloutForbidden' });
    expect(server.connections()).toBe(1);
  });

  it('does not reuse a loopback connection for a policy that does not list it', async () => {
    const server = await localServer(createServer((_, reply) => reply.end('kept')));
    const { outbound } = outboundWith('127.0.0.1');
    const host = `localhost:${server.port}`;
    expect(await outbound.send(ask('GET', `http://${host}/`), { loopback: [host] })).toMatchObject({ text: 'kept' });
    await expect(outbound.send(ask('GET', `http://${host}/`), {})).rejects.toMatchObject({ name: 'CalloutForbidden' });
    await expect(outbound.send(ask('GET', `https://${host}/`), {})).rejects.toMatchObject({ name: 'CalloutForbidden' });
  });

  it('says that nothing was sent when the name does not resolve', async () => {
    const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
    const { outbound } = outboundWith(cause);
    await expect(outbound.send(ask('POST', 'https://nowhere.example.org/'), {})).rejects.toMatchObject({
      name: 'CalloutNotSent',
      message: expect.stringContaining('POST to nowhere.example.org:443 was not sent'),
      cause,
    });
  });

  it('says that nothing was sent when the time ends while the name is resolved', async () => {
    const outbound = createOutbound(() => new Promise(() => {}));
    const sent = outbound.send({ ...ask('POST', 'https://slow.example.org/'), timeoutMs: 20 }, {});
    await expect(sent).rejects.toMatchObject({ name: 'CalloutNotSent', cause: { name: 'TimeoutError' } });
  });

  it('keeps the connection for the next request', async () => {
    const server = await localServer(createServer((_, reply) => reply.end()));
    const { outbound } = outboundWith('127.0.0.1');
    const counts: number[] = [];
    for (const method of ['GET', 'GET', 'POST', 'POST', 'GET'] as const) {
      await outbound.send(ask(method, server.url), server.policy);
      counts.push(server.connections());
    }
    expect(counts).toEqual([1, 1, 1, 1, 1]);
    outbound.close();
    outbound.close();
    await outbound.send(ask('GET', server.url), server.policy);
    expect(server.connections()).toBe(2);
  });

  it.each([
    ['a second ago', 1000, [1, 1]],
    ['longer ago', 1001, [2, 2]],
    ['in the future, because the clock was set back', -1, [2, 2]],
  ])('sends a request with an effect on a connection that was last used %s: %i ms', async (_, idleMs, expected) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await localServer(createServer((_, reply) => reply.end()));
    const { outbound } = outboundWith('127.0.0.1');
    const counts: number[] = [];
    await outbound.send(ask('GET', server.url), server.policy);
    vi.setSystemTime(Date.now() + idleMs);
    for (const method of ['POST', 'GET'] as const) {
      await outbound.send(ask(method, server.url), server.policy);
      counts.push(server.connections());
    }
    expect(counts).toEqual(expected);
  });

  it('sends a safe request on a connection that was last used long ago', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await localServer(createServer((_, reply) => reply.end()));
    const { outbound } = outboundWith('127.0.0.1');
    await outbound.send(ask('GET', server.url), server.policy);
    vi.setSystemTime(Date.now() + 60_000);
    await outbound.send(ask('GET', server.url), server.policy);
    expect(server.connections()).toBe(1);
  });

  it('reports an effect as unknown, and sends nothing again, when a fresh connection turns out to be dead', async () => {
    let requests = 0;
    const server = await localServer(
      createServer((request, reply) => {
        requests += 1;
        if (requests === 1) reply.end();
        else request.socket.destroy();
      }),
    );
    const { outbound } = outboundWith('127.0.0.1');
    await outbound.send(ask('POST', server.url), server.policy);
    await expect(outbound.send(ask('POST', server.url), server.policy)).rejects.toMatchObject({
      name: 'CalloutNoReply',
      safe: false,
    });
    expect(requests).toBe(2);
  });

  it('sends a safe request once more when its kept connection turns out to be dead', async () => {
    const ports = new Set<number | undefined>();
    const server = await localServer(
      createServer((request, reply) => {
        if (ports.has(request.socket.remotePort)) request.socket.destroy();
        else reply.end('whole');
        ports.add(request.socket.remotePort);
      }),
    );
    const { outbound } = outboundWith('127.0.0.1');
    await outbound.send(ask('GET', server.url), server.policy);
    expect(await outbound.send(ask('GET', server.url), server.policy)).toMatchObject({ text: 'whole' });
    expect(server.connections()).toBe(2);
  });

  it('sends nothing again when a new connection is reset', async () => {
    const server = await localServer(createServer((request) => request.socket.destroy()));
    const { outbound } = outboundWith('127.0.0.1');
    const sent = outbound.send(ask('GET', server.url), server.policy);
    await expect(sent).rejects.toMatchObject({ name: 'CalloutNoReply', safe: true });
    expect(server.connections()).toBe(1);
  });
});
