import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../sqlite/in-transaction.ts';

/**
 * Renames a bus, with its rules, targets, events and deliveries. Does nothing if there is no such bus.
 *
 * If the new name is taken, the buses are merged. Of two rules with the same name, that of the existing bus stays.
 */
export function renameBus(database: DatabaseSync, from: string, to: string): void {
  const move = (table: string, column: string): void => {
    database.prepare(`UPDATE OR IGNORE ${table} SET ${column} = ? WHERE ${column} = ?`).run(to, from);
    database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(from);
  };
  inTransaction(database, () => {
    move('buses', 'name');
    move('rules', 'bus');
    move('targets', 'bus');
    database.prepare('UPDATE events SET bus = ? WHERE bus = ?').run(to, from);
  });
}
