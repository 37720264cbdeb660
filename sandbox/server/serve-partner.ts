import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { AnsweredFault, Fault } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { Store } from '../state/store.ts';
import { answer } from './answer.ts';
import type { Reply, SandboxRequest } from './exchange.ts';
import type { Partner } from './partner.ts';
import type { LoggedRequest } from './request-log.ts';
import { matchRoute, type RouteMatch } from './route.ts';
import { send } from './send.ts';

const USUAL_DELAY_MS = 3_000;
const MALFORMED: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html;charset=UTF-8' },
  text: '<!doctype html><title>Maintenance</title><p>We will be back shortly',
};

/** What serving a partner needs besides the request. */
export interface PartnerServing {
  readonly store: Store;
  readonly faults: FaultList;
  /** Ends a slow answer early when the sandbox closes. */
  readonly closing: AbortSignal;
}

/** Serves one request to a partner, with the fault that waits for it, if any. */
export async function servePartner(
  { store, faults, closing }: PartnerServing,
  partner: Partner,
  request: SandboxRequest,
  response: ServerResponse,
  logged: LoggedRequest,
): Promise<void> {
  const reply = (value: Reply): void => {
    const headers = { ...partner.responseHeaders?.(request), ...value.headers };
    logged.status = value.status;
    send(response, { ...value, headers });
  };
  const match = matchRoute(partner.routes, request.method, request.path);
  if (match === undefined) return reply(partner.unknownOperation(request));

  const fault = faults.take({ partner: partner.name, path: request.path, kind: match.route.kind });
  const perform = (declined?: Reply): Reply => answer(store, partner, match, request, declined);
  if (fault === undefined) return reply(perform());
  return serveFault({ fault, partner, match, perform, reply, response, closing });
}

interface FaultServing {
  readonly fault: Fault;
  readonly partner: Partner;
  readonly match: RouteMatch;
  readonly perform: (declined?: Reply) => Reply;
  readonly reply: (value: Reply) => void;
  readonly response: ServerResponse;
  readonly closing: AbortSignal;
}

async function serveFault(serving: FaultServing): Promise<void> {
  const { fault, partner, perform, reply, response, closing } = serving;
  switch (fault.fault) {
    case 'hang':
      return;
    case 'malformed':
      return reply(MALFORMED);
    case 'drop-after-effect':
      perform();
      response.destroy();
      return;
    case 'slow': {
      const late = perform();
      await wait(fault.delayMs ?? USUAL_DELAY_MS, undefined, { signal: closing }).catch(() => {});
      return reply(late);
    }
    case 'decline':
      return reply(perform(partner.fault(inWords(fault, fault.fault))));
    default:
      return reply(partner.fault(inWords(fault, fault.fault)));
  }
}

const inWords = ({ retryAfterSeconds, status }: Fault, fault: AnsweredFault['fault']): AnsweredFault => ({
  fault,
  retryAfterSeconds,
  status,
});
