import { Webhook } from 'standardwebhooks';
import { basicAuthMatches } from '../server/credentials.ts';
import { header, type Reply, type SandboxRequest } from '../server/exchange.ts';
import { isObject, jsonValue } from '../server/json-body.ts';
import type { Partner } from '../server/partner.ts';
import { plainFault } from '../server/plain-fault.ts';
import type { Call } from '../server/route.ts';
import type { Collection, Transaction } from '../state/transaction.ts';

/** Credentials that the receiver accepts. */
export interface ReceiverCredentials {
  /** Standard Webhooks secret, `whsec_…`. */
  readonly signingSecret: string;
  readonly username: string;
  readonly password: string;
}

/** A webhook as it was received. */
export interface ReceivedWebhook {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Last segment of the URL it was sent to. */
  readonly name: string;
  /** Whether the signature or the credentials were valid. */
  readonly verified: boolean;
  /** Whether the same webhook id was accepted before. */
  readonly repeat: boolean;
  /** Request headers without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body as it was received: what the signature covers. */
  readonly rawBody: string;
}

/** A webhook as the control plane shows it, with its body parsed if it is JSON. */
export interface WebhookView extends ReceivedWebhook {
  readonly body: unknown;
}

const receivedWebhooks: Collection<ReceivedWebhook> = { name: 'receiver.webhooks' };

const accepted: Collection<{ at: string }> = { name: 'receiver.accepted' };
const SECRET_HEADERS: readonly string[] = ['authorization', 'proxy-authorization', 'cookie'];

/**
 * Creates a webhook receiver. It requires a Standard Webhooks signature or basic auth; if both are sent, both must be
 * valid. As the specification advises, a repeated `webhook-id` succeeds without another effect.
 * Source: the Standard Webhooks specification, "Verifying webhook authenticity" and "Idempotency".
 */
export function createReceiver(credentials: ReceiverCredentials): Partner {
  const webhook = new Webhook(credentials.signingSecret);
  return {
    name: 'receiver',
    routes: [
      {
        method: 'POST',
        pattern: '/:name',
        kind: 'write',
        handle: (call) => receive(call, isVerified(call.request, webhook, credentials)),
      },
    ],
    idempotency: { remembers: 'nothing' },
    authenticate: () => {},
    fault: plainFault,
    unknownOperation: (request) => ({
      status: 404,
      body: { message: `Send webhooks to /receiver/{name} with POST, not ${request.method}.` },
    }),
    internalError: (detail) => ({ status: 500, body: { message: detail } }),
  };
}

function isVerified(request: SandboxRequest, webhook: Webhook, credentials: ReceiverCredentials): boolean {
  const signed = header(request, 'webhook-signature') !== undefined;
  const authorization = header(request, 'authorization');
  if (!signed && authorization === undefined) return false;
  if (signed && !hasValidSignature(request, webhook)) return false;
  return authorization === undefined || basicAuthMatches(authorization, credentials.username, credentials.password);
}

function hasValidSignature(request: SandboxRequest, webhook: Webhook): boolean {
  try {
    webhook.verify(request.body, sentHeaders(request), { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function receive({ request, transaction, param }: Call, verified: boolean): Reply {
  const name = param('name');
  const id = header(request, 'webhook-id');
  const repeat = id !== undefined && transaction.get(accepted, `${name} ${id}`) !== undefined;
  const at = transaction.now.toISOString();
  const number = transaction.nextNumber('webhooks');
  const headers = Object.fromEntries(
    Object.entries(sentHeaders(request)).filter(([header]) => !SECRET_HEADERS.includes(header)),
  );
  transaction.put(receivedWebhooks, String(number), { at, name, verified, repeat, headers, rawBody: request.body });
  if (verified && id !== undefined) transaction.put(accepted, `${name} ${id}`, { at });
  if (!(verified && repeat)) {
    const { type, sequence } = eventOf(jsonValue(request.body));
    const key = id ?? `webhook-${number}`;
    transaction.effect({ partner: 'receiver', kind: 'webhook.received', key, name, type, sequence, verified });
  }
  return verified
    ? { status: 204 }
    : { status: 401, body: { message: 'The signature or the credentials are invalid.' } };
}

function sentHeaders(request: SandboxRequest): Record<string, string> {
  return Object.fromEntries(
    Object.keys(request.headers).flatMap((name) => {
      const value = header(request, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function eventOf(body: unknown): { type: string | null; sequence: number | null } {
  const nested = isObject(body) && isObject(body.event) ? body.event : {};
  const event = isObject(body) ? { ...nested, ...body } : nested;
  return {
    type: typeof event.type === 'string' ? event.type : null,
    sequence: typeof event.sequence === 'number' ? event.sequence : null,
  };
}

/** Returns all received webhooks, oldest first. */
export function webhookViews(transaction: Transaction): readonly WebhookView[] {
  return [...transaction.all(receivedWebhooks)].map((webhook) => ({
    // First, because what an earlier version stored has the body alone.
    body: jsonValue(webhook.rawBody) ?? webhook.rawBody,
    ...webhook,
  }));
}
