import { parseDuration } from '../world/index.js';
import type { Fault } from './fault.js';
import type { FaultFile } from './schema-faults.js';

/** A fault as written, with what was left out filled in. How often it strikes belongs to its step. */
export function readFault(file: FaultFile): Fault {
  switch (file.kind) {
    case 'status':
      return { kind: file.kind, status: file.status, ...(file.body !== undefined && { body: file.body }) };
    case 'maintenance':
      return {
        kind: file.kind,
        form: file.form ?? 'html-503',
        ...(file.retryAfter !== undefined && { retryAfter: file.retryAfter }),
        retryAs: file.retryAs ?? 'seconds',
      };
    case 'throttled':
      return { kind: file.kind, retryAfter: file.retryAfter, form: file.form ?? 'seconds' };
    case 'html':
      return { kind: file.kind, status: file.status ?? 200 };
    case 'truncated':
      return readTruncated(file);
    case 'delay':
      return { kind: file.kind, forMs: parseDuration(file.for) ?? 0 };
    case 'hang':
      return { kind: file.kind, ...(file.for !== undefined && { forMs: parseDuration(file.for) ?? 0 }) };
    case 'redirect':
      return { kind: file.kind, status: file.status ?? 307, to: file.to };
    case 'wrongType':
      return { kind: file.kind, as: file.as };
    default:
      return { kind: file.kind };
  }
}

function readTruncated(file: Extract<FaultFile, { kind: 'truncated' }>): Fault {
  const form = file.form ?? 'content-length';
  if (form === 'valid-json' && file.rows !== undefined) return { kind: 'truncated', form, rows: file.rows };
  return { kind: 'truncated', form, keep: file.keep ?? 0.5 };
}
