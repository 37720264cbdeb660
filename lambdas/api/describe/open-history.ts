import { dynamoDbClient, SHORT_TIMEOUTS } from '../../clients.ts';
import { type ConfigHistory, createConfigHistory } from '../../config-history/config-history.ts';

/** Opens the history of the config in the order table. */
export function openHistory(table: string): ConfigHistory {
  return createConfigHistory(dynamoDbClient(SHORT_TIMEOUTS), table);
}
