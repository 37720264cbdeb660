import { randomUUID } from 'node:crypto';
import type { Reply } from '../server/exchange.ts';
import type { Call } from '../server/route.ts';
import { salesforceRefusal } from './errors.ts';
import { checkValue } from './field-values.ts';
import { bodyFields } from './fields.ts';
import { KEY_PREFIXES, salesforceId } from './ids.ts';
import { orgOf } from './org.ts';

const ORDER_NUMBER = /order_?(number|id)(__c)?$/i;

/**
 * Publishes a platform event that the org defines. Every call publishes, because Salesforce supports no idempotency keys.
 * Source: Platform Events Developer Guide, "Publish Event Messages with Salesforce APIs".
 */
export function publishPlatformEvent({ request, transaction }: Call, eventName: string): Reply {
  const known = orgOf(transaction).platformEvents[eventName];
  if (known === undefined) throw salesforceRefusal('NOT_FOUND');
  const fields = bodyFields(request.body);
  for (const [name, value] of Object.entries(fields)) {
    const field = known.find((candidate) => candidate.name === name);
    if (field === undefined) {
      throw salesforceRefusal('INVALID_FIELD', `No such column '${name}' on sobject of type ${eventName}`);
    }
    checkValue(field, value);
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
