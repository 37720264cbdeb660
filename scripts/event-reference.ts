import * as z from 'zod';
import { EVENT_TYPES, orderEventSchema } from '../core/events/order-event-schema.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { ORDER_EVENT_TYPES } from '../core/order/order-event-types.ts';

const INTRODUCTION = `# Order events

Generated from \`core/events/\` by \`npm run reference\`; a test holds this page and the schemas together.

Every event is numbered within its order, without gaps, and has a stable id. The tenant's bus carries it as \`detail\`, with
\`source\` \`orders.<tenant>\` and the type as \`detail-type\`; \`GET /orders/{id}/events?after=n\` answers with the same, and
webhooks get it with \`timestamp\` and the order ([how to receive webhooks](../how-to/receive-webhooks.md)). Pass over fields
that you do not know: more may come.`;

/** The reference page of the order events, in Markdown. */
export function eventReference(): string {
  const [first = 'order.submitted'] = EVENT_TYPES;
  const common = fieldsOf(orderEventSchema(first)).filter(({ name }) => name !== 'data' && name !== 'type');
  return [
    INTRODUCTION,
    `## What every event has\n\n${tableOf([...common, TYPE_FIELD, DATA_FIELD])}`,
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

const TYPE_FIELD: Field = { name: 'type', type: 'string', meaning: 'One of those below.' };
const DATA_FIELD: Field = { name: 'data', type: 'object', meaning: 'What else there is to say; see below.' };

function fieldsOf(schema: z.ZodType): readonly Field[] {
  const { properties, required } = z.toJSONSchema(schema, { io: 'output' }) as JsonObject;
  const always = Array.isArray(required) ? required : [];
  return Object.entries(isJsonObject(properties) ? properties : {}).map(([name, property]) => {
    const { description = '' } = isJsonObject(property) ? property : {};
    const optional = always.includes(name) ? '' : ' Not always there.';
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
  const table = [['field', 'type', 'meaning'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(table[0] ?? []), line(rule), ...table.slice(1).map(line)].join('\n');
}
