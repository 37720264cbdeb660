import type * as z from 'zod';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { type InputProblem, pathText } from '../../core/input-problems.ts';
import type { JsonObject } from '../../core/json.ts';
import { dateProblems } from '../../core/order/order-days.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import { safeParsedOrder } from './parsed-order.ts';

/** A problem with an order, and the code under which a run reports it. */
export interface ActionProblem extends InputProblem {
  /** E.g. `order_type_not_supported`. */
  readonly code: string;
}

/**
 * What a plugin does for each order type.
 *
 * The table is total, so the compiler reports every plugin that does not handle a new order type.
 */
export type OrderActions<Action> = Readonly<Record<OrderType, Action>>;

interface ProblemFinder<Options> {
  problems(order: JsonObject, options: Options): readonly ActionProblem[];
}

/** Returns the order type of a payload; `undefined` if it is missing or unknown. */
export function typeOfOrder(order: JsonObject): OrderType | undefined {
  return typeof order.order_type === 'string' ? orderTypeOf(order.order_type) : undefined;
}

/** Returns the action for an order; `undefined` if the order has no known type. */
export function actionFor<Action>(actions: OrderActions<Action>, order: JsonObject): Action | undefined {
  const orderType = typeOfOrder(order);
  return orderType === undefined ? undefined : actions[orderType];
}

/** Finds what a plugin cannot process in an order: its type, or what the action for its type reports. */
export function orderProblems<Options>(
  actions: OrderActions<ProblemFinder<Options>>,
  order: JsonObject,
  options: Options,
): readonly ActionProblem[] {
  const action = actionFor(actions, order);
  if (action !== undefined) return action.problems(order, options);
  const found = typeof order.order_type === 'string' ? order.order_type : 'none';
  const message = `Expected an order of type ${Object.keys(actions).join(', ')}, found ${found}. Give this order type a sequence without the step.`;
  return [{ path: 'order_type', code: 'order_type_not_supported', message }];
}

/**
 * Returns the action for an order that the plugin can process.
 *
 * @throws PluginFailed the order has problems; the message lists all of them, the code is that of the first
 */
export function requireAction<Options, Action extends ProblemFinder<Options>>(
  actions: OrderActions<Action>,
  order: JsonObject,
  options: Options,
): Action {
  const action = actionFor(actions, order);
  const problems = orderProblems(actions, order, options);
  if (action !== undefined && problems.length === 0) return action;
  const message = problems.map((problem) => `${problem.path}: ${problem.message}`).join(' ');
  throw new PluginFailed(message, { code: problems[0]?.code ?? 'failed' });
}

/**
 * Checks the dates of an order, and the order against a schema, and then the parsed order against a rule of the action.
 *
 * @param check runs only if the schema finds nothing. @default no further rule
 */
export function checkOrder<Parsed>(
  schema: z.ZodType<Parsed>,
  order: JsonObject,
  check: (parsed: Parsed) => readonly ActionProblem[] = () => [],
): readonly ActionProblem[] {
  const parsed = safeParsedOrder(schema, order);
  const issues = parsed.error?.issues.map(({ message, path }) => ({ path: pathText(path), message })) ?? [];
  const problems = [...issues, ...dateProblems(order)].map((problem) => ({ ...problem, code: 'order_invalid' }));
  return parsed.success && problems.length === 0 ? check(parsed.data) : problems;
}
