import { UsageError } from './usage-error.ts';

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
