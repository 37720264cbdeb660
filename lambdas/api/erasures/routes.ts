import * as z from 'zod';
import { ERASURES_ROUTES } from '../../../blueprint/routes/erasures.ts';
import { ApiProblem } from '../api-problem.ts';
import type { HandleRequest } from '../api-request.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { createRouter } from '../router.ts';
import { createErasure, type ErasuresPorts } from './create-erasure.ts';
import { erasureSummary, erasureView } from './views.ts';

const cursorSchema = z.strictObject({ createdAt: z.iso.datetime({ precision: 3 }), id: z.string().max(100) });

/** Creates the routes that erase personal data and show what was erased. */
export function erasuresRoutes(ports: ErasuresPorts): HandleRequest {
  const { erasures } = ports;
  return createRouter(ERASURES_ROUTES, {
    'POST /erasures': (request) => createErasure(request, ports),
    async 'GET /erasures'({ query: { cursor, limit } }) {
      const before = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
      const found = await erasures.list(limit + 1, before);
      const page = found.slice(0, limit);
      const last = found.length > limit ? page.at(-1) : undefined;
      return {
        status: 200,
        body: {
          items: page.map(erasureSummary),
          cursor: last === undefined ? null : encodeCursor({ createdAt: last.createdAt, id: last.id }),
        },
      };
    },
    async 'GET /erasures/{id}'({ pathParameters: { id } }) {
      const erasure = /^erasure-[0-9a-f]{32}$/.test(id) ? await erasures.get(id) : undefined;
      if (erasure === undefined)
        throw new ApiProblem('erasure-not-found', `No erasure has the id ${JSON.stringify(id.slice(0, 64))}.`);
      return { status: 200, body: erasureView(erasure, await erasures.parts(id)) };
    },
  });
}
