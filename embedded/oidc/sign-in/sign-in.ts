import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { crossOriginReason } from '../../http/cross-origin-reason.ts';
import { BodyTooLarge, readBody } from '../../http/read-body.ts';
import type { SigningKey } from '../signing-key.ts';
import { createMemoryAdapter } from './memory-adapter.ts';
import type { People } from './people.ts';
import { createProvider, type ProviderOptions } from './provider.ts';
import { errorPage, PAGE_STYLE, signInPage } from './sign-in-pages.ts';
import { SIGN_IN_PATHS } from './sign-in-settings.ts';

/** The people who may sign in, and the handler of every request below {@link SIGN_IN_PATHS}. */
export interface SignIn {
  /** @returns false for any other path, with the response untouched */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Options of {@link createSignIn}. */
export interface SignInOptions extends Pick<ProviderOptions, 'accessTokenSeconds' | 'audience' | 'agentRedirectUrls'> {
  readonly people: People;
  /** Returns the key that signs now. It is another one every 90 days. */
  key(): Promise<SigningKey>;
  /** Returns the base URL of the issuer. Called for the first request, since the port may be assigned later. */
  issuerUrl(): string;
}

const BODY_LIMIT = 4 * 1024;

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${sha256(PAGE_STYLE)}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  // With no referrer at all, browsers do not name the origin of a form either.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/**
 * Creates the sign-in of people.
 *
 * Its library takes its keys once, so another key means another provider. Sessions and refresh tokens outlive it.
 */
export function createSignIn({ people, issuerUrl, key, ...options }: SignInOptions): SignIn {
  const sessions = { adapter: createMemoryAdapter(), cookieKey: randomBytes(32).toString('base64url') };
  let opened: { readonly key: SigningKey; readonly provider: Promise<Provider> } | undefined;
  const open = (keys: ProviderOptions['keys']): Promise<Provider> =>
    createProvider({ ...options, ...sessions, keys, people, issuerUrl: issuerUrl() });
  const currentProvider = async (): Promise<Provider> => {
    const current = await key();
    if (opened?.key.kid !== current.kid)
      opened = { key: current, provider: open(opened === undefined ? [current] : [current, opened.key]) };
    return opened.provider;
  };
  return {
    async handle(request, response) {
      const path = request.url?.split('?')[0] ?? '';
      if (!path.startsWith(`${SIGN_IN_PATHS.base}/`)) return false;
      const reason = crossOriginReason(request.headers);
      if (reason !== undefined) sendPage(response, 403, errorPage(reason));
      else await answer(await currentProvider(), people, path, request, response);
      return true;
    },
  };
}

async function answer(
  provider: Provider,
  people: People,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path.startsWith(`${SIGN_IN_PATHS.people}/`)) await askWho(provider, people, path, request, response);
  else {
    for (const [name, value] of Object.entries(HEADERS)) if (name !== 'content-type') response.setHeader(name, value);
    await provider.callback()(request, response);
  }
}

/** Shows the form, and checks the password when it is sent. */
async function askWho(
  provider: Provider,
  people: People,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isKnown = await provider.interactionDetails(request, response).then(
    ({ uid }) => path === `${SIGN_IN_PATHS.people}/${uid}`,
    () => false,
  );
  if (!isKnown) {
    sendPage(response, 400, errorPage('This sign-in has expired, or was started in another browser.'));
    return;
  }
  const form = request.method === 'POST' ? await readForm(request) : undefined;
  const person = form && people.find(form.get('name') ?? '', form.get('password') ?? '');
  if (person === undefined) {
    const failed = form !== undefined;
    sendPage(response, failed ? 401 : 200, signInPage({ action: path, people: people.all, failed }));
    return;
  }
  // The library lets a program on this machine have a token only if its person was asked for this one: the password is the consent.
  await provider.interactionFinished(request, response, { login: { accountId: person.name }, consent: {} });
}

/** Reads a form; one that is too large has no fields. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await readBody(request, BODY_LIMIT).catch((error: unknown) => {
    if (error instanceof BodyTooLarge) return '';
    throw error;
  });
  return new URLSearchParams(body.toString());
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...HEADERS, 'content-length': Buffer.byteLength(html) });
  response.end(html);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
