import type { ClientRole } from '../../core/access.ts';
import { callSystem, fetchToken, jsonOf, systemUrl } from './call-system.ts';
import { readEnvironment } from './environment.ts';
import { UsageError } from './run-command.ts';

/**
 * Sends a request to the API and returns the body of its response.
 *
 * @param body sent with `POST`. @default none: the request is a `GET`
 * @throws UsageError the system does not answer, or the response is an error
 */
export type AskApi = (path: string, body?: object) => Promise<unknown>;

/**
 * Opens the API of a system with the token of TOKEN or, without it, of a client of the running system on this machine.
 *
 * @param url base URL. @default that of the running system
 * @param role the client to use
 * @throws UsageError the URL is invalid, or the running system returns no token
 */
export async function openApi(
  url: string | undefined,
  role: ClientRole,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AskApi> {
  const { DATA_DIR, PORT } = readEnvironment(env);
  const base = systemUrl(url, PORT);
  const token = env.TOKEN ?? (await fetchToken({ url: base, dataDir: DATA_DIR, role }));
  return async (path, body) => {
    const response = await callSystem(`${base}${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer = await jsonOf(response);
    if (!response.ok) throw new UsageError(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
}
