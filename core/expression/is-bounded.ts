/** A node of JSONata's syntax tree. The library's own type omits most of its fields. */
type Node = Readonly<Record<string, unknown>>;

/** Where a node stands: at the root of the input, or in a filter or a later step of a path, which runs once for each item. */
type Place = 'outer' | 'inner';

/** Functions that read their arguments once and return no more than a constant or a part of one of them. */
const PLAIN_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['exists', 'not', 'boolean', 'type', 'count', 'sum', 'max', 'min', 'average', 'number', 'abs', 'floor', 'ceil'],
  ...['round', 'length', 'lowercase', 'uppercase', 'trim', 'substring'],
]);

/** Functions whose work also grows with their second argument, which has to be a literal. */
const SEARCH_FUNCTIONS: ReadonlySet<string> = new Set(['contains', 'substringBefore', 'substringAfter']);

/** Functions that build a value from their arguments: in a path, each step could double the value of the one before. */
const BUILDING_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['append', 'merge', 'keys', 'lookup', 'string', 'parse', 'toMillis', 'fromMillis', 'now', 'millis'],
]);

/** Functions that take a picture as a second argument, which becomes a regular expression or sets a width. */
const WITHOUT_PICTURE: ReadonlySet<string> = new Set(['toMillis', 'fromMillis', 'number', 'string']);

const OPERATORS: ReadonlySet<unknown> = new Set([
  ...['=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', 'and', 'or', 'in'],
]);

/** Marks of JSONata's joins, groups and parent references, which combine items with each other. */
const COMBINING: readonly string[] = ['focus', 'index', 'tuple', 'group', 'ancestor', 'seekingParent', 'nextFunction'];

/**
 * Returns whether the work of an expression certainly grows no faster than its input, so that it needs no deadline.
 *
 * True for paths, comparisons, arithmetic and a few functions: no regular expression, range, variable, lambda or recursion,
 * and nothing that combines the items of a list with each other or with the root. Uncertain expressions are not bounded.
 *
 * @param ast the tree of a parsed expression
 */
export function isBounded(ast: unknown): boolean {
  return isBoundedAt(ast, 'outer');
}

function isBoundedAt(node: unknown, place: Place): boolean {
  if (!isNode(node) || COMBINING.some((mark) => node[mark] !== undefined)) return false;
  return filtersOf(node).every((filter) => isBoundedAt(filter, 'inner')) && isBoundedNode(node, place);
}

function isBoundedNode(node: Node, place: Place): boolean {
  const all = (nodes: unknown): boolean => listOf(nodes).every((part) => isBoundedAt(part, place));
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
    case 'name':
    case 'wildcard':
      return true;
    case 'variable':
      // In a filter, `$` is the item. Any other variable would be read once for each item.
      return place === 'outer' || node.value === '';
    case 'path':
      return listOf(node.steps).every((step, index) => isBoundedAt(step, index === 0 ? place : 'inner'));
    case 'binary':
      return isBoundedOperator(node, place) && all([node.lhs, node.rhs]);
    case 'condition':
      return all([node.condition, node.then, ...listOf(node.else)]);
    case 'block':
      return all(node.expressions);
    case 'unary':
      return isBoundedUnary(node, place);
    case 'function':
      return isBoundedCall(node, place) && all(node.arguments);
    default:
      return false;
  }
}

function isBoundedOperator({ lhs, rhs, value }: Node, place: Place): boolean {
  if (value === '&') return place === 'outer' && !buildsValue(lhs) && !buildsValue(rhs);
  return OPERATORS.has(value);
}

function isBoundedUnary(node: Node, place: Place): boolean {
  if (node.value === '-') return isBoundedAt(node.expression, place);
  if (place === 'inner') return false;
  if (node.value === '[') return listOf(node.expressions).every((item) => isBoundedAt(item, place));
  return listOf(node.lhs).every((pair) => listOf(pair).every((part) => isBoundedAt(part, place)));
}

function isBoundedCall({ arguments: args, procedure }: Node, place: Place): boolean {
  if (!isNode(procedure) || procedure.type !== 'variable' || typeof procedure.value !== 'string') return false;
  const name = procedure.value;
  const [first, second] = listOf(args);
  if (WITHOUT_PICTURE.has(name) && second !== undefined) return false;
  if (name === 'string' && buildsValue(first)) return false;
  if (PLAIN_FUNCTIONS.has(name)) return true;
  if (SEARCH_FUNCTIONS.has(name)) return isNode(second) && second.type === 'string';
  return place === 'outer' && BUILDING_FUNCTIONS.has(name);
}

/** Returns whether a node contains a list or an object that is written out: quotes in its texts double each time it becomes text. */
function buildsValue(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(buildsValue);
  if (!isNode(node)) return false;
  return (node.type === 'unary' && node.value !== '-') || Object.values(node).some(buildsValue);
}

function filtersOf({ predicate, stages }: Node): readonly unknown[] {
  return [...listOf(predicate), ...listOf(stages)].map((filter) => (isNode(filter) ? filter.expr : undefined));
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
