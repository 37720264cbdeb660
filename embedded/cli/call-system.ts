import * as z from 'zod';
import type { ClientRole } from '../../core/access.ts';
import { isLoopbackHost } from '../../core/hosts.ts';
import { commandLine } from '../../project/package-root.ts';
import { credentialsFile } from '../credentials-file.ts';
import { ISSUER_PATHS, readClientCredentials } from '../oidc/client-credentials.ts';
import { UsageError } from './run-command.ts';

/**
 * Returns the base URL of the running system, without a trailing slash.
 *
 * @param given value of the option; default: `http://127.0.0.1:<port>`
 * @param option its name. @default `--url`
 * @throws UsageError when it is not an HTTP URL
 */
export function systemUrl(given: string | undefined, port: number, option = '--url'): string {
  if (given === undefined) return `http://127.0.0.1:${port}`;
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${option}: expected a URL such as http://127.0.0.1:3000, found '${given}'`);
  }
  return url.href.replace(/\/+$/, '');
}

/**
 * Sends a request to the running system.
 *
 * @throws UsageError when the system does not answer
 */
export async function callSystem(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const { hostname, origin } = new URL(url);
    const advice = isLoopbackHost(hostname)
      ? `start the system with ${commandLine('start')}, or set PORT to its port.`
      : 'check the URL.';
    throw new UsageError(`No answer from ${origin}: ${advice}`, { cause });
  }
}

/** Reads a body as JSON; returns undefined when it is not JSON. */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** What to do if a data folder lacks what the first start of the system writes. */
export const NOT_STARTED = `start the system with ${commandLine('start')} first, or set TENANT, STAGE and DATA_DIR as for that start.`;

const tokenSchema = z.object({ access_token: z.string() });
const tokenErrorSchema = z.object({ error: z.string(), error_description: z.string() });

/** Options of {@link fetchToken}. */
export interface TokenRequest {
  /** Base URL of the running system. */
  readonly url: string;
  /** Data folder of the system, with its `credentials.json`. */
  readonly dataDir: string;
  /** The client to use. */
  readonly role: ClientRole;
  /** Scopes, separated by spaces. @default every scope of the client */
  readonly scope?: string | undefined;
}

/**
 * Requests a bearer token from the running system.
 *
 * @throws UsageError when there are no credentials, the system does not answer, or it rejects the request
 */
export async function fetchToken({ url, dataDir, role, scope }: TokenRequest): Promise<string> {
  const credentials = await readClientCredentials(dataDir, role);
  if (credentials === undefined) {
    const file = credentialsFile(dataDir);
    throw new UsageError(`${file} has no client with the role ${role}: ${NOT_STARTED}`);
  }
  const { clientId, clientSecret } = credentials;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...(scope !== undefined && { scope }),
  });
  const response = await callSystem(`${url}${ISSUER_PATHS.token}`, { method: 'POST', body });
  const answer = await jsonOf(response);
  const token = tokenSchema.safeParse(answer);
  if (token.success) return token.data.access_token;
  throw new UsageError(`${url} returned no token: ${reasonOf(answer) ?? `status ${response.status}.`}`);
}

function reasonOf(answer: unknown): string | undefined {
  const error = tokenErrorSchema.safeParse(answer);
  return error.success ? `${error.data.error}, ${error.data.error_description}.` : undefined;
}
