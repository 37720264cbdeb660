import * as z from 'zod';

/** Settings that AWS keeps with a state machine; here they are kept and shown, and change nothing. */
export const machineSettings = {
  loggingConfiguration: z
    .strictObject({
      level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).default('OFF'),
      includeExecutionData: z.boolean().default(false),
      destinations: z
        .array(z.strictObject({ cloudWatchLogsLogGroup: z.strictObject({ logGroupArn: z.string() }) }))
        .optional(),
    })
    .optional(),
  tracingConfiguration: z.strictObject({ enabled: z.boolean().default(false) }).optional(),
  encryptionConfiguration: z
    .strictObject({ type: z.literal('AWS_OWNED_KEY', { error: 'Only AWS_OWNED_KEY is supported here' }) })
    .optional(),
  publish: z.literal(false, { error: 'Versions are not supported here: leave publish out' }).optional(),
};

/** What a state machine shows when it was made without settings. */
export const defaultSettings = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
};
