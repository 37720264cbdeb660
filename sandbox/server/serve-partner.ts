import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { Store } from '../state/store.ts';
import { answer } from './answer.ts';
import type { Reply, SandboxRequest } from './exchange.ts';
import type { RecordExchange } from './exchange-recorder.ts';
import { send } from './http.ts';
import type { Partner } from './partner.ts';
import type { LoggedRequest } from './request-log.ts';
import { matchRoute } from './route.ts';

const DEFAULT_DELAY_MS = 3_000;
const MALFORMED: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html;charset=UTF-8' },
  text: '<!doctype html><title>Maintenance</title><p>We will be back shortly',
};

/** Shared state of the running sandbox. */
export interface ServingDeps {
  readonly store: Store;
  readonly faults: FaultList;
  readonly record: RecordExchange;
  now(): Date;
  /** Aborted when the sandbox closes, so that a slow answer ends early. */
  readonly closing: AbortSignal;
}

/** Serves one request to a partner, with the next fault that applies to it. */
export async function servePartner(
  { store, faults, record, now, closing }: ServingDeps,
  partner: Partner,
  request: SandboxRequest,
  response: ServerResponse,
  logged: LoggedRequest,
): Promise<void> {
  function reply(original: Reply): void {
    const value = partner.inVersion?.(original, request) ?? original;
    const headers = { ...partner.responseHeaders?.(request), ...value.headers };
    logged.status = value.status;
    record({ partner: partner.name, request, reply: value, isInjected: fault !== undefined });
    send(response, { ...value, headers });
  }
  const match = matchRoute(partner.routes, request.method, request.path);
  const kind = match?.route.kind;
  const fault = kind && faults.take({ partner: partner.name, path: request.path, kind });
  if (match === undefined) return reply(partner.unknownOperation(request));

  const perform = (declined?: Reply): Reply => answer(store, partner, match, request, now(), declined);
  if (fault === undefined) return reply(perform());
  return serveFault({ fault, partner, path: request.path, perform, reply, response, closing });
}

interface FaultServing {
  readonly fault: Fault;
  readonly partner: Partner;
  readonly path: string;
  readonly perform: (declined?: Reply) => Reply;
  readonly reply: (value: Reply) => void;
  readonly response: ServerResponse;
  readonly closing: AbortSignal;
}

async function serveFault(serving: FaultServing): Promise<void> {
  const { fault, partner, path, perform, reply, response, closing } = serving;
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
      await wait(fault.delayMs ?? DEFAULT_DELAY_MS, undefined, { signal: closing }).catch(() => {});
      return reply(late);
    }
    case 'conflict':
      return reply({ ...perform(), status: 409 });
    case 'decline':
      return reply(perform(partner.fault({ ...fault, fault: fault.fault, requestPath: path })));
    case 'lock':
    case 'concurrency-limit':
    case 'gateway-timeout':
      return reply(perform(partner.ownFault?.({ ...fault, fault: fault.fault, requestPath: path })));
    case 'in-progress': {
      const answered = partner.ownFault?.({ ...fault, fault: fault.fault, requestPath: path });
      return reply(answered ?? perform());
    }
    default: {
      const answered = partner.fault({ ...fault, fault: fault.fault, requestPath: path });
      return reply(fault.kept ? perform(answered) : answered);
    }
  }
}
