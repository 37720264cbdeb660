import type * as z from 'zod';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { type InputProblem, pathText } from '../../core/input-problems.ts';
import type { JsonObject } from '../../core/json.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';

/** A problem of an order with the code under which a run reports it. */
export interface ActionProblem extends InputProblem {
  /** E.g. `order_type_not_supported`. */
  readonly code: string;
}

/** What a plugin does by order type; each action knows what it could not process. */
export type OrderActions<Options, Action extends ProblemFinder<Options>> = Readonly<Partial<Record<OrderType, Action>>>;

interface ProblemFinder<Options> {
  problems(order: JsonObject, options: Options): readonly ActionProblem[];
}

/** Finds what in an order a plugin could not process: its type first, then what the type's action says. */
export function orderProblems<Options, Action extends ProblemFinder<Options>>(
  actions: OrderActions<Options, Action>,
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
 * The action for an order.
 *
 * @throws PluginFailed the order has problems; the message names them all, the code is that of the first
 */
export function actionOf<Options, Action extends ProblemFinder<Options>>(
  actions: OrderActions<Options, Action>,
  order: JsonObject,
  options: Options,
): Action {
  const action = actionFor(actions, order);
  const problems = orderProblems(actions, order, options);
  if (action !== undefined && problems.length === 0) return action;
  const message = problems.map((problem) => `${problem.path}: ${problem.message}`).join(' ');
  throw new PluginFailed(message, { code: problems[0]?.code ?? 'failed' });
}

function actionFor<Action>(actions: Readonly<Partial<Record<OrderType, Action>>>, order: JsonObject) {
  const orderType = typeof order.order_type === 'string' ? orderTypeOf(order.order_type) : undefined;
  return orderType === undefined ? undefined : actions[orderType];
}

/**
 * Finds what is wrong with an order: what its schema says, else what a check says of the parsed order.
 *
 * @param check is asked only when the schema finds nothing
 */
export function checkOrder<Parsed>(
  schema: z.ZodType<Parsed>,
  order: JsonObject,
  check: (parsed: Parsed) => readonly ActionProblem[],
): readonly ActionProblem[] {
  const parsed = schema.safeParse(order);
  if (parsed.success) return check(parsed.data);
  return parsed.error.issues.map(({ message, path }) => ({ path: pathText(path), code: 'order_invalid', message }));
}
