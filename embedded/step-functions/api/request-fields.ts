import { z } from 'zod';

/** What callers may give beside the fields that change something: which data the answer holds. */
export const includedData = z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA');

/** Fields of a request for one page of a list. */
export const paging = {
  maxResults: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .transform((value) => value || 100),
  nextToken: z.string().min(1).max(3096).optional(),
};
