import * as z from 'zod';
import { declineNames } from './faults/declines.ts';
import { faultRequestSchema } from './faults/fault.ts';
import type { FaultList } from './faults/fault-list.ts';
import { webhookViews } from './receiver/receiver.ts';
import { changeOrg, orgOf, orgSettingsSchema } from './salesforce/org.ts';
import type { Reply, SandboxRequest } from './server/exchange.ts';
import { jsonObject } from './server/json-body.ts';
import { limitChangeSchema } from './server/limit.ts';
import type { Limits } from './server/limits.ts';
import type { RequestLog } from './server/request-log.ts';
import type { Store } from './state/store.ts';

/** State that the control plane reads and changes. */
export interface ControlPlaneDeps {
  readonly store: Store;
  readonly faults: FaultList;
  readonly limits: Limits;
  readonly requests: RequestLog;
  /** Stores the records that exist from the start. */
  seed(): void;
  /** Error codes that a fault may name, by partner; every partner has an entry. */
  readonly faultCodes: Readonly<Record<string, readonly string[]>>;
}

type Operation = (deps: ControlPlaneDeps, request: SandboxRequest) => Reply;

const HELP = `Sandbox partners. For everything that an order uses, they behave like the published APIs.

  /salesforce     OAuth token, sobjects, query, duplicate rules, platform events
  /zuora          OAuth token, orders, subscriptions, accounts, payment methods, invoices, memos, refunds
  /provisioning   users, orders, entitlements; requests by idempotency key
  /receiver/NAME  webhook receiver

  GET    /__effects    effects that really happened, oldest first
  GET    /__webhooks   received webhooks, oldest first, with the headers and the rawBody that the signature covers
  GET    /__requests   the last 1,000 requests
  POST   /__faults     add a fault: { partner, path?, fault, times or forSeconds, share?, ...options }
  GET    /__faults     list pending faults
  DELETE /__faults     remove all faults
  GET    /__limits     limits of each partner; requests so far, the most at a time, and those that were refused or found a lock
  PATCH  /__limits     change the limits of a partner: { partner, concurrency?, rates?: [{ requests, seconds }], latencyMs? }
  DELETE /__limits     clear the counts, and the changes
  GET    /__salesforce the Salesforce org: settings, custom fields, record types, platform events
  PATCH  /__salesforce change it: { addressPicklists?, personAccounts?, duplicateRules?, loginsPerHour? }
  POST   /__reset      delete all state but the catalogue that the sandbox was started with

Each fault hits the next "times" requests to the partner (below "path", if given), or all for the next "forSeconds" seconds: an outage.
With "share", e.g. 0.2, it hits only this share of them:
  decline            the partner's business error; no effect. Option status; of salesforce also code, any
                     error of its table; of zuora also decline:
                     ${declineNames()}
  500 503 429 410    the partner's error for that status; no effect. Options retryAfterSeconds (429, 503), status (500); of zuora
                     also resetSeconds (429: ratelimit-reset without Retry-After), kept (repeats of the key get it too)
  slow               takes effect immediately, answers after delayMs (default 3000)
  hang               no effect and no answer
  reset              the connection is closed before the request reaches the partner; no effect
  drop-after-effect  takes effect, then drops the connection without an answer
  malformed          200 with an HTML page instead of JSON; no effect
Of zuora only:
  lock               another request locks the record; no effect; kept under the key
  concurrency-limit  too many requests at a time, with Retry-After; no effect; kept under the key
  gateway-timeout    the payment gateway did not answer, so money may have moved; no effect in Zuora; kept under the key
  in-progress        409: the first request with this key is still running; no effect
  conflict           takes effect or repeats the first answer, as a 409 that carries the result
decline, drop-after-effect, lock, gateway-timeout, in-progress and conflict skip requests that change nothing. A fault hits token requests only if "path" names them.
`;

const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/': { GET: () => ({ status: 200, text: HELP }) },
  '/__effects': { GET: ({ store }) => ({ status: 200, body: store.effects() }) },
  '/__requests': { GET: ({ requests }) => ({ status: 200, body: requests.list() }) },
  '/__webhooks': { GET: ({ store }) => ({ status: 200, body: webhookViews(store.begin(new Date())) }) },
  '/__faults': {
    POST: addFault,
    GET: ({ faults }) => ({ status: 200, body: faults.list() }),
    DELETE: ({ faults }) => {
      faults.clear();
      return { status: 204 };
    },
  },
  '/__limits': {
    GET: ({ limits }) => ({ status: 200, body: limits.list() }),
    PATCH: changeLimits,
    DELETE: ({ limits }) => {
      limits.reset();
      return { status: 204 };
    },
  },
  '/__salesforce': {
    GET: ({ store }) => ({ status: 200, body: orgOf(store.begin(new Date())) }),
    PATCH: changeSalesforce,
  },
  '/__reset': {
    POST: ({ store, faults, limits, requests, seed }) => {
      store.reset();
      seed();
      faults.clear();
      limits.reset();
      requests.clear();
      return { status: 204 };
    },
  },
};

/** Answers a request to the control plane. Returns undefined if the path is not part of it. */
export function answerControlPlane(deps: ControlPlaneDeps, request: SandboxRequest): Reply | undefined {
  const operations = OPERATIONS[request.path];
  if (operations === undefined) return undefined;
  const operation = operations[request.method];
  if (operation !== undefined) return operation(deps, request);
  const allowed = Object.keys(operations).join(', ');
  const message = `${request.path} does not support ${request.method}. Use ${allowed}.`;
  return { status: 405, headers: { allow: allowed }, body: { message } };
}

function addFault({ faults, faultCodes }: ControlPlaneDeps, request: SandboxRequest): Reply {
  const body = jsonObject(request.body);
  if (body === undefined) return { status: 400, body: { message: 'Send a JSON object that describes a fault.' } };
  const parsed = faultRequestSchema.safeParse(body);
  if (!parsed.success) return invalid('No fault was added', parsed.error);
  const { code, partner } = parsed.data;
  const codes = faultCodes[partner];
  if (codes === undefined) return unknownPartner('No fault was added', partner, faultCodes);
  if (code === undefined || codes.includes(code)) return { status: 201, body: faults.add(parsed.data) };
  const problem = codes.length === 0 ? `${partner} has no table of codes` : `expected one of ${codes.join(', ')}`;
  return {
    status: 400,
    body: { message: `No fault was added: code: ${problem}`, problems: [{ path: 'code', problem }] },
  };
}

function changeLimits({ faultCodes, limits }: ControlPlaneDeps, request: SandboxRequest): Reply {
  const parsed = limitChangeSchema.safeParse(jsonObject(request.body));
  if (!parsed.success) return invalid('No limit was changed', parsed.error);
  const { partner } = parsed.data;
  if (faultCodes[partner] === undefined) return unknownPartner('No limit was changed', partner, faultCodes);
  limits.change(parsed.data);
  return { status: 200, body: limits.list().find((each) => each.partner === partner) };
}

function changeSalesforce({ store }: ControlPlaneDeps, request: SandboxRequest): Reply {
  const parsed = orgSettingsSchema.safeParse(jsonObject(request.body));
  if (!parsed.success) return invalid('The org was not changed', parsed.error);
  const transaction = store.begin(new Date());
  changeOrg(transaction, parsed.data);
  store.commit(transaction);
  return { status: 200, body: orgOf(transaction) };
}

function unknownPartner(what: string, partner: string, known: object): Reply {
  const problem = `expected one of ${Object.keys(known).join(', ')}, received "${partner}"`;
  return { status: 400, body: { message: `${what}: partner: ${problem}`, problems: [{ path: 'partner', problem }] } };
}

function invalid(what: string, error: z.ZodError): Reply {
  const message = `${what}: ${z.prettifyError(error)}`;
  const problems = error.issues.map(({ path, message: problem }) => ({ path: path.join('.'), problem }));
  return { status: 400, body: { message, problems } };
}
