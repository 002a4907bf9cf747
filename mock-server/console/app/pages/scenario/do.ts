import { ApiError } from '../../api.js';
import { tell } from '../../parts/toast.js';

/** Does something and says so; what is refused is told in the API's own words. True when it happened. */
export async function attempt(work: () => Promise<unknown>, says?: string): Promise<boolean> {
  try {
    await work();
    if (says !== undefined) tell({ says });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    tell({ says: error.message, bad: true });
    return false;
  }
}
