import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../sqlite/in-transaction.ts';

/**
 * Renames a bus; its rules, their targets and its events move along, with all of their deliveries. Does nothing if there
 * is no such bus. If the new name is taken, the two become one bus, which keeps its own rule where both have one of a
 * name.
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
