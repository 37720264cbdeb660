/** A SET clause with what it refers to. */
export interface SetClause {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The clause that sets each field to its value; fields without one stay as they are. */
export function setFields(fields: Readonly<Record<string, unknown>>): SetClause {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return {
    expression: `SET ${given.map(([name]) => `#set_${name} = :set_${name}`).join(', ')}`,
    names: Object.fromEntries(given.map(([name]) => [`#set_${name}`, name])),
    values: Object.fromEntries(given.map(([name, value]) => [`:set_${name}`, value])),
  };
}
