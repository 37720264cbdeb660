/** A `*` or `?` in a statement that allows something. */
export interface PolicyWildcard {
  /** Logical id of the resource that the policy belongs to. */
  readonly resource: string;
  /** The action or the resource, with intrinsic functions as `${...}`. */
  readonly pattern: string;
  /** The actions that the statement allows. */
  readonly actions: readonly string[];
}

type Json = unknown;

/**
 * Returns every wildcard in the policies of a CloudFormation template, so that none slips in unnoticed.
 *
 * @param template the parsed template
 */
export function policyWildcards(template: Json): readonly PolicyWildcard[] {
  return Object.entries(objectOf(objectOf(template).Resources)).flatMap(([resource, definition]) =>
    statementsIn(objectOf(definition).Properties).flatMap((statement) => {
      const actions = listOf(statement.Action).map(textOf);
      const patterns = [...actions, ...listOf(statement.Resource).map(textOf)];
      return patterns.filter((pattern) => /[*?]/.test(pattern)).map((pattern) => ({ resource, pattern, actions }));
    }),
  );
}

function statementsIn(value: Json): readonly Readonly<Record<string, Json>>[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  const found = objectOf(value);
  return found.Effect === 'Allow' && 'Action' in found ? [found] : Object.values(found).flatMap(statementsIn);
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = objectOf(value);
  if (typeof Ref === 'string') return `\${${Ref}}`;
  if (Array.isArray(attribute)) return `\${${attribute.join('.')}}`;
  const [separator, parts] = listOf(join);
  if (Array.isArray(parts)) return parts.map(textOf).join(String(separator));
  return JSON.stringify(value);
}

function objectOf(value: Json): Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, Json>>) : {};
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
