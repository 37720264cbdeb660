import * as z from 'zod';
import type { ClientRole } from '../../core/access.ts';
import { hostOf, isLoopbackHost } from '../../core/hosts.ts';
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
 * @param option the option of the command that has the URL. @default `--api`
 * @throws UsageError the URL is invalid or of another machine and there is no TOKEN, or the running system returns no token
 */
export async function openApi(
  url: string | undefined,
  role: ClientRole,
  env: Readonly<Record<string, string | undefined>>,
  option = '--api',
): Promise<AskApi> {
  const { DATA_DIR, PORT } = readEnvironment(env);
  const base = systemUrl(url, PORT, option);
  if (!env.TOKEN && !isLoopbackHost(hostOf(base)))
    throw new UsageError(
      `Expected a token for ${base} in TOKEN, found none: set it, as in TOKEN=… ${option} ${base}. The clients of this machine are unknown there.`,
    );
  const token = env.TOKEN || (await fetchToken({ url: base, dataDir: DATA_DIR, role }));
  return async (path, body) => {
    const response = await callSystem(`${base}${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer = await jsonOf(response);
    if (!response.ok) throw new UsageError(`${path} answered ${response.status}: ${explained(answer)}`);
    return answer;
  };
}

const problemSchema = z.object({ title: z.string(), detail: z.string().optional() });

/** A problem of the API says what is wrong and what to do in words. */
function explained(answer: unknown): string {
  const problem = problemSchema.safeParse(answer);
  return problem.success ? (problem.data.detail ?? problem.data.title) : JSON.stringify(answer);
}
