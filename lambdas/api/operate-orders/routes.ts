import { OPERATE_ORDERS_ROUTES } from '../../../blueprint/routes/operate-orders.ts';
import type { HandleRequest } from '../api-request.ts';
import { createRouter } from '../router.ts';
import { answerCallback } from './answer-callback.ts';
import { cancelOrder } from './cancel-order.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { resumeOrder } from './resume-order.ts';
import { retryStep } from './retry-step.ts';
import { completeStep, skipStep } from './skip-or-complete-step.ts';

/** Creates the routes that let operators recover orders, and that accept callbacks for waiting steps. */
export function operateOrdersRoutes(ports: OperatorPorts): HandleRequest {
  return createRouter(OPERATE_ORDERS_ROUTES, {
    'POST /orders/{id}/resume': (request) => resumeOrder(request, ports),
    'POST /orders/{id}/cancel': (request) => cancelOrder(request, ports),
    'POST /orders/{id}/steps/{step}/retry': (request) => retryStep(request, ports),
    'POST /orders/{id}/steps/{step}/skip': (request) => skipStep(request, ports),
    'POST /orders/{id}/steps/{step}/complete': (request) => completeStep(request, ports),
    'POST /orders/{id}/steps/{step}/callback': (request) => answerCallback(request, ports),
  });
}
