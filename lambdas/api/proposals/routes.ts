import * as z from 'zod';
import { PROPOSALS_ROUTES } from '../../../blueprint/routes/proposals.ts';
import type { ProposedOrder } from '../../../core/proposals/proposal-record.ts';
import type { HandleRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { createRouter } from '../router.ts';
import { approveProposal, executeProposal, stopProposal } from './change-proposal.ts';
import { createProposal } from './create-proposal.ts';
import { findProposal, type ProposalsPorts } from './proposals-ports.ts';
import { proposalSummary, proposalView, proposedOrderView } from './views.ts';

const listCursorSchema = z.strictObject({ createdAt: z.iso.datetime({ precision: 3 }), id: z.string().max(100) });
const positionSchema = z.string().regex(/^\d{1,6}$/);
const ordersCursorSchema = z.strictObject({ part: positionSchema, index: positionSchema });

/** Orders that are read for a page at most. */
const MAX_EXAMINED = 5_000;

/** Creates the routes that propose an action on many orders, and execute it. */
export function proposalsRoutes(ports: ProposalsPorts): HandleRequest {
  return createRouter(PROPOSALS_ROUTES, {
    'POST /proposals': (request) => createProposal(request, ports),
    'GET /proposals': (request) => listProposals(request, ports),
    async 'GET /proposals/{id}'(request) {
      return { status: 200, body: proposalView(await findProposal(request, ports), ports.now()) };
    },
    'GET /proposals/{id}/orders': (request) => listOrders(request, ports),
    'POST /proposals/{id}/approve': (request) => approveProposal(request, ports),
    'POST /proposals/{id}/execute': (request) => executeProposal(request, ports),
    'POST /proposals/{id}/stop': (request) => stopProposal(request, ports),
  });
}

async function listProposals(
  { query: { cursor, limit } }: RouteRequest<'GET /proposals'>,
  { proposals, now }: ProposalsPorts,
): Promise<ResponseTo<'GET /proposals'>> {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, listCursorSchema);
  const found = await proposals.list(limit + 1, before);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    status: 200,
    body: {
      items: page.map((proposal) => proposalSummary(proposal, now())),
      cursor: last === undefined ? null : encodeCursor({ createdAt: last.createdAt, id: last.id }),
    },
  };
}

async function listOrders(
  request: RouteRequest<'GET /proposals/{id}/orders'>,
  ports: ProposalsPorts,
): Promise<ResponseTo<'GET /proposals/{id}/orders'>> {
  const { cursor, limit, outcome } = request.query;
  const { id } = await findProposal(request, ports);
  const given = cursor === undefined ? { part: '1', index: '0' } : decodeCursor(cursor, ordersCursorSchema);
  const from = { part: Number(given.part), index: Number(given.index) };
  const isWanted = (order: ProposedOrder) => outcome === undefined || outcome.includes(order.outcome ?? 'pending');
  const page: ProposedOrder[] = [];
  let examined = 0;
  for await (const { number, orders } of ports.proposals.parts(id, from.part)) {
    for (const [index, order] of orders.entries()) {
      if (number === from.part && index < from.index) continue;
      if (page.length === limit || examined === MAX_EXAMINED)
        return answer(page, encodeCursor({ part: String(number), index: String(index) }));
      examined += 1;
      if (isWanted(order)) page.push(order);
    }
  }
  return answer(page, null);
}

function answer(page: readonly ProposedOrder[], cursor: string | null): ResponseTo<'GET /proposals/{id}/orders'> {
  return { status: 200, body: { items: page.map(proposedOrderView), cursor } };
}
