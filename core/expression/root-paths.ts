import jsonata from 'jsonata';

/** A path of an expression that certainly starts at what the expression is evaluated over. */
export interface RootPath {
  /** The name that is looked up there, e.g. `results` of `results.zuora.ok`. */
  readonly root: string;
  /** The name that is looked up in it, e.g. `zuora`; undefined when something else than a name follows. */
  readonly field?: string;
  /** The text of a filter that is nothing but text, e.g. `zuora` of `results['zuora']`: it keeps whatever it is asked about. */
  readonly textFilter?: string;
  /** Whether the expression asks whether it exists, by `$exists`. */
  readonly isTested: boolean;
}

/** A node of JSONata's syntax tree; the library's own type leaves most of its fields out. */
type Node = Readonly<Record<string, unknown>>;

/** Where in an expression a node stands. */
interface Place {
  /** Whether names are certainly looked up at the root: not in a filter, a function's body or any later step of a path. */
  readonly isOuter: boolean;
  readonly isTested: boolean;
}

/** Parts of a node that are evaluated over the same as the node itself. */
const SAME_CONTEXT: readonly string[] = [
  'lhs',
  'rhs',
  'expressions',
  'expression',
  'arguments',
  'condition',
  'then',
  'else',
];

/**
 * The paths of an expression that start at its root; those of which that is not certain are left out, e.g. in the body of a
 * function.
 *
 * @param text what `parseExpression` accepts
 */
export function rootPaths(text: string): readonly RootPath[] {
  return pathsIn(jsonata(text).ast(), { isOuter: true, isTested: false });
}

function pathsIn(node: unknown, place: Place): readonly RootPath[] {
  if (Array.isArray(node)) return node.flatMap((item) => pathsIn(item, place));
  if (!isNode(node)) return [];
  const inside = { ...place, isTested: place.isTested || isExists(node) };
  const { steps, ...parts } = node;
  const own = Array.isArray(steps) ? pathsOfSteps(steps, inside) : [];
  const others = Object.entries(parts).flatMap(([key, part]) =>
    pathsIn(part, SAME_CONTEXT.includes(key) ? inside : { ...inside, isOuter: false }),
  );
  return [...own, ...others];
}

function pathsOfSteps(steps: readonly unknown[], place: Place): readonly RootPath[] {
  const inner = { ...place, isOuter: false };
  return [...rootPath(steps, place), ...steps.flatMap((step, index) => pathsIn(step, index === 0 ? place : inner))];
}

function rootPath(steps: readonly unknown[], { isOuter, isTested }: Place): readonly RootPath[] {
  const [first, ...others] = steps.filter(isNode);
  // `$$` is the root wherever it stands, `$` only there.
  const isRoot = first?.type === 'variable' && (first.value === '$' || (isOuter && first.value === ''));
  const [start, next] = isRoot ? others : isOuter ? [first, ...others] : [];
  if (start?.type !== 'name') return [];
  const textFilter = [start.stages ?? []]
    .flat()
    .filter(isNode)
    .map(({ expr }) => expr)
    .find((expr) => isNode(expr) && expr.type === 'string');
  return [
    {
      root: String(start.value),
      // After `results@$name` the next step is looked up beside `results`.
      ...(next?.type === 'name' && start.focus === undefined && { field: String(next.value) }),
      ...(isNode(textFilter) && { textFilter: String(textFilter.value) }),
      isTested,
    },
  ];
}

function isExists({ procedure, type }: Node): boolean {
  return type === 'function' && isNode(procedure) && procedure.type === 'variable' && procedure.value === 'exists';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
