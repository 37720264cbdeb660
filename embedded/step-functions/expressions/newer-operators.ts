type Node = Readonly<Record<string, unknown>>;

/**
 * Returns whether an expression uses `?:` or `??`, which JSONata has since 2.1.0 and Step Functions, with 2.0.6, cannot parse.
 *
 * The parser turns both into a condition on a copy of the left side, which therefore has the same positions.
 */
export function usesNewerOperators(ast: unknown): boolean {
  if (Array.isArray(ast)) return ast.some(usesNewerOperators);
  if (!isNode(ast)) return false;
  return isCopiedCondition(ast) || Object.values(ast).some(usesNewerOperators);
}

function isCopiedCondition({ condition, then, type }: Node): boolean {
  if (type !== 'condition' || !isNode(condition)) return false;
  const tested = Array.isArray(condition.arguments) ? [condition, condition.arguments[0]] : [condition];
  return tested.some((part) => JSON.stringify(part) === JSON.stringify(then));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
