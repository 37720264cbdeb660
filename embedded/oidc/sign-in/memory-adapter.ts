import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAt: number;
}

/** How many records are kept: several thousand people who sign in. The oldest go first. */
const MAX_ENTRIES = 20_000;

/** Creates the store of sessions, codes and refresh tokens: in memory, so that they end with the process. */
export function createMemoryAdapter(now: () => number = Date.now): (model: string) => Adapter {
  const entries = new Map<string, Entry>();
  const read = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (entry !== undefined && entry.expiresAt > now()) return entry.payload;
    entries.delete(key);
    return undefined;
  };
  const forgetOldest = (): void => {
    for (const key of entries.keys()) {
      if (entries.size <= MAX_ENTRIES) return;
      entries.delete(key);
    }
  };
  return (model): Adapter => ({
    async upsert(id, payload, expiresIn) {
      entries.delete(`${model}:${id}`);
      entries.set(`${model}:${id}`, { payload, expiresAt: now() + (expiresIn ?? Number.POSITIVE_INFINITY) * 1000 });
      forgetOldest();
    },
    find: async (id) => read(`${model}:${id}`),
    findByUserCode: async () => undefined,
    findByUid: async (uid) =>
      [...entries.keys()]
        .filter((key) => key.startsWith(`${model}:`))
        .map(read)
        .find((payload) => payload?.uid === uid),
    async consume(id) {
      const payload = read(`${model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(now() / 1000);
    },
    async destroy(id) {
      entries.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    },
  });
}
