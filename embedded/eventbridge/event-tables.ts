/** Tables of the event buses. Times are epoch milliseconds. */
export const EVENT_TABLES = `
  CREATE TABLE IF NOT EXISTS buses (name TEXT PRIMARY KEY, createdAt INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS rules (
    bus TEXT NOT NULL, name TEXT NOT NULL, pattern TEXT NOT NULL, state TEXT NOT NULL, description TEXT,
    PRIMARY KEY (bus, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS targets (
    bus TEXT NOT NULL, rule TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL,
    PRIMARY KEY (bus, rule, id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, storedAt INTEGER NOT NULL, bus TEXT NOT NULL, event TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES events (seq) ON DELETE CASCADE,
    rule TEXT NOT NULL, target TEXT NOT NULL, state TEXT NOT NULL, failures INTEGER NOT NULL, nextAt INTEGER NOT NULL,
    error TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS deliveriesByState ON deliveries (state);
  CREATE INDEX IF NOT EXISTS deliveriesByEvent ON deliveries (seq);
  INSERT OR IGNORE INTO buses VALUES ('default', 0);
`;
