import { randomUUID } from 'node:crypto';
import type { Reply } from '../server/exchange.ts';
import type { Call } from '../server/route.ts';
import { salesforceRefusal } from './errors.ts';
import { bodyFields } from './fields.ts';
import { KEY_PREFIXES, salesforceId } from './ids.ts';

const ORDER_NUMBER = /order_?(number|id)(__c)?$/i;
const EVENT_FIELD = /^[A-Za-z][A-Za-z0-9_]*$/;

/**
 * Publishes a platform event. Every call publishes, because Salesforce supports no idempotency keys.
 * Source: Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs".
 */
export function publishPlatformEvent({ request, transaction }: Call, eventName: string): Reply {
  const fields = bodyFields(request.body);
  const unknown = Object.keys(fields).find((field) => !EVENT_FIELD.test(field));
  if (unknown !== undefined) {
    throw salesforceRefusal('INVALID_FIELD', `No such column '${unknown}' on sobject of type ${eventName}`);
  }
  const uuid = randomUUID();
  const id = salesforceId(KEY_PREFIXES.PlatformEvent, transaction.nextNumber('salesforce.PlatformEvent'));
  const numbered = Object.keys(fields).find((field) => ORDER_NUMBER.test(field));
  const orderNumber = numbered === undefined ? undefined : fields[numbered];
  const key = typeof orderNumber === 'string' ? orderNumber : uuid;
  transaction.effect({ partner: 'salesforce', kind: 'platform-event.published', key, event: eventName, uuid, fields });
  const status = { statusCode: 'OPERATION_ENQUEUED', message: uuid, fields: [] };
  return { status: 201, body: { id, success: true, errors: [status] } };
}
