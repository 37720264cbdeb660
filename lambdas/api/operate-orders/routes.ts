import { CONNECTION_ROUTES } from '../../../blueprint/routes/connections.ts';
import { OPERATE_ORDERS_ROUTES } from '../../../blueprint/routes/operate-orders.ts';
import type { HandleRequest } from '../api-request.ts';
import { createRouter } from '../router.ts';
import { addNote, assignOrder } from './annotate-order.ts';
import { answerCallback } from './answer-callback.ts';
import { cancelOrder } from './cancel-order.ts';
import { changeConnection, listConnections, releaseConnection } from './connections.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { probeStep } from './probe-step.ts';
import { resumeOrder } from './resume-order.ts';
import { retryStep } from './retry-step.ts';
import { completeStep, skipStep } from './skip-or-complete-step.ts';
import { yieldOrder } from './yield-order.ts';

/** Creates the routes that let operators recover orders, and that accept callbacks for waiting steps, and those of connections. */
export function operateOrdersRoutes(ports: OperatorPorts): HandleRequest {
  return createRouter([...OPERATE_ORDERS_ROUTES, ...CONNECTION_ROUTES], {
    'POST /orders/{id}/resume': (request) => resumeOrder(request, ports),
    'POST /orders/{id}/cancel': (request) => cancelOrder(request, ports),
    'POST /orders/{id}/yield': (request) => yieldOrder(request, ports),
    'POST /orders/{id}/notes': (request) => addNote(request, ports),
    'POST /orders/{id}/assign': (request) => assignOrder(request, ports),
    'POST /orders/{id}/steps/{step}/retry': (request) => retryStep(request, ports),
    'POST /orders/{id}/steps/{step}/skip': (request) => skipStep(request, ports),
    'POST /orders/{id}/steps/{step}/complete': (request) => completeStep(request, ports),
    'POST /orders/{id}/steps/{step}/probe': (request) => probeStep(request, ports),
    'POST /orders/{id}/steps/{step}/callback': (request) => answerCallback(request, ports),
    'GET /connections': async () => ({ status: 200, body: await listConnections(ports) }),
    'POST /connections/{name}/open': async (request) => ({
      status: 200,
      body: await changeConnection('open', request, ports),
    }),
    'POST /connections/{name}/close': async (request) => ({
      status: 200,
      body: await releaseConnection('close', request, ports),
    }),
    'POST /connections/{name}/try': async (request) => ({
      status: 200,
      body: await releaseConnection('try', request, ports),
    }),
  });
}
