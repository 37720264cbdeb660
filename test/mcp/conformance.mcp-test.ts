import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_ROLES } from '../../core/access.ts';
import { closeServer, listen } from '../../embedded/http/server.ts';
import { DEMO_TENANT, startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { NOT_APPLICABLE } from './conformance/not-applicable.ts';
import { type Check, installSuite, runSuite } from './conformance/run-suite.ts';

/** The revisions that agents speak. */
const REVISIONS = ['2025-11-25', '2026-07-28'] as const;

let system: TestSystem;
let proxy: Server;
let checks: readonly (Check & { readonly revision: string })[];

beforeAll(async () => {
  await installSuite();
  system = await startTestSystem({ tenant: { ...DEMO_TENANT, api: { agentsMayAct: true } } });
  proxy = withToken(system.runtime.apiUrl, await system.token(CLIENT_ROLES.operator.scopes));
  const url = `http://127.0.0.1:${await listen(proxy, 0)}/mcp`;
  const runs = [];
  for (const revision of REVISIONS) runs.push((await runSuite(url, revision)).map((check) => ({ ...check, revision })));
  checks = runs.flat();
}, 120_000);
afterAll(async () => {
  await closeServer(proxy, 0);
  await system.close();
});

/** The suite sends no tokens, so this adds one. Everything else is passed on as it is. */
function withToken(target: string, token: string): Server {
  return createServer((received, response) => {
    const { url = '', method, headers } = received;
    const sent = request(new URL(url, target), { method, headers: { ...headers, authorization: `Bearer ${token}` } });
    sent.on('response', (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    sent.on('error', () => response.destroy());
    received.pipe(sent);
  });
}

const passedIn = (scenario: string): number =>
  checks.filter((check) => check.scenario === scenario && check.status === 'SUCCESS').length;

describe('the public conformance suite', () => {
  it('finds nothing wrong, apart from what this server does not have', () => {
    const failed = checks.filter(({ status }) => status === 'FAILURE');
    const known = NOT_APPLICABLE.flatMap((reason) => reason.checks);
    const unexpected = failed.filter(({ id }) => !known.includes(id));
    expect(unexpected).toEqual([]);
    const ids = new Set(failed.map(({ id }) => id));
    expect(known.filter((id) => !ids.has(id))).toEqual([]);
    const passed = checks.filter(({ status }) => status === 'SUCCESS').length;
    process.stdout.write(
      `${checks.length} checks of ${REVISIONS.join(' and ')}: ${passed} passed, ${failed.length} not applicable, ${unexpected.length} failed\n`,
    );
  });

  it.each([
    ['server-initialize', 2],
    ['ping', 2],
    ['tools-list', 6],
    ['dns-rebinding-protection', 4],
    ['http-header-validation', 14],
    ['server-stateless', 20],
  ])('really looked at %s', (scenario, atLeast) => {
    expect(passedIn(scenario)).toBeGreaterThanOrEqual(atLeast);
  });

  it('finds every message valid by the schema of its revision', () => {
    const messages = checks.filter(({ id }) => id === 'wire-schema-valid');
    expect(messages.length).toBeGreaterThan(50);
    expect(messages.filter(({ status }) => status !== 'SUCCESS')).toEqual([]);
  });
});
