import * as z from 'zod';

/** Most notices of a step that are told. */
const MAX_NOTICES = 5;

const noticeSchema = z.object({ code: z.string().min(1), message: z.string() });

/** Something about a step that succeeded and that a person should know, e.g. that a partner billed another amount. */
export type Notice = z.output<typeof noticeSchema>;

/** The field of a step's output that holds its notices. */
export const NOTICES_FIELD = 'notices';

/** The notices of a run by step id, as its state machine reports them. A step whose notices have another form has none. */
export const noticesSchema = z.record(
  z.string(),
  z
    .array(noticeSchema)
    .or(noticeSchema.transform((notice) => [notice]))
    .catch([])
    .transform((notices) => notices.slice(0, MAX_NOTICES)),
);
