import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import type { SandboxCredentials } from '../../sandbox/sandbox.ts';
import { requestToken } from './access-token.ts';

const effectsSchema = z.array(z.looseObject({ kind: z.string(), key: z.string() }));

const acceptedSchema = z.object({ success: z.literal(true) });

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

/**
 * Makes Zuora collect every open invoice of accounts on auto-pay.
 *
 * @throws ZodError when Zuora rejects the payment run
 */
export async function runPayments(
  sandboxUrl: string,
  { clientId, clientSecret }: SandboxCredentials['zuora'],
): Promise<void> {
  const zuora = `${sandboxUrl}/zuora`;
  const token = await requestToken(`${zuora}/oauth/token`, clientId, clientSecret);
  const reply = await fetch(`${zuora}/v1/payment-runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ targetDate: '2030-01-01' }),
  });
  acceptedSchema.parse(await reply.json());
}
