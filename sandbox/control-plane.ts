import * as z from 'zod';
import type { FaultList } from './faults/fault-list.ts';
import { faultRequestSchema } from './faults/fault-request.ts';
import { HELP } from './help.ts';
import { type ReceivedWebhook, receivedWebhooks } from './receiver/received-webhooks.ts';
import type { Reply, SandboxRequest } from './server/exchange.ts';
import { jsonObject } from './server/json-body.ts';
import type { RequestLog } from './server/request-log.ts';
import type { Store } from './state/store.ts';

/** What the control plane looks into and changes. */
export interface ControlPlaneParts {
  readonly store: Store;
  readonly faults: FaultList;
  readonly requests: RequestLog;
}

/** Answers a request to the control plane, or undefined when the path is not one of its own. */
export function controlPlane(parts: ControlPlaneParts, request: SandboxRequest): Reply | undefined {
  const operations = OPERATIONS[request.path];
  if (operations === undefined) return undefined;
  const operation = operations[request.method];
  if (operation !== undefined) return operation(parts, request);
  const allowed = Object.keys(operations).join(', ');
  const message = `Expected ${allowed} for ${request.path}, found ${request.method}.`;
  return { status: 405, headers: { allow: allowed }, body: { message } };
}

type Operation = (parts: ControlPlaneParts, request: SandboxRequest) => Reply;

const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/': { GET: () => ({ status: 200, text: HELP }) },
  '/__effects': { GET: ({ store }) => ({ status: 200, body: store.effects }) },
  '/__requests': { GET: ({ requests }) => ({ status: 200, body: requests.list() }) },
  '/__webhooks': { GET: ({ store }) => ({ status: 200, body: webhooks(store) }) },
  '/__faults': {
    POST: addFault,
    GET: ({ faults }) => ({ status: 200, body: faults.list() }),
    DELETE: ({ faults }) => {
      faults.clear();
      return { status: 204 };
    },
  },
  '/__reset': {
    POST: ({ store, faults, requests }) => {
      store.reset();
      faults.clear();
      requests.clear();
      return { status: 204 };
    },
  },
};

const webhooks = (store: Store): ReceivedWebhook[] => [...store.begin(new Date()).all(receivedWebhooks)];

function addFault({ faults }: ControlPlaneParts, request: SandboxRequest): Reply {
  const body = jsonObject(request.body);
  if (body === undefined) return { status: 400, body: { message: 'Expected a JSON object that describes a fault.' } };
  const parsed = faultRequestSchema.safeParse(body);
  if (parsed.success) return { status: 201, body: faults.add(parsed.data) };
  const message = `No fault was added: ${z.prettifyError(parsed.error)}`;
  const problems = parsed.error.issues.map(({ path, message: problem }) => ({ path: path.join('.'), problem }));
  return { status: 400, body: { message, problems } };
}
