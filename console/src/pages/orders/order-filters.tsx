import type { InputOf } from '../../../../blueprint/routes/routes.ts';
import { ORDER_STATUSES } from '../../../../core/order/order-status.ts';
import { ORDER_TYPES } from '../../../../core/order/order-types.ts';
import type { OrderFilters } from '../../api/queries.ts';

/** The filters of the address, by their names in the API. */
const FILTERS = [
  'q',
  'status',
  'step',
  'code',
  'stuck_for',
  'sequence',
  'version',
  'edition',
  'order_type',
  'from',
  'to',
  'with_errors',
  'parked',
  'queued',
  'connection',
] as const satisfies readonly (keyof InputOf<'GET /orders'>['query'])[];

/** Returns the filters of an address; anything else in it is ignored. */
export function filtersIn(search: URLSearchParams): OrderFilters {
  return Object.fromEntries(FILTERS.flatMap((name) => (search.get(name) ? [[name, search.get(name) ?? '']] : [])));
}

/** Filters that links set and people rarely type: shown when they apply, and cleared with the others. */
const LINKED = ['step', 'code', 'connection', 'stuck_for', 'sequence', 'version', 'edition'] as const;

/** Fields for the filters. Every change is in the address at once, so that a list can be shared. */
export function OrderFilterForm({
  filters,
  onChange,
}: {
  readonly filters: OrderFilters;
  readonly onChange: (filters: Record<string, string>) => void;
}) {
  const change = (name: string, value: string) => {
    const others = Object.entries(filters).flatMap(([key, kept]) => (key === name || !kept ? [] : [[key, kept]]));
    onChange(Object.fromEntries(value === '' ? others : [...others, [name, value]]));
  };
  const field = (name: (typeof FILTERS)[number]) => ({
    value: filters[name] ?? '',
    onChange: ({ target }: { readonly target: { readonly value: string } }) => change(name, target.value),
  });
  return (
    <search className="filters">
      <SearchField value={filters.q ?? ''} onSearch={(text) => change('q', text)} />
      <label>
        Status
        <select {...field('status')}>
          <option value="">any</option>
          {ORDER_STATUSES.map((status) => (
            <option key={status}>{status}</option>
          ))}
        </select>
      </label>
      <label>
        Type
        <select {...field('order_type')}>
          <option value="">any</option>
          {ORDER_TYPES.map((type) => (
            <option key={type}>{type}</option>
          ))}
        </select>
      </label>
      <label>
        Needs a person
        <select {...field('with_errors')}>
          <option value="">any</option>
          <option value="true">yes: failed, held or degraded</option>
          <option value="false">no</option>
        </select>
      </label>
      <label>
        Waits
        <select
          value={filters.parked === 'true' ? 'parked' : filters.queued === 'true' ? 'queued' : ''}
          onChange={({ target: { value } }) => {
            const { parked: _, queued: __, ...others } = filters;
            const kept = Object.entries(others).flatMap(([key, text]) => (text ? [[key, text]] : []));
            onChange(Object.fromEntries(value === '' ? kept : [...kept, [value, 'true']]));
          }}
        >
          <option value="">any</option>
          <option value="parked">for a partner</option>
          <option value="queued">for another order</option>
        </select>
      </label>
      <label>
        From (UTC)
        <input type="date" {...field('from')} />
      </label>
      <label>
        To (UTC)
        <input type="date" {...field('to')} />
      </label>
      {LINKED.flatMap((name) =>
        filters[name] === undefined ? (
          []
        ) : (
          <button key={name} type="button" onClick={() => change(name, '')} aria-label={`Remove the filter ${name}`}>
            {name.replace('_', ' ')}: {filters[name]} ✕
          </button>
        ),
      )}
      {Object.keys(filters).length > 0 && (
        <button type="button" className="quiet" onClick={() => onChange({})}>
          Clear
        </button>
      )}
    </search>
  );
}

/** Finds orders by exactly what somebody knows; searches when it is sent, not at every key. */
function SearchField({ value, onSearch }: { readonly value: string; readonly onSearch: (text: string) => void }) {
  return (
    <form
      key={value}
      className="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(String(new FormData(event.currentTarget).get('q')).trim());
      }}
    >
      <label>
        Find
        <input
          name="q"
          type="search"
          defaultValue={value}
          minLength={3}
          maxLength={320}
          placeholder="Reference, id, e-mail, subscription, owner"
          size={36}
        />
      </label>
      <button type="submit">Find</button>
    </form>
  );
}
