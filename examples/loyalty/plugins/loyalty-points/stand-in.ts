import {
  type Call,
  type Collection,
  header,
  jsonObject,
  type Partner,
  plainFault,
  Refusal,
  type Reply,
} from 'order-orchestration-framework/stand-in';

/** The API key that the stand-in accepts. */
export const API_KEY = 'loyalty-key-4f1c9b';

const DAY_MS = 86_400_000;

const bookings: Collection<{ readonly bookingId: string; readonly points: number }> = { name: 'loyalty.bookings' };

function book({ idempotencyKey = '', request, transaction }: Call): Reply {
  const { points } = jsonObject(request.body) ?? {};
  if (typeof points !== 'number') return { status: 400, body: { code: 'invalid', message: 'points is not a number.' } };
  const booking = { bookingId: `booking-${transaction.nextNumber('loyalty.bookings')}`, points };
  transaction.put(bookings, idempotencyKey, booking);
  transaction.effect({ partner: 'loyalty', kind: 'points.booked', key: idempotencyKey, points });
  return { status: 201, body: booking };
}

function read({ param, transaction }: Call): Reply {
  const booking = transaction.get(bookings, param('key'));
  return booking === undefined ? notFound('booking') : { status: 200, body: booking };
}

function cancel({ param, transaction }: Call): Reply {
  const key = param('key');
  if (transaction.get(bookings, key) === undefined) return notFound('booking');
  transaction.remove(bookings, key);
  transaction.effect({ partner: 'loyalty', kind: 'points.cancelled', key });
  return { status: 204 };
}

function notFound(what: string): Reply {
  return { status: 404, body: { code: 'not_found', message: `There is no such ${what}.` } };
}

/** A loyalty system, as its provider documents it: an API key, and bookings under the idempotency key of the request. */
export const standIn: Partner = {
  name: 'loyalty',
  routes: [
    { method: 'POST', pattern: '/bookings', kind: 'write', handle: book },
    { method: 'GET', pattern: '/bookings/:key', kind: 'read', handle: read },
    { method: 'DELETE', pattern: '/bookings/:key', kind: 'write', handle: cancel },
  ],
  idempotency: {
    remembers: 'successes',
    methods: ['POST'],
    forMs: DAY_MS,
    mismatch: () => ({ status: 422, body: { code: 'key_reused', message: 'The key was used for another request.' } }),
  },
  authenticate(request) {
    if (header(request, 'x-api-key') !== API_KEY)
      throw new Refusal({ status: 401, body: { code: 'unauthorized', message: 'The API key is not valid.' } });
  },
  fault: plainFault,
  unknownOperation: () => notFound('operation'),
  internalError: (detail) => ({ status: 500, body: { code: 'internal_error', message: detail } }),
};
