import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConsoleSettings } from '../../../blueprint/wire/console-settings.ts';
import { localConsoleSettings } from '../../../embedded/oidc/sign-in/sign-in-settings.ts';
import { readConsoleFiles } from '../../../lambdas/console/console-files.ts';
import { createConsoleHandler } from '../../../lambdas/console/serve-console.ts';
import { createLogger } from '../../../lambdas/runtime/logger.ts';

const PAGE = '<!doctype html><title>Console</title>';
const SCRIPT = 'export const answer = 42;';
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'console-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), PAGE);
  await writeFile(join(directory, 'assets', 'index-1a2b.js'), SCRIPT);
  await writeFile(join(directory, 'secret.txt'), 'not to be served');
});

afterAll(() => rm(directory, { recursive: true }));

interface Sent {
  readonly files?: string;
  readonly settings?: ConsoleSettings;
  readonly headers?: Readonly<Record<string, string>>;
}

async function get(
  path: string,
  pathParameters: Readonly<Record<string, string>> | null = {},
  { files = directory, settings = localConsoleSettings(true), headers = {} }: Sent = {},
): Promise<APIGatewayProxyStructuredResultV2 & { readonly text: string }> {
  const handler = createConsoleHandler(createLogger('console'), { settings, files: await readConsoleFiles(files) });
  const event = { routeKey: `GET ${path}`, pathParameters, headers } as unknown as APIGatewayProxyEventV2;
  const result = await handler(event, {} as Context);
  const bytes = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
  const isGzip = result.headers?.['content-encoding'] === 'gzip';
  return { ...result, text: (isGzip ? gunzipSync(bytes) : bytes).toString() };
}

it.each([
  ['/console', {}],
  ['/console', null],
  ['/console/{view}', { view: 'orders' }],
  ['/console/{view}/{id}', { view: 'orders', id: 'order-1' }],
])('serves the page for %s, not to be kept', async (path, parameters) => {
  const { statusCode, headers, text } = await get(path, parameters);
  expect({ statusCode, text }).toEqual({ statusCode: 200, text: PAGE });
  expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
});

it.each([
  ['/console/{view}', { view: 'nothing' }],
  ['/console/{view}/{id}', { view: 'config', id: 'x' }],
])('serves the page with status 404 for a view that does not exist: %s %o', async (path, parameters) => {
  await expect(get(path, parameters)).resolves.toMatchObject({ statusCode: 404, text: PAGE });
});

it('serves a file with a hash in its name for good', async () => {
  const { statusCode, headers, text } = await get('/console/assets/{file}', { file: 'index-1a2b.js' });
  expect({ statusCode, text }).toEqual({ statusCode: 200, text: SCRIPT });
  expect(headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  });
});

it.each(['index-9.js', '../secret.txt', '..%2fsecret.txt', '', 'constructor'])(
  'serves no other file: %s',
  async (file) => {
    const { statusCode, headers, text } = await get('/console/assets/{file}', { file });
    expect(statusCode).toBe(404);
    expect(headers?.['cache-control']).toBe('no-cache');
    expect(text).not.toContain('not to be served');
  },
);

it('compresses for those who accept it, and for nobody else', async () => {
  const file = { file: 'index-1a2b.js' };
  const accepting = await get('/console/assets/{file}', file, { headers: { 'accept-encoding': 'br, gzip;q=0.8' } });
  expect(accepting).toMatchObject({ text: SCRIPT, headers: { 'content-encoding': 'gzip', vary: 'accept-encoding' } });
  for (const encoding of ['br', 'gzip;q=0', 'x-gzip']) {
    const refusing = await get('/console/assets/{file}', file, { headers: { 'accept-encoding': encoding } });
    expect(refusing.headers).not.toHaveProperty('content-encoding');
    expect(refusing.text).toBe(SCRIPT);
  }
});

it('lets the page run its own scripts only, and send requests to its own host only', async () => {
  const policy = String((await get('/console')).headers?.['content-security-policy']);
  expect(policy).toContain(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';",
  );
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
});

it('lets the page send requests to the token endpoint of another host', async () => {
  const { signIn, sandbox } = localConsoleSettings(false);
  const elsewhere = signIn && { ...signIn, tokenEndpoint: 'https://login.example.org/oauth2/token' };
  const { headers } = await get('/console', {}, { settings: { signIn: elsewhere, sandbox } });
  expect(headers?.['content-security-policy']).toContain("connect-src 'self' https://login.example.org;");
});

it('has settings without a secret', async () => {
  const { text, headers } = await get('/console/settings.json');
  expect(JSON.parse(text)).toEqual(localConsoleSettings(true));
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-cache' });
});

it('says that the console has not been built', async () => {
  const result = await get('/console', {}, { files: join(directory, 'nowhere') });
  expect(result.statusCode).toBe(503);
  expect(result.text).toContain('npm start');
});
