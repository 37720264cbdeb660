import * as z from 'zod';
import { EVENT_TYPES, orderEventSchema } from '../core/events/order-event-schema.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { ORDER_EVENT_TYPES } from '../core/order/order-event-types.ts';
import { markdownTable } from './markdown-table.ts';

const INTRODUCTION = `# Order events

\`npm run reference\` generates this page from \`core/events/\`, and a test checks that it is up to date.

Every event has a stable id and a number within its order, without gaps. On the tenant's bus it is the \`detail\`, with
\`source\` \`orders.<tenant>\` and its type as \`detail-type\`. \`GET /orders/{id}/events?after=n\` returns the same events, and
webhooks get them with \`timestamp\` and the order ([how to receive webhooks](../how-to/receive-webhooks.md)). Ignore unknown
fields: more may be added.`;

/** Returns the reference page of the order events, as Markdown. */
export function eventReference(): string {
  const [first = 'order.submitted'] = EVENT_TYPES;
  const common = fieldsOf(orderEventSchema(first)).filter(({ name }) => name !== 'data' && name !== 'type');
  return [
    INTRODUCTION,
    `## Fields of every event\n\n${tableOf([...common, TYPE_FIELD, DATA_FIELD])}`,
    ...EVENT_TYPES.map((type) => {
      const data = fieldsOf(orderEventSchema(type).shape.data);
      const fields = data.length === 0 ? '`data` is empty.' : `In \`data\`:\n\n${tableOf(data)}`;
      return `## ${type}\n\n${ORDER_EVENT_TYPES[type]}\n\n${fields}`;
    }),
  ]
    .join('\n\n')
    .concat('\n');
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
}

const TYPE_FIELD: Field = { name: 'type', type: 'string', meaning: 'One of the types below.' };
const DATA_FIELD: Field = { name: 'data', type: 'object', meaning: 'Depends on the type; see below.' };

function fieldsOf(schema: z.ZodType): readonly Field[] {
  const { properties, required } = z.toJSONSchema(schema, { io: 'output' }) as JsonObject;
  const always = Array.isArray(required) ? required : [];
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) => {
    const { description = '' } = isJsonObject(property) ? property : {};
    const optional = always.includes(name) ? '' : ' Optional.';
    return { name, type: typeOf(property), meaning: `${String(description)}${optional}` };
  });
}

function typeOf(property: JsonValue | undefined): string {
  if (!isJsonObject(property)) return 'any';
  const { anyOf, items, type } = property;
  if (Array.isArray(anyOf)) return anyOf.map(typeOf).join(' or ');
  return type === 'array' ? `array of ${typeOf(items)}` : String(type ?? 'any');
}

function tableOf(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, meaning }) => [`\`${name}\``, type, meaning]);
  return markdownTable([['field', 'type', 'meaning'], ...rows]).join('\n');
}
