import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';

const effectsSchema = z.array(z.looseObject({ kind: z.string(), key: z.string() }));

/** An effect at a partner. */
export type Effect = z.output<typeof effectsSchema>[number];

/** Reads all effects at the partners, oldest first. */
export async function readEffects(sandboxUrl: string): Promise<readonly Effect[]> {
  return effectsSchema.parse(await (await fetch(`${sandboxUrl}/__effects`)).json());
}

/**
 * Makes a partner misbehave.
 *
 * @throws Error when the sandbox rejects the fault
 */
export async function addFault(sandboxUrl: string, fault: JsonObject): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${sandboxUrl}/__faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
  if (!reply.ok) throw new Error(`The sandbox rejected the fault: ${await reply.text()}`);
}

/** Makes all partners behave again. */
export async function clearFaults(sandboxUrl: string): Promise<void> {
  await fetch(`${sandboxUrl}/__faults`, { method: 'DELETE' });
}
