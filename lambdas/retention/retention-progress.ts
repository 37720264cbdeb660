import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/**
 * What is done with orders day by day: they are deleted or their process events are shortened, at their age, or they are added to
 * the search index, or to the index of orders that need a person.
 */
export type RetentionPass = 'orders' | 'process-events' | 'index' | 'attention';

const progressSchema = z.object({
  /** The newest day of submission that has been passed, e.g. `2026-11-22`. */
  through: z.string(),
  /** Where the next day was left: orders up to this instant are still to do. */
  before: z.string().optional(),
  /** The last day on which `left` was gone through. */
  checkedOn: z.string(),
  /** Orders of passed days that had to stay: in progress, on hold, or changed since. */
  left: z.array(z.string()),
  /** Orders that were about to be deleted. After a crash, some may be gone without their other items. */
  deleting: z.array(z.string()),
});

/** How far a pass has come. */
export type RetentionProgress = z.output<typeof progressSchema>;

/** Stores how far each pass has come. Only one invocation runs at a time. */
export interface RetentionProgressStore {
  read(pass: RetentionPass): Promise<RetentionProgress>;
  write(pass: RetentionPass, progress: RetentionProgress): Promise<void>;
}

/** The day before the first release: there are no older orders. */
const FIRST_DAY = '2026-11-01';

/** Creates the store over the order table. */
export function createRetentionProgress(client: DynamoDBDocumentClient, table: string): RetentionProgressStore {
  const keyOf = (pass: RetentionPass) => ({ pk: 'retention', sk: pass });
  return {
    async read(pass) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: keyOf(pass), ConsistentRead: true }));
      if (Item === undefined) return { through: FIRST_DAY, checkedOn: FIRST_DAY, left: [], deleting: [] };
      return progressSchema.parse(Item);
    },
    async write(pass, progress) {
      await client.send(new PutCommand({ TableName: table, Item: { ...keyOf(pass), ...progress } }));
    },
  };
}
