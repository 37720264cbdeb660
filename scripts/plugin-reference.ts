import * as z from 'zod';
import { DEFAULT_STEP_TIMEOUT_SECONDS, type PluginMetadata } from '../core/plugin/define-plugin.ts';

type JsonSchema = z.core.JSONSchema._JSONSchema;

const HEAD = `# Plugins

Every plugin with its options, made from the code by \`npm run reference\`; a test holds the two together.

A step names a plugin and gives it options: see \`tenants/\` for examples. Options that a plugin does not know are refused. Secrets are named, never written: each is \`<tenant>/<name>\` in Secrets Manager.

\`idempotent\` plugins are called again after a lost reply; after a lost reply to an \`at-most-once\` plugin nobody calls again until somebody has looked.
`;

const EFFECT = { idempotent: '`idempotent`', 'at-most-once': '`at-most-once`' } as const;

const COLUMNS = ['Option', 'Type', 'Default', 'Meaning'];

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
};

/** The reference page of plugins, as Markdown. */
export function pluginReference(plugins: readonly PluginMetadata[]): string {
  return `${[HEAD, ...plugins.map(section)].join('\n')}`;
}

function section(plugin: PluginMetadata): string {
  const { effect, name, options, reads = [], service, summary, timeoutSeconds } = plugin;
  const facts = [
    `Service \`${service}\``,
    `effect ${EFFECT[effect]}`,
    `${timeoutSeconds ?? DEFAULT_STEP_TIMEOUT_SECONDS} seconds for an attempt`,
    ...reads.map((read) => `reads \`${read}\``),
  ];
  const rows = optionRows(z.toJSONSchema(options, { io: 'input' }), '');
  return `## ${name}\n\n${summary}\n\n${facts.join(', ')}.\n\n${table([COLUMNS, ...rows]).join('\n')}\n`;
}

/** A table with columns as wide as their longest cell, which is how the formatter of the repository wants it. */
function table([head = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function optionRows(schema: JsonSchema, prefix: string): readonly (readonly string[])[] {
  if (typeof schema !== 'object') return [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    if (typeof option !== 'object') return [];
    const path = `${prefix}${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const value =
      option.default === undefined ? (isRequired ? 'required' : '') : `\`${JSON.stringify(option.default)}\``;
    const cells = [`\`${path}\``, typeOf(option), isGroup(option) ? '' : value, option.description ?? ''];
    return [cells.map((cell) => cell.replaceAll('|', '\\|')), ...optionRows(option, `${path}.`)];
  });
}

function isGroup({ properties }: Exclude<JsonSchema, boolean>): boolean {
  return properties !== undefined;
}

function typeOf(schema: JsonSchema | undefined): string {
  if (typeof schema !== 'object') return 'anything';
  const { additionalProperties, anyOf, const: value, enum: values, items, type } = schema;
  if (values !== undefined) return values.map((each) => `\`${String(each)}\``).join(', ');
  if (value !== undefined) return `\`${String(value)}\``;
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (type === 'array') return `list of ${typeOf(Array.isArray(items) ? items[0] : items)}`;
  if (type === 'object' && typeof additionalProperties === 'object') return `${typeOf(additionalProperties)} by name`;
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.map((each) => TYPE_NAMES[String(each)] ?? String(each)).join(' or ');
}
