import * as z from 'zod';

const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  z.strictObject({
    command: z.enum(['promote', 'rollback']),
    /** Who asks for it. */
    by: z.string().min(1).max(200),
    reason: z.string().min(1).max(500).optional(),
    /** The edition that is meant. @default the candidate */
    edition: z.string().min(1).max(200).optional(),
  }),
]);

const alarmSchema = z.object({ AlarmName: z.string(), NewStateValue: z.string(), NewStateReason: z.string() });

/**
 * A message of a CloudWatch alarm, as its topic passes it to a function. Source: Lambda Developer Guide, "Invoking Lambda functions with Amazon
 * SNS notifications"; CloudWatch User Guide, "Notifying users on alarm changes".
 */
const notificationSchema = z.object({
  Records: z.array(
    z.object({
      Sns: z.object({
        Message: z
          .string()
          .transform((text): unknown => JSON.parse(text))
          .pipe(alarmSchema),
      }),
    }),
  ),
});

/** What change-edition is invoked with: a command of a person or a pipeline, or the alarm on the candidate's orders. */
export const editionEventSchema = z.union([commandSchema, notificationSchema]);

/** What a person or a pipeline asks of change-edition. */
export type EditionCommand = z.output<typeof commandSchema>;
