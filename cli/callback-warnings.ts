import type { Blueprint } from '../blueprint/blueprint.ts';

/** Names the steps that wait for a callback which no client of the tenant's user pool may send, and what to change. */
export function callbackWarnings({
  auth,
  clients,
  sequences,
}: Pick<Blueprint, 'auth' | 'clients' | 'sequences'>): readonly string[] {
  const waiting = sequences.flatMap(({ steps }) => steps.filter(({ callback }) => callback !== undefined));
  if (auth !== undefined || clients.includes('callback') || waiting.length === 0) return [];
  const ids = [...new Set(waiting.map(({ id }) => id))];
  const wanted = JSON.stringify([...clients, 'callback']);
  return [`Warning: on AWS, no client may answer the callbacks of ${ids.join(', ')}. Set api.clients to ${wanted}.`];
}
