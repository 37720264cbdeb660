import * as z from 'zod';

/** A calendar date, `yyyy-mm-dd`. */
export const dateField = z.iso.date({ error: 'expected a date in the format yyyy-mm-dd' });

/** Text that is not empty. */
export const textField = z.string().min(1);

/** An amount of money above zero. */
export const amountField = z.number().positive();
