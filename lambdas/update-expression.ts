/** The expressions of a conditional update, in the form that UpdateItem expects. */
export interface UpdateExpression {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** One conditional update of an item. Attributes are paths, e.g. `status` or `runs[0].finishedAt`. */
export interface UpdateParts {
  /** Attributes to set. An attribute whose value is `undefined` is left unchanged. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** Attributes to set unless the item has them. */
  readonly setIfAbsent?: Readonly<Record<string, unknown>>;
  /** Elements to append to lists. A missing list starts empty. */
  readonly append?: Readonly<Record<string, readonly unknown[]>>;
  /** Numbers to add to attributes. A missing attribute starts at 0. */
  readonly increase?: Readonly<Record<string, number>>;
  readonly remove?: readonly string[];
  /** The condition of the update. */
  readonly when: Condition;
}

/** A condition on an item. Built by the functions below. */
export interface Condition {
  /** Returns the condition with placeholders for its names and values. */
  write(placeholders: Placeholders): string;
  /** Whether it needs parentheses inside another condition. */
  readonly isCompound?: boolean;
}

interface Placeholders {
  /** Returns the placeholder of an attribute's path. */
  name(path: string): string;
  /** Returns the placeholder of a value. */
  value(value: unknown): string;
}

/** Holds for an item that has the attribute. */
export const exists = (path: string): Condition => ({ write: ({ name }) => `attribute_exists(${name(path)})` });

/** Holds for an item that lacks the attribute. */
export const isAbsent = (path: string): Condition => ({ write: ({ name }) => `attribute_not_exists(${name(path)})` });

/** Holds for an item whose attribute has the value. */
export const equals = (path: string, value: unknown): Condition => ({
  write: (at) => `${at.name(path)} = ${at.value(value)}`,
});

/** Holds for an item whose attribute is less than the value. Strings compare by their UTF-8 bytes. */
export const isLess = (path: string, value: number | string): Condition => ({
  write: (at) => `${at.name(path)} < ${at.value(value)}`,
});

/** Holds for an item whose attribute has one of the values. @param values at least one */
export const isOneOf = (path: string, values: readonly unknown[]): Condition => ({
  write: (at) => `${at.name(path)} IN (${values.map((value) => at.value(value)).join(', ')})`,
});

/** Holds for an item whose attribute has another value. An item without the attribute has none. */
export const hasOther = (path: string, value: unknown): Condition => ({
  isCompound: true,
  write: (at) => `attribute_exists(${at.name(path)}) AND ${at.name(path)} <> ${at.value(value)}`,
});

/** Holds for an item whose list does not contain the element. */
export const lacks = (path: string, element: unknown): Condition => ({
  write: (at) => `NOT contains(${at.name(path)}, ${at.value(element)})`,
});

/** Holds for an item whose list has this number of elements. */
export const hasSize = (path: string, size: number): Condition => ({
  write: (at) => `size(${at.name(path)}) = ${at.value(size)}`,
});

/** Holds if all of the conditions hold. */
export const allOf = (...conditions: readonly Condition[]): Condition => joined('AND', conditions);

/** Holds if one of the conditions holds. */
export const anyOf = (...conditions: readonly Condition[]): Condition => joined('OR', conditions);

/** Holds if the table has an item with the key. */
export const IS_STORED = exists('pk');

/** Holds if the table has no item with the key. */
export const IS_NEW = isAbsent('pk');

/** Returns the expressions of a conditional update. */
export function updateExpression({
  set,
  setIfAbsent,
  append,
  increase,
  remove = [],
  when,
}: UpdateParts): UpdateExpression {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  let valueCount = 0;
  const nameAttribute = (attribute: string) => {
    const placeholder = `#${attribute}`;
    names[placeholder] = attribute;
    return placeholder;
  };
  const name = (path: string) =>
    /[.[]/.test(path) ? path.replaceAll(/[A-Za-z_]\w*/g, nameAttribute) : nameAttribute(path);
  const value = (given: unknown) => {
    const placeholder = `:v${valueCount}`;
    valueCount += 1;
    values[placeholder] = given;
    return placeholder;
  };
  const ifAbsent = (path: string, given: unknown) => `if_not_exists(${name(path)}, ${value(given)})`;
  const assignments: string[] = [];
  const assign = <Given>(
    fields: Readonly<Record<string, Given>> = {},
    assigned: (path: string, given: Given) => string,
  ) => {
    for (const path of Object.keys(fields)) {
      const given = fields[path];
      if (given !== undefined) assignments.push(`${name(path)} = ${assigned(path, given)}`);
    }
  };
  assign(set, (_, given) => value(given));
  assign(setIfAbsent, ifAbsent);
  assign(append, (path, given) => `list_append(${ifAbsent(path, [])}, ${value(given)})`);
  assign(increase, (path, given) => `${ifAbsent(path, 0)} + ${value(given)}`);
  const clauses: string[] = [];
  if (assignments.length > 0) clauses.push(`SET ${assignments.join(', ')}`);
  if (remove.length > 0) clauses.push(`REMOVE ${remove.map(name).join(', ')}`);
  return {
    UpdateExpression: clauses.join(' '),
    ConditionExpression: when.write({ name, value }),
    ExpressionAttributeNames: names,
    ...(valueCount > 0 && { ExpressionAttributeValues: values }),
  };
}

// DynamoDB rejects redundant parentheses.
function joined(operator: 'AND' | 'OR', conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions;
  if (only !== undefined && others.length === 0) return only;
  return {
    isCompound: true,
    write: (at) =>
      conditions
        .map((condition) => (condition.isCompound === true ? `(${condition.write(at)})` : condition.write(at)))
        .join(` ${operator} `),
  };
}
