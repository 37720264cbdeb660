import * as z from 'zod';
import { DEFAULT_STEP_TIMEOUT_SECONDS, type PluginMetadata } from '../core/plugin/define-plugin.ts';
import { NOT_SUPPORTED, type NotSupported } from '../plugins/zuora/not-supported.ts';
import { markdownTable } from './markdown-table.ts';

type JsonSchema = z.core.JSONSchema._JSONSchema;

const HEAD = `# Plugins

Every plugin and its options. \`npm run reference\` generates this page from the code, and a test checks that it is up to date.

A step of a tenant file names a plugin and sets its options; see \`tenants/\` for examples. Unknown options are rejected. Options name secrets and never contain them: each secret is \`/<tenant>/<name>\` in Parameter Store, or \`<tenant>/<name>\` in Secrets Manager and on one machine.

After a lost reply the framework calls an \`idempotent\` plugin again, for as long as the partner recognises the repeat. After that, it first probes the partner, and so it does at once for an \`at-most-once\` plugin. If the plugin cannot probe, an operator decides.
`;

const COLUMNS = ['Option', 'Type', 'Default', 'Meaning'];

const NOT_SUPPORTED_BY: ReadonlyMap<string, readonly NotSupported[]> = new Map([['zuora', NOT_SUPPORTED]]);

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
};

/** Returns the reference page of all plugins, as Markdown. */
export function pluginReference(plugins: readonly PluginMetadata[]): string {
  return [HEAD, ...plugins.map(section)].join('\n');
}

function section(plugin: PluginMetadata): string {
  const { effect, idempotency, name, options, reads = [], service, summary, timeoutSeconds } = plugin;
  const facts = [
    `Service \`${service}\``,
    effectText(effect, idempotency !== undefined),
    `${timeoutSeconds ?? DEFAULT_STEP_TIMEOUT_SECONDS} seconds for an attempt`,
    ...reads.map((read) => `reads \`${read}\``),
  ];
  const rows = optionRows(z.toJSONSchema(options, { io: 'input' }), '');
  const head = `## ${name}\n\n${summary}\n\n${facts.join(', ')}.\n\n${markdownTable([COLUMNS, ...rows]).join('\n')}\n`;
  return `${head}${notSupported(name)}`;
}

/** What a plugin does not do, with the error of an order that asks for it; empty for a plugin that lists nothing. */
function notSupported(name: string): string {
  const listed = NOT_SUPPORTED_BY.get(name) ?? [];
  if (listed.length === 0) return '';
  const rows = listed.map(({ code, instead, what }) => [what, code === undefined ? 'ignored' : `\`${code}\``, instead]);
  return `\nNot supported:\n\n${markdownTable([['What', 'Error', 'Instead'], ...rows]).join('\n')}\n`;
}

/** E.g. `effect `idempotent` for 24 hours (all answers)`. */
function effectText(effect: PluginMetadata['effect'], isOption: boolean): string {
  if (effect === 'at-most-once') return 'effect `at-most-once`';
  const { forHours, keeps } = effect.idempotent;
  const time = forHours === 'ever' ? 'for ever, by data' : `for ${forHours} hours (${keeps.replace('-', ' ')})`;
  return `effect \`idempotent\` ${time}${isOption ? ' unless the option `idempotency` says otherwise' : ''}`;
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
