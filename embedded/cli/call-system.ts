import * as z from 'zod';
import { credentialsFile, ISSUER_PATHS, readClientCredentials } from '../oidc/client-credentials.ts';
import { UsageError } from './run-command.ts';

/**
 * The base URL of the running system, without a slash at the end.
 *
 * @param given what the command line says; default: `http://127.0.0.1:<port>`
 * @throws UsageError when it is no http URL
 */
export function systemUrl(given: string | undefined, port: number): string {
  if (given === undefined) return `http://127.0.0.1:${port}`;
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--url: expected a URL such as http://127.0.0.1:3000, found '${given}'`);
  }
  return url.href.replace(/\/+$/, '');
}

/**
 * Sends a request to the running system.
 *
 * @throws UsageError when nothing answers
 */
export async function callSystem(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    const { origin } = new URL(url);
    throw new UsageError(`Nothing answers at ${origin}: start the system with npm start, or set PORT to its port.`, {
      cause,
    });
  }
}

/** Reads a body as JSON; undefined when it is none. */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

const tokenSchema = z.object({ access_token: z.string() });
const refusalSchema = z.object({ error: z.string(), error_description: z.string() });

/** Which token to ask for, and where. */
export interface TokenRequest {
  /** Base URL of the running system. */
  readonly url: string;
  /** The directory with its `credentials.json`. */
  readonly dataDir: string;
  /** Scopes with spaces between. @default every scope of the client */
  readonly scope?: string | undefined;
}

/**
 * Asks the running system for a bearer token.
 *
 * @throws UsageError when there are no credentials, nothing answers or the token is refused
 */
export async function fetchToken({ url, dataDir, scope }: TokenRequest): Promise<string> {
  const credentials = await readClientCredentials(dataDir);
  if (credentials === undefined) {
    const file = credentialsFile(dataDir);
    throw new UsageError(
      `${file} is not there: start the system with npm start first, or set DATA_DIR to its directory.`,
    );
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
  throw new UsageError(`${url} gave no token: ${reasonOf(answer) ?? `it answered ${response.status}.`}`);
}

function reasonOf(answer: unknown): string | undefined {
  const refusal = refusalSchema.safeParse(answer);
  return refusal.success ? `${refusal.data.error}, ${refusal.data.error_description}.` : undefined;
}
