import { Button } from '../../parts/button.js';
import { Select, TextField } from '../../parts/field.js';
import { setQuery } from '../../router.js';
import { FILTERS, type Filters } from './filter.js';

const SERVICES = [
  { value: '', text: 'All services' },
  { value: 'sts', text: 'STS' },
  { value: 'rap', text: 'RAP' },
  { value: 'proxy', text: 'Proxy' },
];

const STATUSES = [
  { value: '', text: 'Any answer' },
  { value: '2xx', text: 'Success (2xx)' },
  { value: '3xx', text: 'Redirect (3xx)' },
  { value: '4xx', text: 'Refused (4xx)' },
  { value: '5xx', text: 'Failed (5xx)' },
  { value: 'none', text: 'No answer' },
  ...[400, 401, 403, 404, 429, 500, 503].map(status => ({ value: String(status), text: `Status ${status}` })),
];

const FAULTS = [
  { value: '', text: 'Fault or none' },
  { value: 'any', text: 'Touched by a fault' },
  { value: 'none', text: 'Untouched' },
];

/** What of the journal is shown. It stands in the address, so that it can be sent to somebody. */
export function FilterBar({ filters }: { readonly filters: Filters }) {
  const set = (name: keyof Filters) => (value: string) => setQuery({ [name]: value });
  const isSet = FILTERS.some(name => filters[name] !== '');
  const clear = () => setQuery(Object.fromEntries(FILTERS.map(name => [name, ''])));
  return (
    <details class="traffic-filter" open={isSet || matchMedia('(min-width: 641px)').matches}>
      <summary>Filter</summary>
      <search class="traffic-filters" aria-label="Which requests are shown">
        <Select label="Service" value={filters.service} choices={SERVICES} onChange={set('service')} />
        <Select label="Answer" value={filters.status} choices={STATUSES} onChange={set('status')} />
        <Select label="Fault" value={filters.fault} choices={FAULTS} onChange={set('fault')} />
        <TextField
          label="School"
          type="search"
          value={filters.school}
          placeholder="Name, key or code"
          onChange={set('school')}
        />
        <TextField label="Text" type="search" value={filters.text} placeholder="Anywhere" onChange={set('text')} />
        {isSet && (
          <Button look="plain" onClick={clear}>
            Show all
          </Button>
        )}
      </search>
    </details>
  );
}
