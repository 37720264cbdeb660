/** The table of a tenant: string keys, a sort key, and indexes that project keys only. */
export interface TableSpec {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly indexes: readonly { readonly name: string; readonly partitionKey: string; readonly sortKey: string }[];
}

/** The order table. */
export const ORDER_TABLE: TableSpec = {
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: 'by-status', partitionKey: 'statusShard', sortKey: 'createdAt' },
    { name: 'by-day', partitionKey: 'dayShard', sortKey: 'createdAt' },
    { name: 'by-unpublished', partitionKey: 'unpublishedShard', sortKey: 'createdAt' },
    { name: 'by-attention', partitionKey: 'attentionShard', sortKey: 'attention' },
    { name: 'by-delivery', partitionKey: 'deliveryShard', sortKey: 'createdAt' },
  ],
};
