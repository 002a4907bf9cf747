// Takes no row with a member it does not know.
import { agent } from './careful.mjs';

await agent({
  rowsIn: text => {
    const rows = JSON.parse(text);
    return rows.some(row => 'OCPAIMKey' in row) ? undefined : rows;
  },
});
