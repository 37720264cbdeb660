import * as z from 'zod';
import { parseExpression } from '../expression/expression.ts';

/** An option that holds a JSONata expression; one that does not parse is refused with what is wrong with it. */
export function expressionOption(): z.ZodType<string, string> {
  return z
    .string()
    .min(1)
    .superRefine((text, context) => {
      if (text === '') return;
      try {
        parseExpression(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      }
    });
}
