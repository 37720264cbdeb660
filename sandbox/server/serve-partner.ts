import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { Store } from '../state/store.ts';
import { answer, idempotencyKey } from './answer.ts';
import type { Reply, SandboxRequest } from './exchange.ts';
import type { RecordExchange } from './exchange-recorder.ts';
import { send } from './http.ts';
import type { Visit } from './limits.ts';
import type { Partner } from './partner.ts';
import type { LoggedRequest } from './request-log.ts';
import type { RouteMatch } from './route.ts';

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

/** A request to a partner while it is served. */
export interface Serving {
  readonly partner: Partner;
  /** Undefined if the partner has no such operation. */
  readonly match: RouteMatch | undefined;
  readonly request: SandboxRequest;
  readonly response: ServerResponse;
  readonly logged: LoggedRequest;
  /** Its place within the limits of the partner. */
  readonly visit: Visit;
}

/** Serves one request to a partner within its limits, with the next fault that applies to it. */
export async function servePartner(deps: ServingDeps, serving: Serving): Promise<void> {
  try {
    await serve(deps, serving);
  } finally {
    serving.visit.leave();
  }
}

async function serve(
  { store, faults, record, now, closing }: ServingDeps,
  { logged, match, partner, request, response, visit }: Serving,
): Promise<void> {
  function reply(original: Reply): void {
    const value = partner.inVersion?.(original, request) ?? original;
    const ofLimits = match && visit.usage && partner.limits?.headers(visit.usage, match.route);
    const headers = { ...partner.responseHeaders?.(request), ...ofLimits, ...value.headers };
    logged.status = value.status;
    const isInjected = fault !== undefined || visit.exceeded !== undefined;
    record({ partner: partner.name, request, reply: value, isInjected });
    visit.leave();
    send(response, { ...value, headers });
  }
  const kind = match?.route.kind;
  const fault = kind && faults.take({ partner: partner.name, path: request.path, kind });
  if (match === undefined) return reply(partner.unknownOperation(request));

  const perform = (declined?: Reply): Reply => {
    const answered = answer(store, partner, match, request, now(), declined);
    visit.unlock();
    return answered;
  };
  const { idempotency, locks } = partner;
  const key = idempotencyKey(idempotency, match, request);
  if (key !== undefined && idempotency.remembers !== 'nothing' && idempotency.inProgress !== undefined) {
    if (!visit.lock([`key ${key}`])) return reply(idempotency.inProgress());
  }
  if (visit.exceeded !== undefined) {
    const refusal =
      partner.limits?.refusal(visit.exceeded) ?? partner.fault({ fault: '429', requestPath: request.path });
    // A request beyond the rate never reaches the operation, whose answers are kept under the key.
    return reply(visit.exceeded === 'rate' ? refusal : perform(refusal));
  }
  const isUnanswered = fault?.fault === 'hang' || fault?.fault === 'reset';
  if (locks !== undefined && kind === 'write' && !isUnanswered && !visit.lock(locks.recordsOf(request, match))) {
    return reply(perform(locks.refusal()));
  }
  if (visit.latencyMs > 0 && !isUnanswered) {
    await wait(visit.latencyMs, undefined, { signal: closing }).catch(() => {});
    if (closing.aborted) return;
  }
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
      // The request keeps its place until the client gives up.
      if (!response.destroyed) await once(response, 'close');
      return;
    case 'reset':
      response.destroy();
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
