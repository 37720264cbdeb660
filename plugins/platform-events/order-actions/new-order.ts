import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../../core/partner/defined-fields.ts';
import { cutText } from '../cut-text.ts';
import { reducedOrderText } from '../reduced-order.ts';
import { NEW_ORDER_FIELDS } from './new-order-fields.ts';
import { newOrderSchema } from './new-order-schema.ts';
import type { OrderAction } from './order-action.ts';

/** The event NEW_ORDER, or NEW_GIFT_ORDER for a gift. Texts longer than their field are cut. */
export const newOrder: OrderAction = {
  problems(order) {
    const issues = newOrderSchema.safeParse(order).error?.issues ?? [];
    return issues.map(({ message, path }) => ({ path: path.join('.'), code: 'order_invalid', message }));
  },
  fields(context): JsonObject {
    const source = { context, order: newOrderSchema.parse(context.order) };
    const shown = Object.entries(NEW_ORDER_FIELDS).map(([name, field]) => {
      const value = field.value(source);
      return [name, value === undefined || field.length === undefined ? value : cutText(value, field.length)];
    });
    return definedFields({ ...Object.fromEntries(shown), LimioOrder: reducedOrderText(context) });
  },
};
