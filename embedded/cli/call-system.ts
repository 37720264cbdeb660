import { UsageError } from './usage-error.ts';

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
