import {
  Client,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type OAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonName } from '../../embedded/credentials-file.ts';
import { agentOf } from '../helpers/mcp-client.ts';
import { DEMO_TENANT, startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { form, TestBrowser } from '../helpers/test-browser.ts';

/** Where an agent listens for the person to come back. Nobody listens in these tests. */
const REDIRECT_URL = 'http://localhost:49152/callback';

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ tenant: { ...DEMO_TENANT, api: { agentsMayAct: true } } });
});
afterAll(() => system.close());

/** What an agent keeps of its sign-in: it knows its client's id and nothing else of the system. */
class AgentSignIn implements OAuthClientProvider {
  readonly redirectUrl = REDIRECT_URL;
  readonly clientMetadata = {
    client_name: 'test-agent',
    redirect_uris: [REDIRECT_URL],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  };
  /** Where it sent the person. */
  asked: URL | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = '';
  #discovery: OAuthDiscoveryState | undefined;

  clientInformation = () => ({ client_id: 'agent' });
  tokens = () => this.#tokens;
  saveTokens(tokens: OAuthTokens) {
    this.#tokens = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.asked = url;
  }
  codeVerifier = () => this.#verifier;
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  discoveryState = () => this.#discovery;
  saveDiscoveryState(state: OAuthDiscoveryState) {
    this.#discovery = state;
  }
  /** The access token is no longer good; the refresh token is. */
  expire() {
    if (this.#tokens !== undefined) this.#tokens = { ...this.#tokens, access_token: 'x.y.z' };
  }
}

/** Signs a person in where an agent sent them, and returns the address that they are sent back to. */
async function signIn(asked: URL, name: PersonName, browser = new TestBrowser(asked.origin)): Promise<URL> {
  const start = await browser.send(asked.href);
  const page = start.headers.get('location') ?? '';
  let reply = await browser.send(page, form({ name, password: system.runtime.people.passwordOf[name] }));
  for (;;) {
    const target = reply.headers.get('location');
    if (target === null) throw new TypeError(`Expected a redirect, found ${reply.status} ${await reply.text()}`);
    const location = new URL(target, asked.origin);
    if (location.origin !== asked.origin) return location;
    reply = await browser.send(location.href);
  }
}

/** Connects an agent that knows the address of the endpoint only, and the person behind it. */
async function connectAs(name: PersonName, apiUrl = system.runtime.apiUrl) {
  const authProvider = new AgentSignIn();
  const url = new URL(`${apiUrl}/mcp`);
  const first = new StreamableHTTPClientTransport(url, { authProvider });
  await expect(new Client({ name: 'test-agent', version: '1.0.0' }).connect(first)).rejects.toThrow(UnauthorizedError);
  const { asked } = authProvider;
  if (asked === undefined) throw new TypeError('Expected the agent to send the person to the sign-in.');
  await first.finishAuth((await signIn(asked, name)).searchParams);
  const client = new Client({ name: 'test-agent', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider }));
  return { agent: agentOf(client), authProvider, asked };
}

describe('a person who signs in through an agent', () => {
  it.each(['viewer', 'operator'] as const)('as %s is who acts, with the scopes of their role', async (name) => {
    const { agent, authProvider, asked } = await connectAs(name);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: 'agent',
      scope: 'orders:read orders:operate',
      resource: `${system.runtime.apiUrl}/mcp`,
      code_challenge_method: 'S256',
    });
    const { sub, client_id, scope } = decodeJwt(authProvider.tokens()?.access_token ?? '');
    const expected = name === 'viewer' ? 'orders:read' : 'orders:read orders:operate';
    expect({ sub, client_id, scope }).toEqual({ sub: name, client_id: 'agent', scope: expected });
    const tools = await agent.tools();
    expect(tools).toContain('listOrders');
    expect(tools.includes('resumeOrder')).toBe(name === 'operator');
    expect(await agent.call('listOrders')).toMatchObject({ status: 200, data: { items: [] } });
    await agent.client.close();
  });

  it('is not asked again when the token has expired', async () => {
    const { agent, authProvider } = await connectAs('viewer');
    authProvider.asked = undefined;
    authProvider.expire();
    expect(await agent.call('listOrders')).toMatchObject({ status: 200 });
    expect(authProvider.asked).toBeUndefined();
    await agent.client.close();
  });

  it('is asked for each agent, although the browser is signed in', async () => {
    const { asked } = await connectAs('viewer');
    const browser = new TestBrowser(asked.origin);
    await signIn(asked, 'viewer', browser);
    const again = await browser.send(asked.href);
    expect(again.headers.get('location')).toMatch(/^\/sign-in\/people\//);
  });

  it('may call this machine by its other name', async () => {
    const { agent } = await connectAs('viewer', system.runtime.apiUrl.replace('127.0.0.1', 'localhost'));
    expect(await agent.call('listOrders')).toMatchObject({ status: 200 });
    await agent.client.close();
  });

  it('is sent to no other place, and gets no token for another resource', async () => {
    const { asked } = await connectAs('viewer');
    const changed = async (name: string, value: string) => {
      const url = new URL(asked);
      url.searchParams.set(name, value);
      const reply = await new TestBrowser(url.origin).send(url.href);
      return `${reply.status} ${new URL(reply.headers.get('location') ?? 'none:', url.origin).searchParams.get('error')}`;
    };
    expect(await changed('redirect_uri', 'https://evil.example/callback')).toBe('400 null');
    expect(await changed('redirect_uri', 'http://localhost:49152/elsewhere')).toBe('400 null');
    expect(await changed('resource', 'https://evil.example/mcp')).toBe('303 invalid_target');
    expect(await changed('code_challenge_method', 'plain')).toBe('303 invalid_request');
  });
});
